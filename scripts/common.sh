# Shared by ./run and ./test: messages, what must be installed, which JDK, building. Sourced; expects weir_root.
# Standard output belongs to whoever asked for a command's output; everything here speaks on standard error.

say() { printf 'weir: %s\n' "$*" >&2; }
fail() { printf 'weir: %s\n' "$*" >&2; exit 1; }

# Oldest kernel with all of: nftables owner flag (5.12), SO_NETNS_COOKIE (5.14), bpf_link on cgroups (5.7).
weir_kernel_needed=5.14
weir_engine_uid=61001

# Re-executes the calling script by sudo when not root.
need_root() {
  local script=$1
  shift
  ((EUID == 0)) && return 0
  if command -v sudo >/dev/null; then
    say 'network namespaces need root: asking sudo'
    exec sudo --preserve-env=JAVA_HOME,CI,DISPLAY,XAUTHORITY,WAYLAND_DISPLAY -- "$script" "$@"
  fi
  fail 'this needs root (network namespaces, nftables, eBPF) and there is no sudo: run it as root'
}

check_kernel() {
  local release
  [[ $(uname -s) == Linux ]] || fail 'this part of Weir runs on Linux only'
  release=$(uname -r)
  if [[ $(printf '%s\n%s\n' "$weir_kernel_needed" "${release%%-*}" | sort -V | head -1) != "$weir_kernel_needed" ]]; then
    fail "kernel $release is too old: Weir needs $weir_kernel_needed or newer (Debian 12 has 6.1)"
  fi
  if [[ ! -r /sys/kernel/btf/vmlinux ]]; then
    say "this kernel has no /sys/kernel/btf/vmlinux (CONFIG_DEBUG_INFO_BTF): apps are named from /proc, attribution: limited"
  fi
}

source "$weir_root/scripts/install.sh"
source "$weir_root/scripts/build.sh"
