# Part of `lab`: the two namespaces, their addresses and the names. Sourced; expects dir, pc, net.

# One line a host: name(s), IPv4, IPv6. All stand on the network's lo, except those that must not answer.
# Documentation addresses only (RFC 5737, RFC 3849).
lab_hosts='
web    192.0.2.10    2001:db8:2::10
api    192.0.2.11    2001:db8:2::11
tls12  192.0.2.12    2001:db8:2::12
tls13  192.0.2.13    2001:db8:2::13
plain  192.0.2.14    2001:db8:2::14
h1     192.0.2.15    2001:db8:2::15
expired,self-signed,wrong-name,old-root,client-cert 192.0.2.16 2001:db8:2::16
tls10  192.0.2.17    2001:db8:2::17
not-tls 192.0.2.18   2001:db8:2::18
origin,smtp,mysql,ssh,echo,slow,reset,data,half-close 198.51.100.20 2001:db8:2::20
proxy  198.51.100.30 2001:db8:2::30
dns    198.51.100.53 2001:db8:2::53
refused 198.51.100.40 2001:db8:2::40
'
lab_silent_hosts='
unreachable 198.51.100.66 2001:db8:2::66
blackhole   198.51.100.99 2001:db8:2::99
'

make_namespaces() {
  local names v4 v6
  ip netns add "$pc"
  ip netns add "$net"
  ip link add eth0 netns "$pc" type veth peer name pc0 netns "$net"
  in_pc ip link set lo up
  in_net ip link set lo up
  in_pc ip addr add 203.0.113.2/24 dev eth0
  in_pc ip addr add 2001:db8:1::2/64 dev eth0 nodad
  in_net ip addr add 203.0.113.1/24 dev pc0
  in_net ip addr add 2001:db8:1::1/64 dev pc0 nodad
  # No link-local addresses: they would appear at some later moment and blur every comparison of before and after.
  in_pc ip link set eth0 addrgenmode none
  in_net ip link set pc0 addrgenmode none
  in_net ip link set pc0 up
  in_pc ip link set eth0 up
  in_pc ip route add default via 203.0.113.1
  in_pc ip -6 route add default via 2001:db8:1::1
  # In the network's own namespace only: without forwarding the kernel drops instead of answering "unreachable".
  in_net sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
  while read -r names v4 v6; do
    [[ -n $names ]] || continue
    in_net ip addr add "$v4/32" dev lo
    in_net ip addr add "$v6/128" dev lo nodad
  done <<<"$lab_hosts"
  in_net ip route add unreachable 198.51.100.66/32
  in_net ip -6 route add unreachable 2001:db8:2::66/128
  in_net ip route add blackhole 198.51.100.99/32
  in_net ip -6 route add blackhole 2001:db8:2::99/128
  write_names
}

write_names() {
  local names v4 v6 one
  : >"$dir/hosts"
  while read -r names v4 v6; do
    [[ -n $names ]] || continue
    for one in ${names//,/ }; do
      printf '%s %s.lab.test\n%s %s.lab.test\n' "$v4" "$one" "$v6" "$one" >>"$dir/hosts"
    done
  done <<<"$lab_hosts$lab_silent_hosts"
  printf 'nameserver 198.51.100.53\noptions timeout:1 attempts:2\n' >"$dir/resolv.conf"
  # The machine's own resolver daemons sit in the machine's namespace and would answer for it.
  { grep -v '^hosts:' /etc/nsswitch.conf 2>/dev/null || true; printf 'hosts: files dns\n'; } >"$dir/nsswitch.conf"
}
