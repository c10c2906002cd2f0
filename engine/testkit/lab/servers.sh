# Part of `lab`: its certificate authority and its servers. Sourced; expects dir, net, classes.

make_certificates() {
  local pki=$dir/pki
  mkdir "$pki"
  {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$pki/ca.key" -out "$dir/ca.pem" \
      -subj '/O=Weir lab/CN=Weir lab root' -days 30 \
      -addext 'keyUsage=critical,keyCertSign,cRLSign'
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$pki/web.key" -out "$pki/web.csr" \
      -subj '/O=Weir lab/CN=web.lab.test'
    openssl x509 -req -in "$pki/web.csr" -CA "$dir/ca.pem" -CAkey "$pki/ca.key" -CAcreateserial -days 30 \
      -out "$pki/web.pem" -extfile <(printf '%s\n' 'subjectAltName=DNS:*.lab.test,DNS:lab.test' \
        'basicConstraints=critical,CA:FALSE' 'keyUsage=critical,digitalSignature' 'extendedKeyUsage=serverAuth')
  } >"$dir/openssl.log" 2>&1 || fail "certificates: see $dir/openssl.log"
  { cat "$system_bundle" 2>/dev/null || true; cat "$dir/ca.pem"; } >"$dir/ca-bundle.pem"
  chmod 0644 "$dir/ca.pem" "$dir/ca-bundle.pem"
}

# Starts a server in the network, away from our terminal and pipes. It sees the lab's names, which the proxies need.
serve() {
  local log=$1
  shift
  setsid "$BASH" "$self" net "$name" -- "$@" </dev/null >"$dir/$log" 2>&1 &
}

start_servers() {
  command -v nginx >/dev/null || fail 'nginx is not installed'
  command -v dnsmasq >/dev/null || fail 'dnsmasq is not installed (package dnsmasq-base)'
  local java=${JAVA_HOME:+$JAVA_HOME/bin/}java addresses
  [[ -f $classes/org/weir/testkit/origin/OriginServer.class ]] ||
    fail "the origin server is not built: mvn -pl engine/testkit -am compile"
  addresses='198.51.100.20 2001:db8:2::20 198.51.100.30 2001:db8:2::30'
  # Room for 4,000 connections with a 64 KiB buffer each.
  serve origin.err "$java" -Xmx512m -XX:+UseSerialGC \
    -cp "$classes" org.weir.testkit.origin.OriginServer "$dir/origin.log" "$dir/origin.ready" $addresses
  serve dnsmasq.log dnsmasq --keep-in-foreground --conf-file=/dev/null --no-hosts --no-resolv --no-poll --bind-interfaces \
    --listen-address=198.51.100.53 --listen-address=2001:db8:2::53 --addn-hosts="$dir/hosts" --local=/lab.test/ \
    --pid-file="$dir/dnsmasq.pid" --user=root --group=root --log-facility=-
  make_site
  serve nginx.log nginx -p "$dir/nginx/" -c "$dir/nginx/nginx.conf" -e "$dir/nginx/error.log" -g 'daemon off;'
  wait_for 'the origin server' test -e "$dir/origin.ready"
  wait_for 'nginx' listens '192.0.2.15:443'
  wait_for 'dnsmasq' listens '198.51.100.53:53'
}

listens() { in_net ss -Hltn "src $1" 2>/dev/null | grep -q .; }

make_site() {
  local site=$dir/nginx/www
  mkdir -p "$site" "$dir/nginx/tmp"
  printf 'hello from the lab\n' >"$site/index.html"
  head -c 1024 /dev/urandom >"$site/1k"
  head -c 1048576 /dev/urandom >"$site/1m"
  printf '{"ok":true}\n' >"$site/json"
  {
    cat <<'CONF'
user root;
worker_processes 2;
worker_rlimit_nofile 65536;
pid nginx.pid;
events { worker_connections 16384; }
http {
  types { text/html html; }
  default_type application/octet-stream;
  client_body_temp_path tmp/body; proxy_temp_path tmp/proxy; fastcgi_temp_path tmp/fastcgi;
  uwsgi_temp_path tmp/uwsgi; scgi_temp_path tmp/scgi;
  client_max_body_size 0;
  keepalive_timeout 300;
  keepalive_requests 100000000;
  log_format lab escape=json '{"peer":"$remote_addr","peer_port":$remote_port,"local":"$server_addr","local_port":$server_port,'
    '"request":"$request","status":$status,"in":$request_length,"out":$bytes_sent,"tls":"$ssl_protocol","alpn":"$ssl_alpn_protocol",'
    '"agent":"$http_user_agent","host":"$host"}';
  access_log access.log lab;
  ssl_certificate ../pki/web.pem;
  ssl_certificate_key ../pki/web.key;
  ssl_protocols TLSv1.2 TLSv1.3;
CONF
    web_server web 192.0.2.10 2001:db8:2::10 'ssl http2' ''
    web_server api 192.0.2.11 2001:db8:2::11 'ssl http2' ''
    web_server tls12 192.0.2.12 2001:db8:2::12 'ssl http2' 'ssl_protocols TLSv1.2;'
    web_server tls13 192.0.2.13 2001:db8:2::13 'ssl http2' 'ssl_protocols TLSv1.3;'
    web_server plain 192.0.2.14 2001:db8:2::14 '' ''
    web_server h1 192.0.2.15 2001:db8:2::15 'ssl' ''
    printf '}\n'
  } >"$dir/nginx/nginx.conf"
}

# web_server NAME IPV4 IPV6 TLS-OPTIONS ('' = plain HTTP only) EXTRA
web_server() {
  printf '  server {\n    server_name %s.lab.test;\n    root www;\n' "$1"
  printf '    listen %s:80 backlog=4096;\n    listen [%s]:80 backlog=4096;\n' "$2" "$3"
  if [[ -n $4 ]]; then
    printf '    listen %s:443 %s backlog=4096;\n    listen [%s]:443 %s backlog=4096;\n' "$2" "$4" "$3" "$4"
  fi
  printf '    %s\n    location = /upload { return 200 "taken\\n"; }\n  }\n' "$5"
}
