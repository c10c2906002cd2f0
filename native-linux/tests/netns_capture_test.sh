#!/bin/bash
# The kernel side for real: a desktop namespace and a network namespace, capture_driver in the desktop. Nothing outside of the two is touched.
set -u
BUILD=${BUILD:-$(cd "$(dirname "$0")/.." && pwd)/build}
ID=weir-n1-$$
PC=$ID-pc NET=$ID-net T=$(mktemp -d /tmp/weir-n1-XXXXXX)
chmod 755 "$T"
PY=/usr/bin/python3 # not the first on PATH: another user must be able to run it
PASSED=0 FAILED=0 PIDS=() DRIVER=

ok() { if [ "$2" = 0 ]; then PASSED=$((PASSED + 1)); echo "ok   $1"; else FAILED=$((FAILED + 1)); echo "FAIL $1 ${3:-}"; fi; }
has() { case "$2" in *"$3"*) ok "$1" 0 ;; *) ok "$1" 1 "wanted \"$3\", got \"$2\"" ;; esac; }
hasnt() { case "$2" in *"$3"*) ok "$1" 1 "got \"$2\"" ;; *) ok "$1" 0 ;; esac; }
same() { [ "$2" = "$3" ]; ok "$1" $? "$(diff <(echo "$2") <(echo "$3") | head -5)"; }
# within SECONDS COMMAND…: until it succeeds
within() { local end=$(($(date +%s%N) + $(awk "BEGIN{printf \"%.0f\", $1*1e9}"))); shift; until "$@"; do [ "$(date +%s%N)" -gt $end ] && return 1; sleep 0.02; done; }
pc() { ip netns exec "$PC" "$@"; }

stop_driver() { [ -n "$DRIVER" ] && { kill -CONT "$DRIVER"; kill -9 "$DRIVER"; wait "$DRIVER"; } 2>/dev/null; DRIVER=; exec 9>&-; }
cleanup() {
    stop_driver
    for p in "${PIDS[@]}"; do kill -9 "$p" 2>/dev/null; done
    ip netns del "$PC" 2>/dev/null; ip netns del "$NET" 2>/dev/null
    umount "$T/mnt" 2>/dev/null
    for d in "${CG:-/nonexistent}/$ID/sub" "${CG:-/nonexistent}/$ID"; do [ -d "$d" ] && within 2 rmdir "$d" 2>/dev/null; done
    rm -rf "$T"
}
trap cleanup EXIT

ip netns add "$PC" && ip netns add "$NET" || exit 1
ip link add n1a netns "$PC" type veth peer name n1b netns "$NET"
ip -n "$PC" link set lo up; ip -n "$NET" link set lo up
ip -n "$PC" link set n1a addrgenmode none
ip -n "$PC" addr add 198.51.100.1/24 dev n1a; ip -n "$PC" addr add 2001:db8:1::1/64 dev n1a nodad; ip -n "$PC" link set n1a up
ip -n "$NET" addr add 198.51.100.2/24 dev n1b; ip -n "$NET" addr add 2001:db8:1::2/64 dev n1b nodad; ip -n "$NET" link set n1b up
ip -n "$NET" addr add 192.0.2.10/32 dev lo; ip -n "$NET" addr add 2001:db8:2::10/128 dev lo
ip -n "$PC" route add default via 198.51.100.2; ip -n "$PC" -6 route add default via 2001:db8:1::2
# what other tools have there, and must find again
pc nft -f - <<'NFT'
table ip nat {
  chain OUTPUT {
    type nat hook output priority -100;
    ip daddr != 127.0.0.0/8 fib daddr type local counter
  }
}
table inet other {
  chain marks {
    type filter hook postrouting priority 0;
    meta mark & 0x00ff0000 == 0x00080000 counter comment "tailscale-like"
  }
}
NFT
ip -n "$PC" rule add fwmark 0x80000/0xff0000 lookup main pref 5210

cat > "$T/server.py" <<'PY'
import socket, threading
def run(family, address, port):
    s = socket.socket(family); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6: s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    s.bind((address, port)); s.listen(200)
    def serve(c):
        try:
            c.sendall(b"DIRECT\n")
            while d := c.recv(65536): c.sendall(d)
        except OSError: pass
        c.close()
    while True:
        c, _ = s.accept(); threading.Thread(target=serve, args=(c,), daemon=True).start()
def udp(family, address, port):
    s = socket.socket(family, socket.SOCK_DGRAM)
    if family == socket.AF_INET6: s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    s.bind((address, port))
    while True:
        d, a = s.recvfrom(65536)
        try: s.sendto(d, a)
        except OSError: pass
for address in ("192.0.2.10", "198.51.100.2"):
    for port in (443, 8443): threading.Thread(target=udp, args=(socket.AF_INET, address, port), daemon=True).start()
for port in (443, 8443): threading.Thread(target=udp, args=(socket.AF_INET6, "2001:db8:2::10", port), daemon=True).start()
for port in (443, 8443):
    threading.Thread(target=run, args=(socket.AF_INET6, "::", port), daemon=True).start()
    threading.Thread(target=run, args=(socket.AF_INET, "0.0.0.0", port), daemon=True).start()
print("up", flush=True); threading.Event().wait()
PY
# connect.py HOST PORT [mark=N | dev=NAME | bind=ADDRESS | dual | late=N]: prints the first line
cat > "$T/connect.py" <<'PY'
import socket, sys
host, port, opts = sys.argv[1], int(sys.argv[2]), dict((o.split("=") + [""])[:2] for o in sys.argv[3:])
family = socket.AF_INET6 if ":" in host or "dual" in opts else socket.AF_INET
if "dual" in opts: host = "::ffff:" + host
s = socket.socket(family); s.settimeout(3)
if "mark" in opts: s.setsockopt(1, 36, int(opts["mark"], 0))
if "dev" in opts: s.setsockopt(1, 25, opts["dev"].encode())
if "bind" in opts: s.bind((opts["bind"], 0))
try:
    s.connect((host, port))
    if "late" in opts:
        s.setsockopt(1, 36, int(opts["late"], 0)); s.sendall(b"x")
    f = s.makefile("rb"); print(f.readline().decode(errors="replace").strip(), "mark=%#x" % s.getsockopt(1, 36))
    if "late" in opts: print("echoed", f.read(1).decode())
except OSError as e: print("failed", e)
PY
# udp.py HOST PORT connect|sendto [mark=N | dev=NAME | dual | hold=FIFO]: sends one datagram, prints its echo or the error, and "slow" when that took 50 ms.
# With hold: one more for each line from the FIFO.
cat > "$T/udp.py" <<'PY'
import socket, sys, time
host, port, how, opts = sys.argv[1], int(sys.argv[2]), sys.argv[3], dict((o.split("=") + [""])[:2] for o in sys.argv[4:])
family = socket.AF_INET6 if ":" in host or "dual" in opts else socket.AF_INET
if "dual" in opts: host = "::ffff:" + host
s = socket.socket(family, socket.SOCK_DGRAM); s.settimeout(2)
if "mark" in opts: s.setsockopt(1, 36, int(opts["mark"], 0))
if "dev" in opts: s.setsockopt(1, 25, opts["dev"].encode())
connected = False
def once(word):
    global connected
    start = time.monotonic()
    try:
        if how == "connect":
            if not connected: s.connect((host, port)); connected = True
            s.send(word)
        else: s.sendto(word, (host, port))
        r = "echo " + s.recv(100).decode()
    except PermissionError: r = "EPERM"
    except OSError as e: r = "failed %s" % e
    print(r, "slow" if time.monotonic() - start > 0.05 and not r.startswith("echo") else "", flush=True)
once(b"first")
if "hold" in opts:
    for line in open(opts["hold"]): once(line.strip().encode())
PY
# hold.py HOST PORT FIFO: one connection; for each line from the FIFO prints the echo of it, or "broken"
cat > "$T/hold.py" <<'PY'
import socket, sys
s = socket.create_connection((sys.argv[1], int(sys.argv[2])), 3); f = s.makefile("rb")
print("HELD " + f.readline().decode(errors="replace").strip(), flush=True)
s.settimeout(6)
for line in open(sys.argv[3]):
    try: s.sendall(line.encode()); print("echo " + f.readline().decode().strip(), flush=True)
    except OSError as e: print("broken", e, flush=True)
PY
# closes as soon as it is connected, and is gone: what the acceptor saw is in the driver's output
cat > "$T/flash.c" <<'C'
#include <arpa/inet.h>
#include <unistd.h>
int main(int n, char **a) {
  struct sockaddr_in s = {AF_INET, htons(443), {inet_addr("192.0.2.10")}, {0}};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (n > 1 && a[1][0] == 'd') unlink(a[0]);
  if (n > 1 && a[1][0] == 'r') { char to[512]; int i = 0; for (; a[0][i]; i++) to[i] = a[0][i]; to[i] = 0; for (i--; to[i] != '/'; i--); to[i + 1] = 'R'; rename(a[0], to); }
  if (n > 1 && a[1][0] == 'f' && fork()) { _exit(0); }
  return connect(fd, (void *)&s, sizeof s);
}
C
cc -O1 -o "$T/flash" "$T/flash.c" 2>/dev/null || { echo "no compiler"; exit 1; }
ip netns exec "$NET" $PY "$T/server.py" > "$T/server.out" & PIDS+=($!)
within 5 grep -q up "$T/server.out"

start_driver() { # options…
    rm -f "$T/in"; mkfifo "$T/in"; : > "$T/out"
    sh -c '[ "$0" = - ] || echo $$ > "$0/cgroup.procs"; exec "$@"' "${DRIVER_CGROUP:--}" ip netns exec "$PC" "$BUILD/capture_driver" "$T/run" "$@" < "$T/in" > "$T/out" 2>&1 & DRIVER=$!
    exec 9> "$T/in"
    within 5 grep -q '^ok' "$T/out"
}
answers() { grep -cE '^(ok|error)' "$T/out"; }
more_answers() { [ "$(answers)" -gt "$1" ]; }
cmd() { local n; n=$(answers); echo "$*" >&9; within 3 more_answers "$n"; grep -E '^(ok|error)' "$T/out" | tail -1; }
go() { timeout 5 ip netns exec "$PC" $PY "$T/connect.py" "$@"; }
state() { pc nft -s list ruleset; for f in -4 -6; do ip -n "$PC" $f rule; ip -n "$PC" $f route show table all; done; }
seen() { grep CAPTURED "$T/out" | tail -1; }

BEFORE=$(state)

echo "-- capture"
start_driver
has "loads eBPF" "$(cmd status)" "ok full"
same "nothing in the kernel before the first apply" "$(state)" "$BEFORE"
mkfifo "$T/h0" "$T/h1"; pc $PY "$T/hold.py" 192.0.2.10 443 "$T/h0" > "$T/h0.out" & PIDS+=($!)
exec 8> "$T/h0"; within 3 grep -q HELD "$T/h0.out"
has "applies" "$(cmd apply open include port=443)" "ok"
has "IPv4 with its destination" "$(go 192.0.2.10 443)" "CAPTURED dst=192.0.2.10:443"
has "IPv6 with its destination" "$(go 2001:db8:2::10 443)" "CAPTURED dst=2001:db8:2::10:443"
r=$(go 192.0.2.10 443 dual); has "dual-stack socket" "$r" "CAPTURED dst=192.0.2.10:443"; has "dual-stack socket is named" "$r" "$T/connect.py"
has "another port goes direct" "$(go 192.0.2.10 8443)" "DIRECT"
has "the script is in the arguments" "$(go 192.0.2.10 443)" "$T/connect.py 192.0.2.10 443"
has "bound source address is flagged" "$(go 192.0.2.10 443 bind=198.51.100.1)" "flags=8"
has "unbound is not" "$(go 192.0.2.10 443)" "flags=0"
r=$(go 192.0.2.10 443 mark=0x80000); has "foreign mark goes direct" "$r" "DIRECT"; has "foreign mark stays bit for bit" "$r" "mark=0x80000"
has "socket bound to a device goes direct" "$(go 192.0.2.10 443 dev=n1a)" "DIRECT"
r=$(go 192.0.2.10 443 late=0x10000); has "a mark set later does not break the captured connection" "$r" "echoed x"; has "and keeps the app's bits" "$r" "mark=0x10010000"
has "the engine's uid goes direct" "$(pc setpriv --reuid 61001 --clear-groups $PY "$T/connect.py" 192.0.2.10 443)" "DIRECT"
has "loopback is left alone" "$(go 127.0.0.1 443)" "failed"
has "own address is left alone" "$(go 198.51.100.1 443)" "failed"
echo one >&8; within 3 grep -q "echo one" "$T/h0.out"; ok "a connection from before lives on" $?
# buffers beyond the page that a program on this hook sees; the kernel takes them without us, so it must with us
cat > "$T/large.py" <<'PY'
import ctypes, socket
libc, s, size = ctypes.CDLL(None, use_errno=True), socket.create_connection(("192.0.2.10", 8443), 3), ctypes.c_uint32(65536)
buffer = ctypes.create_string_buffer(65536)
assert libc.getsockopt(s.fileno(), 6, 11, buffer, ctypes.byref(size)) == 0 and 100 < size.value < 1000  # TCP_INFO
ctypes.memmove(buffer, b"\1\0\0\0", 4)
assert libc.setsockopt(s.fileno(), 6, 1, buffer, 65536) == 0 and s.getsockopt(6, 1) == 1                # TCP_NODELAY
PY
pc $PY "$T/large.py"
ok "large getsockopt and setsockopt still work" $?

echo "-- owners"
flash() { local n; n=$(grep -c CAPTURED "$T/out"); "${@}"; within 3 eval "[ \$(grep -c CAPTURED $T/out) -gt $n ]"; seen; }
mkdir "$T/bin"
r=$(flash pc "$T/flash"); has "program that exits at once" "$r" "exe=$T/flash "
bad=0; for i in $(seq 40); do r=$(flash pc "$T/flash"); case "$r" in *"exe=$T/flash "*) ;; *) bad=$((bad + 1)) ;; esac; done
ok "40 more of them" $bad
cp "$T/flash" "$T/bin/gone"; r=$(flash pc "$T/bin/gone" d); has "deleted binary" "$r" "exe=$T/bin/gone "; has "deleted flag" "$r" "flags=1"
cp "$T/flash" "$T/bin/moved"; r=$(flash pc "$T/bin/moved" r); has "renamed binary is named as it is now" "$r" "exe=$T/bin/Roved "; has "not deleted" "$r" "flags=0"
r=$(flash pc "$T/flash" f); has "forked child" "$r" "exe=$T/flash "
cat > "$T/other.sh" <<SH
mount -t tmpfs none /mnt && mkdir /mnt/deep && cp $T/flash /mnt/deep/tool && cd /mnt/deep && exec /mnt/deep/tool
SH
r=$(flash pc unshare -m sh "$T/other.sh"); has "other mount namespace" "$r" "exe=/mnt/deep/tool "; has "its directory" "$r" "cwd=/mnt/deep "
mkdir -p "$T/root/bin"; cc -static -O1 -o "$T/root/bin/tool" "$T/flash.c" 2>/dev/null
r=$(flash pc unshare -m sh -c "mount --bind $T/root $T/root && cd $T/root && mkdir -p old && pivot_root . old && exec /bin/tool"); has "pivoted root, as the process sees it" "$r" "exe=/bin/tool "

deep=$T/deep$(printf '/d%.0s' $(seq 70)); mkdir -p "$deep"; cp "$T/flash" "$deep/tool"; r=$(flash pc "$deep/tool"); has "deeper than 64 folders: flagged as cut" "$r" "flags=2"
long=$T/long; for i in 1 2 3; do long=$long/$(printf 'x%.0s' $(seq 200)); done; mkdir -p "$long"; cp "$T/flash" "$long/tool"
r=$(flash pc "$long/tool"); has "longer than 512 bytes: flagged as cut" "$r" "flags=2"; has "with its first 512" "$r" "exe=$(echo -n "$long/tool" | head -c 512) "
r=$(flash pc sh -c "cd $long && exec $T/flash"); has "long directory: flagged as cut" "$r" "flags=16"
r=$(flash pc "$T/flash" $(seq 300)); has "long arguments: flagged as cut" "$r" "flags=4"
r=$(flash pc "$T/flash" "" "a b"); has "an empty argument" "$r" "args=$T/flash  a b"

echo "-- scope"
uid() { pc setpriv --reuid 1234 --clear-groups $PY "$T/connect.py" 192.0.2.10 443; }
cmd apply open exclude uid=1234 \; include port=443 >/dev/null
has "excluded user" "$(uid)" "DIRECT"; has "others stay included" "$(go 192.0.2.10 443)" "CAPTURED"
cmd apply open include cidr=192.0.2.0/24 >/dev/null
has "CIDR" "$(go 192.0.2.10 443)" "CAPTURED"; has "CIDR, dual-stack socket" "$(go 192.0.2.10 443 dual)" "CAPTURED"; has "other family" "$(go 2001:db8:2::10 443)" "DIRECT"
cmd apply open include "name=python3*" port=443 >/dev/null
has "app by name glob" "$(go 192.0.2.10 443)" "CAPTURED"; has "another app" "$(pc timeout 2 bash -c 'exec 3<>/dev/tcp/192.0.2.10/443; read -r l <&3; echo "$l"')" "DIRECT"
cmd apply open exclude "path=*/bash" \; include port=443 >/dev/null
has "app excluded by path glob" "$(pc timeout 2 bash -c 'exec 3<>/dev/tcp/192.0.2.10/443; read -r l <&3; echo "$l"')" "DIRECT"
has "the program that a process becomes is judged anew" "$(pc timeout 4 bash -c "exec 3<>/dev/tcp/192.0.2.10/443; read -r l <&3; echo \"\$l\"; exec $PY $T/connect.py 192.0.2.10 443")" "CAPTURED"
# one process, three connections: as it is, just renamed, and when what is remembered of it has expired
cat > "$T/three.c" <<'C'
#include <arpa/inet.h>
#include <stdio.h>
#include <unistd.h>
static void once(void) {
  struct sockaddr_in s = {AF_INET, htons(443), {inet_addr("192.0.2.10")}, {0}};
  char l[16] = ""; int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(fd, (void *)&s, sizeof s) == 0 && read(fd, l, 6) > 0) printf("%.6s ", l);
  close(fd);
}
int main(int n, char **a) { once(); once(); if (n < 2 || rename(a[0], a[1])) return 1; usleep(1200000); once(); }
C
cc -O1 -o "$T/three" "$T/three.c"
cmd apply open exclude "path=$T/three" \; include port=443 >/dev/null
has "a renamed program is judged by its new name within 1.2 s" "$(pc "$T/three" "$T/3")" "DIRECT DIRECT CAPTUR"
CG=$(awk '$0 ~ / - cgroup2 / {print $5; exit}' /proc/self/mountinfo)
if [ -n "$CG" ] && mkdir "$CG/$ID" 2>/dev/null; then
    mkdir "$CG/$ID/sub"
    cmd apply open include "cgroup=/$ID" >/dev/null
    has "a cgroup's descendants" "$(sh -c "echo \$\$ > $CG/$ID/sub/cgroup.procs; exec ip netns exec $PC $PY $T/connect.py 192.0.2.10 443")" "CAPTURED"
    has "other cgroups" "$(go 192.0.2.10 443)" "DIRECT"
    within 2 rmdir "$CG/$ID/sub" 2>/dev/null; within 2 rmdir "$CG/$ID"
fi
has "a bad apply is refused" "$(cmd apply open include cidr=x)" "error"
has "and the former scope stays" "$(cmd status)" "table inet weir"

echo "-- lift and clear"
cmd apply open include port=443 >/dev/null
pc $PY "$T/hold.py" 192.0.2.10 443 "$T/h1" > "$T/h1.out" & PIDS+=($!); exec 7> "$T/h1"; within 3 grep -q "HELD CAPTURED" "$T/h1.out"; ok "holding a captured connection" $?
cmd arm disarmed >/dev/null; has "disarmed goes direct" "$(go 192.0.2.10 443)" "DIRECT"
echo two >&7; within 3 grep -q "echo two" "$T/h1.out"; ok "captured connection lives on while disarmed" $?
cmd arm armed >/dev/null; has "armed again" "$(go 192.0.2.10 443)" "CAPTURED"
cmd clear >/dev/null; has "cleared goes direct" "$(go 192.0.2.10 443)" "DIRECT"
echo three >&7; within 3 grep -q "echo three" "$T/h1.out"; ok "captured connection lives on after clear" $?
has "which is said" "$(cmd status)" "kept until"
exec 7>&-; within 4 eval '[ "$(state)" = "$BEFORE" ]'; same "gone when the connection has ended" "$(state)" "$BEFORE"

echo "-- tampering"
cmd apply open include port=443 >/dev/null
captured() { case "$(go ${1:-192.0.2.10} 443)" in CAPTURED*) return 0 ;; esac; return 1; }
rule4() { ip -n "$PC" rule | grep -q 7769; }; rule6() { ip -n "$PC" -6 rule | grep -q 7769; }; route4() { [ -n "$(ip -n "$PC" route show table 7769)" ]; }
route6() { [ -n "$(ip -n "$PC" -6 route show table 7769)" ]; }
pc $PY "$T/hold.py" 192.0.2.10 443 "$T/h1" > "$T/h1.out" & PIDS+=($!); exec 7> "$T/h1"; within 3 grep -q "HELD CAPTURED" "$T/h1.out"
pc $PY - <<'P'; within 1 rule4; ok "IPv4 rule is back within 1 s" $?
import os, socket, struct, time
# RTM_DELRULE by priority, from a process that is still there when it is asked who it was
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0); s.bind((os.getpid(), 0))
body = struct.pack("=BBBBBBBBI", socket.AF_INET, 0, 0, 0, 0, 0, 0, 0, 0) + struct.pack("=HHI", 8, 6, 7769)
s.send(struct.pack("=IHHII", 16 + len(body), 33, 5, 1, os.getpid()) + body); s.recv(4096); time.sleep(0.3)
P
grep -q "repaired IPv4 routing rule 1 by python3[.0-9]* (pid " "$T/out"; ok "and who deleted it is told" $?
ip -n "$PC" -6 rule del pref 7769; within 1 rule6; ok "IPv6 rule is back within 1 s" $?
ip -n "$PC" route flush table 7769; within 1 route4; ok "IPv4 route is back within 1 s" $?
ip -n "$PC" -6 route flush table 7769; within 1 route6; ok "IPv6 route is back within 1 s" $?
pc nft flush ruleset; pc nft list tables | grep -q "inet weir"; ok "nft flush ruleset leaves our table" $?
captured; ok "still captured" $?
ip -n "$PC" link set lo down; sleep 0.1; has "lo down: direct" "$(go 192.0.2.10 443)" "DIRECT"
ip -n "$PC" link set lo up; within 1 route4; ok "lo up: route is back within 1 s" $?; within 1 captured; ok "captured again" $?; within 1 captured 2001:db8:2::10; ok "IPv6 too" $?
echo four >&7; within 5 grep -q "echo four" "$T/h1.out"; ok "a captured connection outlives all that" $?
for i in 1 2 3 4 5 6 7; do within 1 rule4; ip -n "$PC" rule del pref 7769 2>/dev/null; done
within 1 grep -q "gave up" "$T/out"; ok "gives up after five" $?; has "then goes direct" "$(go 192.0.2.10 443)" "DIRECT"
exec 7>&-
echo quit >&9; within 3 eval "! kill -0 $DRIVER 2>/dev/null"; wait "$DRIVER" 2>/dev/null; DRIVER=
ip -n "$PC" rule del pref 5210 2>/dev/null
CLEAN=$(state)
hasnt "quit leaves nothing" "$CLEAN" "7769"; hasnt "no table" "$CLEAN" "inet weir"; [ ! -e "$T/run/changes.json" ]; ok "no ledger" $?

echo "-- guard"
start_driver; cmd apply closed exclude uid=1234 \; include port=443 >/dev/null
has "closed: captured" "$(go 192.0.2.10 443)" "CAPTURED"; has "closed: excluded goes direct" "$(uid)" "DIRECT"; has "closed: not in scope" "$(go 192.0.2.10 8443)" "DIRECT"
has "closed: what eBPF passes on purpose passes" "$(go 192.0.2.10 443 dev=n1a)" "DIRECT"
cmd arm refusing >/dev/null; has "refusing" "$(go 192.0.2.10 443)" "refused"; has "refusing: excluded goes direct" "$(uid)" "DIRECT"; cmd arm armed >/dev/null
pc nft flush ruleset; within 1 eval 'pc nft list tables | grep -q weir_guard'; ok "a flushed guard is back within 1 s" $?; within 1 grep -Eq "weir_guard 1 by (nft \(pid|pid) [0-9]" "$T/out"; ok "and it is told that nft did it" $?
kill -STOP "$DRIVER"; sleep 3.2; has "frozen and closed: refused" "$(go 192.0.2.10 443)" "refused"; kill -CONT "$DRIVER"; sleep 0.5
has "thawed: captured" "$(go 192.0.2.10 443)" "CAPTURED"
stop_driver; has "killed: the guard refuses" "$(go 192.0.2.10 443)" "refused"; has "IPv6 too" "$(go 2001:db8:2::10 443)" "refused"; has "killed: excluded goes direct" "$(uid)" "DIRECT"
echo zero >&8; within 3 grep -q "echo zero" "$T/h0.out"; ok "connections from before live on under the guard" $?
start_driver; has "a new interceptor keeps the guard" "$(cmd status)" "guarded=1"; has "which refuses" "$(go 192.0.2.10 443)" "refused"
cmd clear >/dev/null; has "until it is cleared" "$(go 192.0.2.10 443)" "DIRECT"; stop_driver

echo "-- QUIC"
udp() { timeout 5 ip netns exec "$PC" $PY "$T/udp.py" "$@"; }
eperm() { [ "$2" = "EPERM " ]; ok "$1" $? "got \"$2\""; }
start_driver
mkfifo "$T/u0" "$T/u1"
for how in connect sendto; do pc $PY "$T/udp.py" 192.0.2.10 443 $how "hold=$T/u$([ $how = connect ]; echo $?)" > "$T/$how.out" & PIDS+=($!); done
exec 5> "$T/u0" 6> "$T/u1"; within 3 grep -q "echo first" "$T/connect.out"; within 3 grep -q "echo first" "$T/sendto.out"
has "refuse is taken" "$(cmd apply open exclude uid=1234 \; refuse "name=python3*" port=443 \; include port=443)" "ok"
has "and said" "$(cmd status)" "UDP is refused by 1"
for how in connect sendto; do
    eperm "IPv4, $how: EPERM at once" "$(udp 192.0.2.10 443 $how)"; eperm "IPv6, $how" "$(udp 2001:db8:2::10 443 $how)"; eperm "dual-stack socket, $how" "$(udp 192.0.2.10 443 $how dual)"
    has "another port, $how" "$(udp 192.0.2.10 8443 $how)" "echo first"
    has "an excluded user, $how" "$(pc setpriv --reuid 1234 --clear-groups $PY "$T/udp.py" 192.0.2.10 443 $how)" "echo first"
    has "the engine, $how" "$(pc setpriv --reuid 61001 --clear-groups $PY "$T/udp.py" 192.0.2.10 443 $how)" "echo first"
    has "a foreign mark, $how" "$(udp 192.0.2.10 443 $how mark=0x80000)" "echo first"; has "bound to a device, $how" "$(udp 192.0.2.10 443 $how dev=n1a)" "echo first"
    has "another network namespace, $how" "$(ip netns exec "$NET" $PY "$T/udp.py" 198.51.100.2 443 $how)" "echo first"
done
cp -L "$PY" "$T/otherapp"; has "another app" "$(pc "$T/otherapp" "$T/udp.py" 192.0.2.10 443 connect)" "echo first"; has "another app, unconnected" "$(pc "$T/otherapp" "$T/udp.py" 192.0.2.10 443 sendto)" "echo first"
echo late >&5; echo late >&6; within 3 grep -q "echo late" "$T/connect.out"; ok "a connected socket from before goes on" $?; within 3 grep -q "echo late" "$T/sendto.out"; ok "an unconnected one too" $?
exec 5>&- 6>&-
has "getaddrinfo may still find out which addresses can be reached" "$(pc $PY -c 'import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(("192.0.2.10", 443)); print(s.getsockname()[0])')" "198.51.100.1"
has "TCP is captured as before" "$(go 192.0.2.10 443)" "CAPTURED"
pc $PY "$T/udp.py" 192.0.2.10 443 connect "hold=$T/u0" > "$T/refused.out" & PIDS+=($!); exec 5> "$T/u0"; within 3 grep -q EPERM "$T/refused.out"
cmd arm disarmed >/dev/null; has "disarmed: goes" "$(udp 192.0.2.10 443 connect)" "echo first"; has "disarmed: unconnected" "$(udp 192.0.2.10 443 sendto)" "echo first"
echo again >&5; within 3 grep -q "echo again" "$T/refused.out"; ok "disarmed: also a socket that was refused" $?; exec 5>&-
cmd arm armed >/dev/null; eperm "armed again" "$(udp 192.0.2.10 443 connect)"
cmd apply open exclude cidr=192.0.2.0/24 \; refuse port=443 \; include port=443 >/dev/null
has "the first entry that matches decides" "$(udp 192.0.2.10 443 connect)" "echo first"; eperm "for others the next" "$(udp 2001:db8:2::10 443 sendto)"
cmd apply open include port=443 >/dev/null; has "without refuse: goes" "$(udp 2001:db8:2::10 443 connect)" "echo first"; has "unconnected too" "$(udp 2001:db8:2::10 443 sendto)" "echo first"
cmd apply open refuse port=443 \; include port=443 >/dev/null; eperm "on again" "$(udp 192.0.2.10 443 connect)"
kill -STOP "$DRIVER"; sleep 3.2; has "frozen: goes within 3.2 s" "$(udp 192.0.2.10 443 connect)" "echo first"; has "frozen: unconnected" "$(udp 192.0.2.10 443 sendto)" "echo first"; kill -CONT "$DRIVER"; sleep 0.5
eperm "thawed: refused" "$(udp 192.0.2.10 443 sendto)"
cmd clear >/dev/null; has "cleared: goes" "$(udp 192.0.2.10 443 connect)" "echo first"
cmd apply open refuse port=443 \; include port=443 >/dev/null; eperm "applied" "$(udp 192.0.2.10 443 connect)"
stop_driver; has "killed: goes" "$(udp 192.0.2.10 443 connect)" "echo first"; has "killed: unconnected" "$(udp 192.0.2.10 443 sendto)" "echo first"
start_driver --no-ebpf; cmd apply open exclude uid=1234 \; refuse name=curl \; refuse port=443 cidr=192.0.2.0/24 \; refuse port=443 cidr=2001:db8:2::/48 \; include port=443 >/dev/null
for how in connect sendto; do
    eperm "without eBPF: IPv4, $how" "$(udp 192.0.2.10 443 $how)"; eperm "without eBPF: IPv6, $how" "$(udp 2001:db8:2::10 443 $how)"
    has "without eBPF: excluded user, $how" "$(pc setpriv --reuid 1234 --clear-groups $PY "$T/udp.py" 192.0.2.10 443 $how)" "echo first"; has "without eBPF: other port, $how" "$(udp 192.0.2.10 8443 $how)" "echo first"
done
has "without eBPF: says what it cannot" "$(cmd status)" "1 scope entries that name apps"; has "without eBPF: TCP" "$(go 192.0.2.10 443)" "CAPTURED"
kill -STOP "$DRIVER"; sleep 3.2; has "without eBPF: frozen goes" "$(udp 192.0.2.10 443 connect)" "echo first"; kill -CONT "$DRIVER"; sleep 1
stop_driver; has "without eBPF: killed goes" "$(udp 192.0.2.10 443 connect)" "echo first"
pc "$BUILD/capture_driver" "$T/run" --reset >/dev/null; same "nothing is left" "$(state)" "$CLEAN"

echo "-- own cgroup"
if [ -n "$CG" ] && mkdir "$CG/$ID" 2>/dev/null; then
    DRIVER_CGROUP=$CG/$ID start_driver; cmd apply open include port=443 >/dev/null
    has "an interceptor with a cgroup of its own still names the app" "$(go 192.0.2.10 443)" "$T/connect.py 192.0.2.10 443"
    has "getsockopt is hooked there" "$(bpftool cgroup show "$CG/$ID" 2>/dev/null)" "weir_getsockopt"
    hasnt "and for nobody else" "$(bpftool cgroup show "$CG" 2>/dev/null)" "weir_getsockopt"
    # the driver's own links and programs only: other interceptors run on this machine
    link_of() { for f in /proc/$DRIVER/fdinfo/*; do [ "$(awk '$1 == "prog_id:" {print $2}' "$f" 2>/dev/null)" = "$1" ] && awk '$1 == "link_id:" {print $2}' "$f"; done; }
    prog_named() { for f in /proc/$DRIVER/fdinfo/*; do i=$(awk '$1 == "prog_id:" {print $2}' "$f" 2>/dev/null); [ -n "$i" ] && bpftool prog show id "$i" 2>/dev/null | grep -q "name $1 " && { echo "$i"; return; }; done; }
    CONNECT=$(prog_named weir_connect4) ANSWER=$(prog_named weir_getsockopt)
    bpftool link detach id "$(link_of "$CONNECT")"; within 2 grep -q "repaired eBPF programs 1" "$T/out"; ok "detached programs are put back" $?
    captured; ok "captured again" $?
    pc $PY "$T/hold.py" 192.0.2.10 443 "$T/h1" > "$T/h1.out" & PIDS+=($!); exec 7> "$T/h1"; within 3 grep -q "HELD CAPTURED" "$T/h1.out"
    kill -STOP "$DRIVER" # so that it does not mend between the two
    bpftool link detach id "$(link_of "$ANSWER")"; bpftool cgroup attach "$CG/$ID" cgroup_getsockopt id "$ANSWER"
    kill -CONT "$DRIVER"
    within 2 grep -q "limited: cannot attach" "$T/out"; ok "when they cannot be put back: limited, and told" $?
    has "status says so" "$(cmd status)" "ok limited"; captured; ok "captured all the same" $?
    echo lost >&7; within 3 grep -q "echo lost" "$T/h1.out"; ok "what was captured with eBPF lives on" $?
    exec 7>&-; bpftool cgroup detach "$CG/$ID" cgroup_getsockopt id "$ANSWER" 2>/dev/null
    stop_driver; within 2 rmdir "$CG/$ID" 2>/dev/null; ok "its cgroup can be removed" $?
fi

echo "-- dead man"
start_driver; cmd apply open include port=443 >/dev/null
has "a second interceptor is refused" "$(pc "$BUILD/capture_driver" "$T/run2" < /dev/null 2>&1)" "another interceptor"; captured; ok "which harms nothing" $?
kill -STOP "$DRIVER"; sleep 3.2; has "frozen: direct within 3.2 s" "$(go 192.0.2.10 443)" "DIRECT"; kill -CONT "$DRIVER"; within 1 captured; ok "thawed: captured" $?
stop_driver

echo "-- kill -9, 20 rounds"
bad=0 left=0
for i in $(seq 20); do
    start_driver; cmd apply open include port=443 >/dev/null; captured || bad=$((bad + 1))
    stop_driver
    case "$(go 192.0.2.10 443)" in DIRECT*) ;; *) bad=$((bad + 1)) ;; esac
    pc nft list tables | grep -q weir && left=$((left + 1))
done
ok "each captured, then direct" $bad; ok "no table is left" $left
pc "$BUILD/capture_driver" "$T/run" --reset > "$T/reset"; has "reset removes the rest" "$(cat "$T/reset")" "removed the IPv4 routing rule"
same "nothing is left" "$(state)" "$CLEAN"; has "reset again finds nothing" "$(pc "$BUILD/capture_driver" "$T/run" --reset)" "reset 0"
[ ! -e "$T/run/changes.json" ]; ok "no ledger" $?
LINKS=$(bpftool link 2>/dev/null | grep -c "weir_"); echo "     ($LINKS links of weir programs on this machine, other tests' included)"

echo "-- fallback"
pc $PY "$T/hold.py" 192.0.2.10 443 "$T/h1" > "$T/h1.out" & PIDS+=($!); exec 7> "$T/h1"; within 3 grep -q "HELD DIRECT" "$T/h1.out"
start_driver --no-ebpf; has "limited" "$(cmd status)" "ok limited"
cmd apply open exclude uid=1234 \; include name=curl \; include port=443 >/dev/null
has "captures IPv4" "$(go 192.0.2.10 443)" "CAPTURED dst=192.0.2.10:443"; has "captures IPv6" "$(go 2001:db8:2::10 443)" "CAPTURED dst=2001:db8:2::10:443"
has "dual-stack socket" "$(go 192.0.2.10 443 dual)" "CAPTURED"; has "excluded user" "$(uid)" "DIRECT"; has "other port" "$(go 192.0.2.10 8443)" "DIRECT"
has "foreign mark" "$(go 192.0.2.10 443 mark=0x80000)" "DIRECT"; has "says what it cannot" "$(cmd status)" "1 scope entries"
has "engine's uid" "$(pc setpriv --reuid 61001 --clear-groups $PY "$T/connect.py" 192.0.2.10 443)" "DIRECT"
echo five >&7; within 3 grep -q "echo five" "$T/h1.out"; ok "a connection from before lives on" $?
exec 7>&-
cmd arm disarmed >/dev/null; has "disarmed" "$(go 192.0.2.10 443)" "DIRECT"; cmd arm armed >/dev/null; has "armed" "$(go 192.0.2.10 443)" "CAPTURED"
kill -STOP "$DRIVER"; sleep 3.2; has "frozen: direct" "$(go 192.0.2.10 443)" "DIRECT"; kill -CONT "$DRIVER"; sleep 1; captured; ok "thawed: captured" $?
cat > "$T/owned.py" <<'PY'
import socket, subprocess, sys
s = socket.create_connection(("192.0.2.10", 443), 3)
print(subprocess.run([sys.argv[1], "--owner", s.getsockname()[0], str(s.getsockname()[1]), "192.0.2.10", "443"], capture_output=True, text=True).stdout)
PY
r=$(pc $PY "$T/owned.py" "$BUILD/capture_driver"); has "owner_lookup finds the script" "$r" "args=$(pc $PY -c 'import sys; print(sys.orig_argv[0])' 2>/dev/null | xargs -I{} true)"; has "owner_lookup: arguments" "$r" "$T/owned.py"
cmd apply closed include port=443 >/dev/null; has "closed" "$(go 192.0.2.10 443)" "CAPTURED"; cmd arm refusing >/dev/null; has "refusing" "$(go 192.0.2.10 443)" "refused"
stop_driver; has "killed: guarded" "$(go 192.0.2.10 443)" "refused"
pc "$BUILD/capture_driver" "$T/run" --reset >/dev/null; has "reset lifts the guard" "$(go 192.0.2.10 443)" "DIRECT"
same "nothing is left" "$(state)" "$CLEAN"

echo "-- without IPv6"
pc sh -c 'echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6; echo 1 > /proc/sys/net/ipv6/conf/lo/disable_ipv6'
start_driver; has "applies" "$(cmd apply open include port=443)" "ok"; has "IPv4 is captured" "$(go 192.0.2.10 443)" "CAPTURED"; stop_driver
pc "$BUILD/capture_driver" "$T/run" --reset >/dev/null

echo "$PASSED passed, $FAILED failed"
[ "$FAILED" = 0 ]
