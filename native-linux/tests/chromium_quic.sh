#!/bin/bash
# By hand, where Chromium is installed: a page whose origin offers HTTP/3 (Alt-Svc) at an address that swallows QUIC. Without a refusal Chromium sends QUIC there;
# with one not a packet leaves, and every request of the page is answered over TCP at once. In two network namespaces of its own; root.
set -u
BUILD=${BUILD:-$(cd "$(dirname "$0")/.." && pwd)/build}
ID=weir-cq-$$
PC=$ID-pc NET=$ID-net T=$(mktemp -d /tmp/weir-cq-XXXXXX)
PY=/usr/bin/python3 SERVER= DRIVER= FAILED=0
cleanup() {
    for p in $DRIVER $SERVER; do kill -9 "$p" 2>/dev/null; done
    ip netns del "$PC" 2>/dev/null; ip netns del "$NET" 2>/dev/null
    rm -rf "$T"
}
trap cleanup EXIT
CHROMIUM=$(command -v chromium) || { echo "chromium is not installed: skipped"; exit 0; }
ok() { if [ "$2" = 0 ]; then echo "ok   $1"; else FAILED=1; echo "FAIL $1"; fi; }
ip netns add "$PC" && ip netns add "$NET" || exit 1
ip link add q0 netns "$PC" type veth peer name q0 netns "$NET"
ip -n "$PC" link set lo up; ip -n "$PC" addr add 198.51.100.1/24 dev q0; ip -n "$PC" link set q0 up
ip -n "$NET" link set lo up; ip -n "$NET" addr add 198.51.100.2/24 dev q0; ip -n "$NET" link set q0 up
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=h3.test -addext subjectAltName=DNS:h3.test -keyout "$T/key" -out "$T/cert" 2>/dev/null
SPKI=$(openssl x509 -in "$T/cert" -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64)
cat > "$T/origin.py" <<'P'
import http.server, socket, ssl, sys, threading, time
PAGE = b"""<script>(async () => { let t = [];
for (let i = 0; i < 5; i++) { let s = performance.now(); await (await fetch('/' + i, {cache: 'no-store'})).text(); t.push(Math.round(performance.now() - s)); await new Promise(r => setTimeout(r, 200)); }
document.title = 'LOADED ' + t.join(' '); await fetch('/done?' + t.join('_')); })()</script>"""
class H(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        print("tcp", self.path, flush=True)
        body = PAGE if self.path == "/" else b"x"
        self.send_response(200); self.send_header("Alt-Svc", 'h3=":443"; ma=3600'); self.send_header("Content-Type", "text/html"); self.send_header("Content-Length", str(len(body))); self.send_header("Connection", "close"); self.end_headers(); self.wfile.write(body); self.close_connection = True
    def log_message(self, *a): pass
def udp():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("198.51.100.2", 443))
    while True: print("udp", len(s.recv(65536)), flush=True)
threading.Thread(target=udp, daemon=True).start()
s = http.server.ThreadingHTTPServer(("198.51.100.2", 443), H)
c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); c.load_cert_chain(sys.argv[1], sys.argv[2])
s.socket = c.wrap_socket(s.socket, server_side=True); s.serve_forever()
P
ip netns exec "$NET" $PY "$T/origin.py" "$T/cert" "$T/key" >> "$T/log" 2>"$T/err" & SERVER=$!
sleep 1
browse() { # prints what the origin saw
    : > "$T/log"
    mkdir -p "$T/profile$1"
    ip netns exec "$PC" env HOME="$T" timeout 60 "$CHROMIUM" --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --user-data-dir="$T/profile$1" --enable-quic \
        --ignore-certificate-errors-spki-list="$SPKI" --host-resolver-rules="MAP h3.test 198.51.100.2" --remote-debugging-port=0 https://h3.test/ > "$T/chromium$1" 2>&1 &
    local p=$! i
    for i in $(seq 250); do grep -q "tcp /done" "$T/log" && break; sleep 0.2; done
    kill "$p" 2>/dev/null; wait "$p" 2>/dev/null
    cp "$T/log" "$T/log$1"
}
browse 1
echo "without a refusal: $(grep -c ^udp "$T/log1") UDP packets, milliseconds a request: $(grep -o 'done?.*' "$T/log1")"
grep -q ^udp "$T/log1"; ok "this Chromium tries QUIC (else this test shows nothing)" $?
mkfifo "$T/in"; ip netns exec "$PC" "$BUILD/capture_driver" "$T/run" < "$T/in" > "$T/out" 2>&1 & DRIVER=$!
exec 9> "$T/in"; echo "apply open refuse name=chromium port=443" >&9
for _ in $(seq 50); do [ "$(grep -c ^ok "$T/out")" = 2 ] && break; sleep 0.1; done
browse 2
echo "refused: $(grep -c ^udp "$T/log2") UDP packets, milliseconds a request: $(grep -o 'done?.*' "$T/log2")"
! grep -q ^udp "$T/log2"; ok "no QUIC packet leaves" $?
grep -q "tcp /done" "$T/log2"; ok "the page is complete" $?
exit $FAILED
