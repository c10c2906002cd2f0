# Installs what is missing, on Debian and its kin. Sourced by common.sh; uses say and fail.

# What ./run needs: to build, to run the product, and the lab with the apps that it shows.
weir_packages=(
  clang llvm bpftool make gcc libc6-dev pkg-config libbpf-dev libnftables-dev libmnl-dev libjansson-dev libelf-dev zlib1g-dev
  maven
  nftables iproute2 util-linux procps
  nginx dnsmasq-base curl openssl nodejs python3 ca-certificates
  libgtk-3-0 libgl1 libxtst6 libxxf86vm1 fonts-inter xvfb
)

# What only ./test needs besides: further clients, and a second Java.
weir_test_packages=(
  git gnutls-bin libnss3-tools python3-requests chromium firefox-esr nghttp2-client openjdk-17-jdk-headless
  dbus-daemon dbus-x11 xfce4-panel xdotool imagemagick
)

missing_packages() {
  local package
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^.i' || printf '%s\n' "$package"
  done
}

# Runs apt-get install with every service start refused: nginx and dnsmasq must not begin to serve on this machine.
# An own policy-rc.d of the machine is put back afterwards.
apt_install() {
  local policy=/usr/sbin/policy-rc.d kept='' code=0
  if [[ -e $policy ]]; then
    kept=$(mktemp /usr/sbin/policy-rc.d.weir.XXXXXX)
    cp -p "$policy" "$kept"
  fi
  restore_policy() {
    if [[ -n $kept ]]; then mv -f "$kept" "$policy"; else rm -f "$policy"; fi
  }
  trap 'restore_policy; exit 130' INT TERM HUP
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 0755 "$policy"
  DEBIAN_FRONTEND=noninteractive apt-get -y -o Dpkg::Use-Pty=0 --no-install-recommends install "$@" </dev/null >&2 || code=$?
  restore_policy
  trap - INT TERM HUP
  return "$code"
}

# install_missing PACKAGE…
install_missing() {
  local missing
  if ! command -v dpkg-query >/dev/null; then
    say "this is no Debian: looking for the programs only; what is missing shows in the build (docs/packaging.md lists it)"
    return 0
  fi
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  ((EUID == 0)) || fail "these packages are missing, and installing needs root: ${missing[*]}"
  say "installing: ${missing[*]}"
  if ! apt_install "${missing[@]}"; then
    say 'refreshing the package lists'
    apt-get -o Dpkg::Use-Pty=0 update >&2 || say 'the package lists could not be refreshed'
    apt_install "${missing[@]}" || fail "apt-get could not install: ${missing[*]} (its own message stands above)"
  fi
}

# Sets and exports JAVA_HOME: a JDK 25, the release that the product is built for and bundled with.
find_jdk() {
  local candidate package
  for candidate in "${JAVA_HOME:-}" "$(jdk_of_javac)" /usr/lib/jvm/* /opt/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    if is_jdk25 "$candidate"; then
      export JAVA_HOME=$candidate PATH=$candidate/bin:$PATH
      return 0
    fi
  done
  for package in openjdk-25-jdk-headless temurin-25-jdk; do
    if [[ ${1:-} != again ]] && ((EUID == 0)) && apt-cache show "$package" >/dev/null 2>&1; then
      say "installing: $package"
      apt_install "$package" && find_jdk again
      return
    fi
  done
  fail "Weir needs a JDK 25, and neither this machine nor its package sources have one (Debian 12's newest is 17).
  Add Adoptium's apt source and install temurin-25-jdk, or unpack any JDK 25 into /opt and run this again
  (JAVA_HOME=/path/to/jdk-25 $0 works too)."
}

jdk_of_javac() {
  local javac
  javac=$(command -v javac) && javac=$(readlink -f "$javac") && printf '%s\n' "${javac%/bin/javac}"
}

is_jdk25() {
  [[ -x ${1:-}/bin/javac ]] && grep -q '^JAVA_VERSION="25[."]' "$1/release" 2>/dev/null
}
