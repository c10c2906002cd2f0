# Part of `lab`: its certificate authority and its servers. Sourced; expects dir, net, classes.

# All servers have one key; what differs is what certifies it.
make_certificates() {
  local pki=$dir/pki
  mkdir "$pki"
  {
    root "$pki/ca.key" "$dir/ca.pem" 'Weir lab root'
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$pki/web.key" -out "$pki/web.csr" \
      -subj '/O=Weir lab/CN=web.lab.test'
    leaf web "$dir/ca.pem" "$pki/ca.key" 30 '*.lab.test,DNS:lab.test'
    make_faulty_certificates
    # For the Java origin.
    openssl pkcs12 -export -inkey "$pki/web.key" -in "$pki/web.pem" -out "$pki/origin.p12" -passout pass:lab
  } >"$dir/openssl.log" 2>&1 || fail "certificates: see $dir/openssl.log"
  { cat "$system_bundle" 2>/dev/null || true; cat "$dir/ca.pem"; } >"$dir/ca-bundle.pem"
  chmod 0644 "$dir/ca.pem" "$dir/ca-bundle.pem"
}

# root KEY CERTIFICATE NAME: an authority.
root() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1" -out "$2" \
    -subj "/O=Weir lab/CN=$3" -days 30 -addext 'keyUsage=critical,keyCertSign,cRLSign'
}

# leaf FILE CA CA-KEY DAYS DNS-NAMES: a server's certificate, pki/FILE.pem.
leaf() {
  openssl x509 -req -in "$dir/pki/web.csr" -CA "$2" -CAkey "$3" -set_serial "0x$(openssl rand -hex 8)" -days "$4" \
    -out "$dir/pki/$1.pem" -extfile <(printf '%s\n' "subjectAltName=DNS:$5" \
      'basicConstraints=critical,CA:FALSE' 'keyUsage=critical,digitalSignature' 'extendedKeyUsage=serverAuth')
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
  serve origin.err "$java" -Xmx512m -XX:+UseSerialGC -Dweir.lab.keys="$dir/pki/origin.p12" \
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
  # Tests ask a million times on one connection.
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
    faulty_servers
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
  printf '    %s\n    location = /upload { return 200 "taken\\n"; }\n' "$5"
  cat <<'CONF'
    location = /quiet { access_log off; default_type text/plain; return 200 "quiet\n"; }
    location /random/ { proxy_pass http://198.51.100.20:8003; proxy_max_temp_file_size 0; }
    location = /socket {
      proxy_pass http://198.51.100.20:8008; proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;
    }
  }
CONF
}
