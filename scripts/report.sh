# Steps and counts of ./test. Sourced; expects logs and weir_root.

passed=0 failed=0 skipped=0 begun=$SECONDS
test_begin=$(mktemp "${TMPDIR:-/tmp}/weir-test.XXXXXX")
trap 'rm -f "$test_begin"' EXIT

# step NAME COMMAND…: runs it with its output in a log, prints the result with its time, and counts.
step() {
  local name=$1 log=$logs/$1.log started=$SECONDS code=0
  shift
  "$@" >"$log" 2>&1 </dev/null || code=$?
  count_native_tests "$log" "$code"
  if ((code == 0)); then
    printf '  ok      %-14s %4d s\n' "$name" $((SECONDS - started))
  else
    printf '  FAILED  %-14s %4d s   (exit %d; %s)\n' "$name" $((SECONDS - started)) "$code" "${log#"$weir_root"/}"
    grep -v 'sun.misc.Unsafe\|terminally deprecated\|Please consider reporting' "$log" | grep -E \
      '^\[ERROR\]|FAIL|not ok|error:|rror:|Assertion|AddressSanitizer|expected' | head -40 | sed 's/^/    | /'
    printf '    the end of the log:\n'
    tail -25 "$log" | sed 's/^/    | /'
  fi
  return 0
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
    ((errors + failures)) && printf '    failing: %s\n' "$(basename "$report" .xml | sed 's/^TEST-//')"
  done < <(find "$1/engine" -path '*-reports/TEST-*.xml' -newer "$test_begin" 2>/dev/null)
  [[ $java_broke == yes && $bad == 0 ]] && bad=1
  ((failed += bad))
  return 0
}

attribute() {
  local value
  value=$(sed -n "/<testsuite /{s/.* $1=\"\([0-9]*\)\".*/\1/p;q}" "$2" | head -1)
  [[ -n $value ]] || value=$(head -c 2000 "$2" | tr '\n' ' ' | sed -n "s/.*<testsuite [^>]* $1=\"\([0-9]*\)\".*/\1/p")
  printf '%s\n' "${value:-0}"
}

# Netty's paranoid leak detector writes its findings to a test's output instead of failing it.
no_leak_reported() {
  ! grep -rlE 'LEAK: ' "$logs" "$weir_root"/engine/*/target/*-reports 2>/dev/null
}

closing_line() {
  printf '%d passed, %d failed' "$passed" "$failed"
  ((skipped)) && printf ', %d skipped' "$skipped"
  printf ' in %d s\n' $((SECONDS - begun))
  ((failed == 0))
  exit
}
