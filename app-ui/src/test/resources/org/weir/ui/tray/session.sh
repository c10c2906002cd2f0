#!/bin/bash
# session.sh HOME COMMAND…: inside dbus-run-session, on DISPLAY: a panel with a tray, and COMMAND beside it, as one desktop.
# "panel-off" and "panel-on" on standard input take the panel away and bring it back.
set -u
export HOME=$1 XDG_CONFIG_HOME=$1/.config XDG_RUNTIME_DIR=$1/runtime XDG_CURRENT_DESKTOP=XFCE
shift
panel() {
  xfce4-panel --disable-wm-check >"$HOME/panel.log" 2>&1 &
  panel=$!
}
panel
"$@" >"$HOME/ui.log" 2>&1 &
ui=$!
trap 'kill $ui $panel 2>/dev/null' EXIT
while read -r word; do
  case $word in
    panel-off) kill "$panel"; wait "$panel" ;;
    panel-on) panel ;;
  esac
done
