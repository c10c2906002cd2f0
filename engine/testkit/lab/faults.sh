# Part of `lab`: web servers with which something is wrong. Sourced; expects dir, root and leaf.

# Reads better than a date: OpenSSL 3.0 has no option for the end alone.
already_over=-1

make_faulty_certificates() {
  local pki=$dir/pki
  root "$pki/old-ca.key" "$dir/old-ca.pem" 'Weir lab old root'
  leaf expired "$dir/ca.pem" "$pki/ca.key" "$already_over" 'expired.lab.test'
  leaf wrong-name "$dir/ca.pem" "$pki/ca.key" 30 'another.lab.test'
  leaf old-root "$dir/old-ca.pem" "$pki/old-ca.key" 30 'old-root.lab.test'
  openssl x509 -req -in "$pki/web.csr" -signkey "$pki/web.key" -days 30 -out "$pki/self-signed.pem" \
    -extfile <(printf 'subjectAltName=DNS:self-signed.lab.test\n')
  openssl x509 -req -in "$pki/web.csr" -CA "$dir/ca.pem" -CAkey "$pki/ca.key" -set_serial 7 -days 30 \
    -out "$dir/client.pem" -extfile <(printf '%s\n' 'basicConstraints=critical,CA:FALSE' 'extendedKeyUsage=clientAuth')
  cp "$pki/web.key" "$dir/client.key"
  chmod 0644 "$dir/old-ca.pem" "$dir/client.pem" "$dir/client.key"
}

# For nginx.conf. The first server of an address decides about versions, names about certificates.
faulty_servers() {
  faulty_server expired 192.0.2.16 2001:db8:2::16 ssl 'ssl_certificate ../pki/expired.pem;'
  faulty_server self-signed 192.0.2.16 2001:db8:2::16 ssl 'ssl_certificate ../pki/self-signed.pem;'
  faulty_server wrong-name 192.0.2.16 2001:db8:2::16 ssl 'ssl_certificate ../pki/wrong-name.pem;'
  faulty_server old-root 192.0.2.16 2001:db8:2::16 ssl 'ssl_certificate ../pki/old-root.pem;'
  faulty_server client-cert 192.0.2.16 2001:db8:2::16 ssl 'ssl_verify_client on; ssl_client_certificate ../ca.pem;'
  faulty_server tls10 192.0.2.17 2001:db8:2::17 ssl 'ssl_protocols TLSv1; ssl_ciphers ALL:@SECLEVEL=0;'
  faulty_server not-tls 192.0.2.18 2001:db8:2::18 '' ''
}

# faulty_server NAME IPV4 IPV6 TLS-OPTIONS EXTRA: on 443 only.
faulty_server() {
  printf '  server {\n    server_name %s.lab.test;\n    root www;\n' "$1"
  printf '    listen %s:443 %s;\n    listen [%s]:443 %s;\n    %s\n  }\n' "$2" "$4" "$3" "$4" "$5"
}
