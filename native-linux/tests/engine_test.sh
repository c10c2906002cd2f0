#!/bin/bash
# The real interceptor and the mini engine, in two namespaces of our own: a desktop ("pc") and a network ("srv").
# Shows: capture with original destination and owner; SIGSTOP and SIGCONT of the engine; kill -9 of either; hold; closed; reset.
set -u
BUILD=${BUILD:-$(cd "$(dirname "$0")/.." && pwd)/build}
TESTS=$(cd "$(dirname "$0")" && pwd)
PYTHON=/usr/bin/python3
ID=weir-n2-$$
WORK=$(mktemp -d "/tmp/$ID-XXXX")
chmod 755 "$WORK"
install -m 0755 "$TESTS/mini_engine.py" "$WORK/mini_engine.py"
touch "$WORK/engine.log"
INTERCEPTOR= ENGINE= SERVER= FAILURES=0
PC="nsenter --net=/run/netns/$ID-pc"
SRV="nsenter --net=/run/netns/$ID-srv"

cleanup() {
    for pid in $ENGINE $INTERCEPTOR $SERVER; do kill -CONT "$pid" 2>/dev/null; kill -9 "$pid" 2>/dev/null; done
    wait 2>/dev/null
    ip netns del "$ID-pc" 2>/dev/null
    ip netns del "$ID-srv" 2>/dev/null
    rm -rf "$WORK"
}
trap cleanup EXIT

ok() { echo "  ok: $1"; }
failed() { echo "  FAILED: $1"; FAILURES=$((FAILURES + 1)); }
check() { local what=$1; shift; if "$@"; then ok "$what"; else failed "$what"; fi; }
# Waits until the command succeeds, at most $1 tenths of a second.
until_true() { local tries=$1; shift; for ((i = 0; i < tries; i++)); do "$@" && return 0; sleep 0.1; done; return 1; }

lab() {
    ip netns add "$ID-pc" && ip netns add "$ID-srv" || exit 1
    ip link add "veth0" netns "$ID-pc" type veth peer name veth0 netns "$ID-srv"
    for ns in pc srv; do ip -n "$ID-$ns" link set lo up; ip -n "$ID-$ns" link set veth0 up; done
    ip -n "$ID-pc" addr add 203.0.113.2/24 dev veth0
    ip -n "$ID-srv" addr add 203.0.113.1/24 dev veth0
    ip -n "$ID-srv" addr add 192.0.2.10/32 dev lo
    ip -n "$ID-pc" route add default via 203.0.113.1
    ip -n "$ID-pc" -6 addr add 2001:db8:1::2/64 dev veth0 nodad
    ip -n "$ID-srv" -6 addr add 2001:db8:1::1/64 dev veth0 nodad
    ip -n "$ID-srv" -6 addr add 2001:db8:2::10/128 dev lo nodad
    ip -n "$ID-pc" -6 route add default via 2001:db8:1::1
    mkdir "$WORK/www" && echo hello >"$WORK/www/index.html"
    (cd "$WORK/www" && exec $SRV $PYTHON -m http.server --bind :: 8080 >/dev/null 2>&1) &
    SERVER=$!
    until_true 50 get 192.0.2.10 || { echo "the lab's server does not answer"; exit 1; }
}
get() { [ "$($PC curl -s -m "${2:-5}" "http://$1:8080/index.html")" = hello ]; }
not() { ! "$@"; }
status() { $PC "$BUILD/weir-interceptor" status --run-dir "$WORK/run" "$@"; }
state_is() { [ "$(status --json 2>/dev/null | $PYTHON -c 'import json,sys; print(json.load(sys.stdin)["state"])' 2>/dev/null)" = "$1" ]; }
start_interceptor() {
    # shellcheck disable=SC2086
    $PC "$BUILD/weir-interceptor" run --run-dir "$WORK/run" ${OPTIONS:-} 2>>"$WORK/interceptor.log" &
    INTERCEPTOR=$!
    until_true 50 state_is "${1:-idle}" || { cat "$WORK/interceptor.log"; failed "the interceptor starts"; exit 1; }
}
start_engine() { # mode
    : >"$WORK/engine.log"
    $PC setpriv --reuid 61001 --regid 61001 --clear-groups --no-new-privs $PYTHON "$WORK/mini_engine.py" --socket "$WORK/run/interceptor.sock" \
        --mode "$1" --scope '[{"action":"include","protocol":"tcp","ports":[{"from":8080,"to":8080}]}]' >"$WORK/engine.log" 2>&1 &
    ENGINE=$!
    until_true 50 state_is capturing || { cat "$WORK/engine.log" "$WORK/interceptor.log"; failed "the engine starts"; exit 1; }
}
flows() { grep -c '"event": "flow"' "$WORK/engine.log"; }
stop_engine() { kill -9 "$ENGINE" 2>/dev/null; wait "$ENGINE" 2>/dev/null; ENGINE=; }
stop_interceptor() { kill "$INTERCEPTOR"; wait "$INTERCEPTOR"; local code=$?; INTERCEPTOR=; return $code; }
nothing_left() {
    local rest
    rest=$($PC nft list ruleset; $PC ip rule; $PC ip -6 rule; $PC ip route show table 7769 2>/dev/null; $PC ip -6 route show table 7769 2>/dev/null)
    ! grep -q -e weir -e 7769 <<<"$rest"
}
captured() { # address: goes through the engine
    local before; before=$(flows)
    get "$1" && [ "$(flows)" = $((before + 1)) ]
}
direct() { local before; before=$(flows); get "$1" 2 && [ "$(flows)" = "$before" ]; }
refused() { local start; start=$(date +%s%N); not get "$1" 2 && [ $((($(date +%s%N) - start) / 1000000)) -lt 1000 ]; }
milliseconds_until() { local start; start=$(date +%s%N); until_true 100 "$@" || return 1; echo $((($(date +%s%N) - start) / 1000000)); }

lab
echo "capture:"
start_interceptor
check "nothing is captured at the start" direct 192.0.2.10
start_engine open
check "IPv4 goes through the engine" captured 192.0.2.10
check "IPv6 goes through the engine" captured "[2001:db8:2::10]"
grep '"event": "flow"' "$WORK/engine.log" | sed 's/^/    /'
check "with its original destination" grep -q '"destination": "192.0.2.10", "port": 8080' "$WORK/engine.log"
if status --json | grep -q '"attribution": "full"'; then
    check "and its owner in band" grep -q '"executable": "[^"]*/curl"' "$WORK/engine.log"
else
    echo "  attribution is limited here: no owner in band"
fi
check "the engine has no capability" grep -q '"capabilities": \["0000000000000000"\]' "$WORK/engine.log"
status | sed 's/^/    /'

echo "engine stopped and continued:"
kill -STOP "$ENGINE"
took=$(milliseconds_until direct 192.0.2.10) || took=never
echo "    direct after $took ms"
check "traffic is direct within 5 s" [ "$took" != never -a "${took/never/99999}" -lt 5000 ]
check "the state says so" state_is lifted
kill -CONT "$ENGINE"
check "it is captured again" until_true 50 captured 192.0.2.10
check "once" captured 192.0.2.10
check "the engine was told what waited in vain" grep -q '"listener.drained", "params": {"connections": [1-9][0-9]*, "reason": "engine hung"}' "$WORK/engine.log"

echo "engine killed:"
stop_engine
check "traffic is direct at once" get 192.0.2.10 1
check "lifted" state_is lifted
start_engine open
check "a new engine captures again" captured 192.0.2.10

echo "interceptor killed:"
kill -9 "$INTERCEPTOR"; wait "$INTERCEPTOR" 2>/dev/null; INTERCEPTOR=
check "traffic is direct at once" get 192.0.2.10 1
stop_engine
start_interceptor
start_engine hold
check "a new interceptor captures again" captured 192.0.2.10

echo "hold:"
stop_engine
check "holding" state_is holding
( sleep 1; exec $PC setpriv --reuid 61001 --regid 61001 --clear-groups $PYTHON "$WORK/mini_engine.py" --socket "$WORK/run/interceptor.sock" \
    --mode hold --scope '[{"action":"include","protocol":"tcp","ports":[{"from":8080,"to":8080}]}]' >"$WORK/engine.log" 2>&1 ) &
ENGINE=$!
check "a connection survives a restart of the engine" get 192.0.2.10 8
check "through the new engine" [ "$(flows)" = 1 ]
stop_engine
took=$(milliseconds_until get 192.0.2.10 1) || took=never
echo "    direct after $took ms"
check "without a new engine: direct within 6 s" [ "$took" != never -a "${took/never/99999}" -lt 6000 ]

echo "closed:"
start_engine closed
stop_engine
check "guarding" state_is guarding
check "new connections in scope are refused at once" refused 192.0.2.10
$PC "$BUILD/weir-interceptor" lift --run-dir "$WORK/run" | sed 's/^/    /'
check "lift lets them go" direct 192.0.2.10
check "idle" state_is idle
start_engine closed
kill -9 "$INTERCEPTOR"; wait "$INTERCEPTOR" 2>/dev/null; INTERCEPTOR=
stop_engine
check "both killed: still refused" refused 192.0.2.10
start_interceptor guarding
check "a new interceptor says that it guards" state_is guarding
check "and refuses" refused 192.0.2.10
$PC "$BUILD/weir-interceptor" lift --run-dir "$WORK/run" | sed 's/^/    /'
check "until lifted" direct 192.0.2.10

echo "end:"
start_engine open
check "captured" captured 192.0.2.10
check "SIGTERM: exit code 0" stop_interceptor
check "nothing is left in the kernel" nothing_left
check "nothing is left in the folder but the ledger's" [ ! -e "$WORK/run/interceptor.sock" -a ! -e "$WORK/run/interceptor.lock" ]
check "traffic is direct" get 192.0.2.10 1
stop_engine

echo "reset:"
start_interceptor
start_engine open
kill -STOP "$INTERCEPTOR"
$PC "$BUILD/weir-interceptor" reset --run-dir "$WORK/run" | sed 's/^/    /'
wait "$INTERCEPTOR" 2>/dev/null; INTERCEPTOR=
check "a stopped interceptor is ended and everything removed" nothing_left
check "traffic is direct" get 192.0.2.10 1
$PC "$BUILD/weir-interceptor" reset --run-dir "$WORK/run" >/dev/null
check "reset again: exit code 0" [ $? = 0 ]
stop_engine

[ $FAILURES = 0 ] && echo "engine_test: all good" || { echo "engine_test: $FAILURES failed"; tail -40 "$WORK/interceptor.log"; exit 1; }
