#!/usr/bin/env bash
# ui-inside.sh DESK PROGRAM ARGUMENT…: runs PROGRAM, already in the lab's namespaces, with DESK as its home and with a copy
# on write of the machine's certificate stores, so that whatever is clicked there changes this lab only. Called by scripts/ui.sh.
set -euo pipefail
desk=$1
shift
mkdir -p "$desk/home" "$desk/runtime" "$desk/tmp"
chmod 0700 "$desk/runtime"
for folder in /etc/ssl /etc/ca-certificates /usr/local/share; do
  [[ -d $folder ]] || continue
  mkdir -p "$desk/over$folder" "$desk/work$folder"
  mount -t overlay overlay -o "lowerdir=$folder,upperdir=$desk/over$folder,workdir=$desk/work$folder" "$folder"
done
# The overlay shows what lies below the lab's own bundle: put that on top again.
cp "$(dirname "$WEIR_LAB_CA")/ca-bundle.pem" /etc/ssl/certs/ca-certificates.crt
# JavaFX unpacks its fonts there, and leaves them when it is killed.
export WEIR_UI_JVM="-Djava.io.tmpdir=$desk/tmp ${WEIR_UI_JVM:-}"
export HOME=$desk/home XDG_CONFIG_HOME=$desk/home/.config XDG_RUNTIME_DIR=$desk/runtime
exec "$@"
