# Starts the desktop program for ./run. Sourced; uses say, fail, lab, weir_home, run_child.

weir_ui=$weir_root/app-ui/target/dist

# A picture of 1240x800, and room for menus.
weir_xvfb_screen=1440x960x24
weir_xvfb_pid=''

# JavaFX speaks X11 only; a Wayland session offers that by XWayland, and sets DISPLAY then.
has_display() { [[ -n ${DISPLAY:-} ]]; }

# X's cookie is in the home of whoever called us. Sudo has given us another, and the window gets one of its own.
keep_cookie() {
  local home=$HOME
  [[ -z ${XAUTHORITY:-} ]] || return 0
  [[ -z ${SUDO_USER:-} ]] || home=$(getent passwd "$SUDO_USER" | cut -d: -f6)
  [[ ! -r $home/.Xauthority ]] || export XAUTHORITY=$home/.Xauthority
}

# Xvfb picks a free display by itself and tells which when it is ready.
start_xvfb() {
  local number
  command -v Xvfb >/dev/null || fail 'there is no Xvfb: apt-get install xvfb'
  coproc weir_xvfb { exec Xvfb -displayfd 1 -screen 0 "$weir_xvfb_screen" -nolisten tcp -noreset 2>/dev/null; }
  weir_xvfb_pid=$weir_xvfb_PID
  read -r -t 30 number <&"${weir_xvfb[0]}" || fail 'Xvfb did not start'
  export DISPLAY=:$number
  unset XAUTHORITY WAYLAND_DISPLAY
  # No GPU there; the other renderers would only try and fail first.
  export WEIR_UI_JVM="-Dprism.order=sw ${WEIR_UI_JVM:-}"
}

stop_xvfb() {
  [[ -n $weir_xvfb_pid ]] || return 0
  kill -TERM "$weir_xvfb_pid" 2>/dev/null
  wait "$weir_xvfb_pid" 2>/dev/null
  weir_xvfb_pid=''
}

# ui_in_lab ARGUMENT…: the window as a program of the lab's desktop. `weir trust`, which it runs, would find this machine's
# stores there: it gets a home of its own, and what it writes below /etc and /usr/local stays in a mount namespace.
ui_in_lab() {
  ui_home
  run_child "$lab" exec "$lab_name" -- bash "$weir_root/scripts/ui-inside.sh" "$weir_home/desk" "$weir_ui_program" "$@"
}

# ui_on_host ARGUMENT…: the window of the user who sits at this machine.
ui_on_host() {
  ui_home
  run_child env WEIR_COMMAND="$weir_home/dist/bin/weir" WEIR_JAVA="$weir_java/bin/java" "$weir_ui_program" "$@"
}

ui_home() {
  keep_cookie
  weir_ui_program=$weir_home/ui/bin/weir-ui
  [[ -x $weir_ui_program ]] || cp -R "$weir_ui" "$weir_home/ui"
  export WEIR_JAVA=$weir_java/bin/java WEIR_COMMAND=$weir_home/dist/bin/weir
}
