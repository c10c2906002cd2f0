# Builds the interceptor and the engine when a source is newer than the last good build. Sourced by common.sh.

weir_stamp=$weir_root/.build/stamp
weir_interceptor=$weir_root/native-linux/build/weir-interceptor
weir_dist=$weir_root/engine/cli/target/dist

# Online only when the local repository cannot serve: a run without network works once everything was downloaded.
maven() {
  local log code=0
  log=$(mktemp "${TMPDIR:-/tmp}/weir-maven.XXXXXX")
  if [[ -d ${HOME:-/root}/.m2/repository/tools/jackson ]]; then
    (cd "$weir_root" && mvn -B -ntp -o "$@") >"$log" 2>&1 </dev/null || code=$?
    if ((code == 0)) || ! grep -qi 'offline mode' "$log"; then
      maven_output "$code" "$log"
      return "$code"
    fi
  fi
  say 'downloading libraries (the first time only)'
  code=0
  (cd "$weir_root" && mvn -B "$@") </dev/null 2>&1 | tee "$log" | sed -un 's/^\(Downloading\|\[INFO\] Building\)/  &/p' >&2
  code=${PIPESTATUS[0]}
  maven_output "$code" "$log"
  return "$code"
}

# What of Maven's output people want: the errors when it failed, the test counts in any case.
maven_output() {
  local code=$1 log=$2
  if ((code)); then
    grep -v 'sun.misc.Unsafe\|terminally deprecated\|Please consider reporting' "$log" | tail -${MAVEN_TAIL:-80} >&2
  fi
  [[ -n ${MAVEN_LOG:-} ]] && cat "$log" >>"$MAVEN_LOG"
  rm -f "$log"
}

is_built() {
  [[ -f $weir_stamp && -x $weir_interceptor && -x $weir_dist/bin/weir && -x $weir_dist/bin/weir-engine ]] || return 1
  [[ -x $weir_root/app-ui/target/dist/bin/weir-ui ]] || return 1
  [[ -f $weir_root/engine/testkit/target/classes/org/weir/testkit/origin/OriginServer.class ]] || return 1
  [[ $(<"$weir_stamp") == "$JAVA_HOME" ]] || return 1
  [[ -z $(find "$weir_root/native-linux" "$weir_root/engine" "$weir_root/app-ui" "$weir_root/pom.xml" \
    \( -name build -o -name target -o -path '*/src/test' -o -path '*/engine/it' \) -prune -o \
    -type f -newer "$weir_stamp" -print -quit) ]]
}

build() {
  local begun=$SECONDS started
  # The integration tests run ./run inside Maven's own build of the same tree.
  [[ -n ${WEIR_IS_BUILT:-} ]] && return 0
  is_built && return 0
  mkdir -p "$weir_root/.build"
  started=$(mktemp "$weir_root/.build/started.XXXXXX")
  printf '%s\n' "$JAVA_HOME" >"$started"
  say 'building the interceptor'
  make -s -C "$weir_root/native-linux" -j"$(nproc)" >&2 || { rm -f "$started"; fail 'the interceptor does not build (see above)'; }
  say 'building the engine, the command and the window'
  # Tests have their own command, and formatting is checked there.
  maven package -DskipTests -Dspotless.check.skip=true -pl engine/cli,engine/testkit,app-ui -am ||
    { rm -f "$started"; fail 'the Java part does not build (see above)'; }
  # The stamp has the time at which building began: an edit during the build counts as newer.
  mv -f "$started" "$weir_stamp"
  say "built in $((SECONDS - begun)) s"
}
