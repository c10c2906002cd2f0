# Starts and stops the real interceptor and engine in one network namespace. Sourced by ./run; uses say and fail.
# docs/packaging.md explains the same commands to people who package.

# Starting: the engine's JVM is up in about 1 s on an idle machine; a busy one with two cores took 8 s.
weir_start_tenths=300
# Stopping: both end by themselves at once; the interceptor undoes its rules in milliseconds.
weir_stop_tenths=50

weir_interceptor_pid='' weir_engine_pid='' weir_home=''

# copy_programs DIR: the engine's user must be able to read everything that it runs, and a clone may be in /root.
copy_programs() {
  weir_home=$1
  install -d -m 0755 "$weir_home" "$weir_home/run"
  install -d -m 0700 -o "$weir_engine_uid" -g "$weir_engine_uid" "$weir_home/state"
  install -d -m 0755 -o "$weir_engine_uid" -g "$weir_engine_uid" "$weir_home/control" "$weir_home/tmp"
  cp -Rp "$weir_dist" "$weir_home/dist"
  install -m 0755 "$weir_interceptor" "$weir_home/weir-interceptor"
  chmod -R u+rwX,go+rX "$weir_home/dist"
  weir_java=$JAVA_HOME
  if ! as_engine test -x "$JAVA_HOME/bin/java"; then
    say "the engine's user cannot read $JAVA_HOME: copying the JDK"
    cp -Rp "$JAVA_HOME" "$weir_home/jdk"
    chmod -R go+rX "$weir_home/jdk"
    weir_java=$weir_home/jdk
  fi
}

# The engine has no capability, cannot get one back, and belongs to no other group.
weir_unprivileged=(setpriv --reuid "$weir_engine_uid" --regid "$weir_engine_uid" --clear-groups
  --inh-caps=-all --ambient-caps=-all --bounding-set=-all --no-new-privs)

# Ahead of the machine's other programs, whose connections wait for these two: on a busy machine an engine without processor
# time would count as hung.
weir_ahead=(nice -n -5)

as_engine() { "${weir_unprivileged[@]}" -- "$@"; }

# start_weir CAPTURE PREFIX…: PREFIX enters the namespace (nothing: the one we are in).
start_weir() {
  local capture=$1 owners=()
  shift
  owners=(--owner-uid "${SUDO_UID:-0}")
  setsid "$@" "${weir_ahead[@]}" setpriv --pdeathsig TERM -- "$weir_home/weir-interceptor" run --run-dir "$weir_home/run" --engine-uid "$weir_engine_uid" --engine-gid "$weir_engine_uid" \
    </dev/null >"$weir_home/interceptor.log" 2>&1 &
  weir_interceptor_pid=$!
  wait_until "the interceptor" "$weir_interceptor_pid" "$weir_home/interceptor.log" test -S "$weir_home/run/interceptor.sock"
  JAVA_HOME=$weir_java HOME=$weir_home/state WEIR_ENGINE_JVM="-Djava.io.tmpdir=$weir_home/tmp ${WEIR_ENGINE_JVM:-}" setsid "$@" \
    "${weir_ahead[@]}" "${weir_unprivileged[@]}" --pdeathsig TERM -- "$weir_home/dist/bin/weir-engine" --interceptor "$weir_home/run/interceptor.sock" --control "$weir_home/control/control.sock" \
    --state "$weir_home/state" "${owners[@]}" --capture "$capture" </dev/null >"$weir_home/engine.log" 2>&1 &
  weir_engine_pid=$!
  export WEIR_SOCKET=$weir_home/control/control.sock
  wait_until "the engine" "$weir_engine_pid" "$weir_home/engine.log" test -S "$WEIR_SOCKET"
  [[ $capture == off ]] || wait_until "the capture" "$weir_engine_pid" "$weir_home/engine.log" is_capturing
}

is_capturing() {
  JAVA_HOME=$weir_java "$weir_home/dist/bin/weir" status --json 2>/dev/null | grep -q '"capturing"'
}

# wait_until WHAT PID LOG COMMAND…: fails with the log's end when the process dies or never becomes ready.
wait_until() {
  local what=$1 pid=$2 log=$3 tenth
  shift 3
  for ((tenth = 0; tenth < weir_start_tenths; tenth++)); do
    "$@" && return 0
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  tail -20 "$log" >&2
  fail "$what did not start; the end of its log stands above"
}

# Ends the engine first, so that the interceptor sees an orderly end, then the interceptor, which undoes its rules.
stop_weir() {
  local pid tenth
  for pid in $weir_engine_pid $weir_interceptor_pid; do
    kill -TERM "$pid" 2>/dev/null || continue
    kill -CONT "$pid" 2>/dev/null
    for ((tenth = 0; tenth < weir_stop_tenths; tenth++)); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
  done
  weir_engine_pid='' weir_interceptor_pid=''
  return 0
}

# Removes weir_home after us although we were killed with -9; the two programs get SIGTERM from the kernel then.
guard_home() {
  setsid bash -c 'while kill -0 "$1" 2>/dev/null; do sleep 0.5; done
    while [[ -d $2 ]] && pgrep -f "^$2/weir-interceptor" >/dev/null; do sleep 0.5; done
    rm -rf --one-file-system "$2"' weir-guard $$ "$weir_home" </dev/null >/dev/null 2>&1 &
  weir_guard_pid=$!
}

remove_home() {
  kill "$weir_guard_pid" 2>/dev/null
  rm -rf --one-file-system "$weir_home"
}
