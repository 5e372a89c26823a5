#!/usr/bin/env bash
# Sets up this machine (Debian 12), builds Tapedeck and starts it with the arguments given here.
#
#   ./run.sh                                  the workstation, on the market in the box
#   ./run.sh --tape FILE --speed 10           a recorded day
#   ./run.sh --screenshot out.png --after 20s a picture of the window, without a display
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

"$root/packaging/install-dependencies.sh" --run
"$root/packaging/build.sh" release tapedeck

# A window needs a display; a command, and what brings its own platform, does not.
wants_window() {
    local argument first=${1:-}
    [[ -z $first || $first == -* ]] || return 1
    for argument in "$@"; do
        case $argument in
        --headless | --screenshot | --screenshot=* | --help | -h | --version | -v) return 1 ;;
        esac
    done
}
if [[ -z ${DISPLAY:-} && -z ${WAYLAND_DISPLAY:-} && -z ${QT_QPA_PLATFORM:-} ]] && wants_window "$@"; then
    echo "No display: running with --headless (for a picture of the window: ./run.sh --screenshot FILE)." >&2
    set -- --headless "$@"
fi
exec "$root/build/release/app/tapedeck" "$@"
