# Steps and counts of ./test. Sourced; expects logs and weir_root.

passed=0 failed=0 skipped=0 begun=$SECONDS
test_begin=$(mktemp "${TMPDIR:-/tmp}/weir-test.XXXXXX")
# Each step is a process group of its own, so that what a step started ends with it when we are interrupted.
set -m
step_groups=()
trap 'rm -f "$test_begin"; stop_steps' EXIT
trap 'exit 130' INT TERM HUP

# step NAME COMMAND…: runs it with its output in a log, prints the result with its time, and counts.
step() {
  begin "$@"
  finish "$1"
}

# begin NAME COMMAND…: as step, beside what comes next; finish NAME waits for it, prints and counts.
begin() {
  local name=$1
  shift
  {
    local step_name=$name started=$SECONDS code=0
    "$@" >"$logs/$name.log" 2>&1 </dev/null || code=$?
    printf '%d %d\n' "$code" $((SECONDS - started)) >"$logs/$name.new"
    mv "$logs/$name.new" "$logs/$name.result"
  } &
  step_groups+=($!)
}

stop_steps() {
  local group
  for group in "${step_groups[@]}"; do
    kill -TERM -- "-$group" 2>/dev/null
  done
  return 0
}

# Waits until a step that was begun is over.
finished() {
  until [[ -f $logs/$1.result ]]; do sleep 0.2; done
}

finish() {
  local name=$1 log=$logs/$1.log code time
  finished "$name"
  read -r code time <"$logs/$name.result"
  count_native_tests "$log" "$code"
  if ((code == 0)); then
    printf '  ok      %-14s %4d s\n' "$name" "$time"
  else
    printf '  FAILED  %-14s %4d s   (exit %d; %s)\n' "$name" "$time" "$code" "${log#"$weir_root"/}"
    failure_lines "$log" | head -40 | sed 's/^/    | /'
    printf '    the end of the log:\n'
    tail -12 "$log" | cut -c 1-300 | sed 's/^/    | /'
  fi
  return 0
}

# What of a failed step's log says why. Maven's own errors are marked; the tests' output among them is not.
failure_lines() {
  if [[ $1 == */java-*.log ]]; then
    grep -E '^\[ERROR\]' "$1" | cut -c 1-300
  else
    grep -E 'FAIL|not ok|rror:|Assertion|AddressSanitizer|expected' "$1" | cut -c 1-300
  fi
}

# Every step is one test of its own, except that lines of the Test Anything Protocol or "ok NAME"/"not ok NAME" count themselves.
count_native_tests() {
  local good bad
  good=$(grep -cE '^ok( |$)' "$1")
  bad=$(grep -cE '^not ok( |$)' "$1")
  if [[ $1 == */java-*.log ]]; then
    # The JUnit reports count those; a build that broke without a failing test still is a failure.
    (($2)) && java_broke=yes
    return 0
  fi
  ((good + bad)) || { if (($2)); then bad=1; else good=1; fi; }
  (($2 && bad == 0)) && bad=1
  ((passed += good, failed += bad))
  return 0
}

java_broke=no

# Reads the JUnit reports written since we began.
count_java_tests() {
  local report tests errors failures skips bad=0
  while read -r report; do
    tests=$(attribute tests "$report") errors=$(attribute errors "$report")
    failures=$(attribute failures "$report") skips=$(attribute skipped "$report")
    ((bad += errors + failures, skipped += skips, passed += tests - errors - failures - skips))
    ((errors + failures)) && failing_cases "$report"
  done < <(find "$1/engine" "$1/app-ui" -path '*-reports/TEST-*.xml' -newer "$test_begin" 2>/dev/null)
  [[ $java_broke == yes && $bad == 0 ]] && bad=1
  ((failed += bad))
  return 0
}

# The names of a report's failing cases, each with the first lines of its reason: what a reader of CI's last screen needs.
failing_cases() {
  awk -v class="$(basename "$1" .xml | sed 's/^TEST-//')" '
    /<testcase /            { name = $0; sub(/.*<testcase name="/, "", name); sub(/".*/, "", name) }
    /<(failure|error)[ >]/  { printf "    failing: %s.%s\n", class, name; left = 6 }
    left > 0                { gsub(/&quot;/, "\""); gsub(/&lt;/, "<"); gsub(/&gt;/, ">"); gsub(/&#10;/, " ")
                              print "      | " substr($0, 1, 300); left-- }
    /<\/(failure|error)>/    { left = 0 }' "$1" | head -60
}

attribute() {
  local value
  value=$(sed -n "/<testsuite /{s/.* $1=\"\([0-9]*\)\".*/\1/p;q}" "$2" | head -1)
  [[ -n $value ]] || value=$(head -c 2000 "$2" | tr '\n' ' ' | sed -n "s/.*<testsuite [^>]* $1=\"\([0-9]*\)\".*/\1/p")
  printf '%s\n' "${value:-0}"
}

# Netty's paranoid leak detector writes its findings to a test's output instead of failing it.
no_leak_reported() {
  ! grep -rlE 'LEAK: ' "$logs" "$weir_root"/engine/*/target/*-reports "$weir_root"/app-ui/target/*-reports 2>/dev/null
}

closing_line() {
  printf '%d passed, %d failed' "$passed" "$failed"
  ((skipped)) && printf ', %d skipped' "$skipped"
  printf ' in %d s\n' $((SECONDS - begun))
  ((failed == 0))
  exit
}
