#!/usr/bin/env bash
# Runs a command in a D-Bus session of its own, with all that it writes under FOLDER.
#
#   keyring_session.sh unlocked|fresh|no-service|no-bus FOLDER COMMAND...
#
# unlocked    gnome-keyring with an open keyring
# fresh       gnome-keyring that D-Bus starts when asked; no keyring was ever made
# no-service  a bus on which nobody keeps secrets
# no-bus      no session bus at all
set -euo pipefail

kind=$1 folder=$2
shift 2
export HOME=$folder/home XDG_RUNTIME_DIR=$folder/run
mkdir -p "$HOME" "$XDG_RUNTIME_DIR"
chmod 700 "$XDG_RUNTIME_DIR"
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS XDG_DATA_HOME XDG_CURRENT_DESKTOP \
    GNOME_KEYRING_CONTROL

case $kind in
unlocked)
    exec dbus-run-session -- bash -c '
        set -euo pipefail
        printf %s "password of the test" | gnome-keyring-daemon --unlock --components=secrets >/dev/null
        "$@"' session "$@"
    ;;
fresh)
    exec dbus-run-session -- "$@"
    ;;
no-service)
    cat >"$folder/bus.conf" <<CONFIG
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=$folder/run</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
CONFIG
    exec dbus-run-session --config-file="$folder/bus.conf" -- "$@"
    ;;
no-bus)
    exec "$@"
    ;;
esac
exit 64
