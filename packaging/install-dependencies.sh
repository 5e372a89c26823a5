#!/usr/bin/env bash
# Installs what Tapedeck needs on Debian 12, only what is missing, and says nothing when nothing is.
#
#   packaging/install-dependencies.sh [--run|--test|--fuzz]
#
# --run   (default) what ./run.sh needs: to build, to start
# --test  that, and what ./test.sh and .ci/run need besides
# --fuzz  what the presets fuzz and clang need to build
set -euo pipefail

build=(
    build-essential cmake ninja-build ccache mold pkg-config ca-certificates
    qt6-base-dev qt6-websockets-dev qt6-charts-dev qt6-svg-dev qt6-httpserver-dev
    libqt6opengl6-dev      # Qt Charts does not configure without it, and does not depend on it
    libxkbcommon-dev libvulkan-dev # Qt's CMake files warn without them
    qtkeychain-qt6-dev libsimdjson-dev libexpected-dev libzstd-dev libfmt-dev libyaml-cpp-dev
    libsqlite3-dev libgtest-dev libgmock-dev librapidcheck-dev
)
start=(
    libqt6sql6-sqlite libsqlite3-0 qt6-qpa-plugins
    libsecret-1-0          # loaded while running: no package that we link depends on it
    fontconfig fonts-dejavu-core # without a font the window shows boxes
)
test=(
    xvfb xauth xdotool imagemagick x11-utils
    dbus dbus-x11 gnome-keyring
    clang-format curl sqlite3 zstd file procps binutils
    openssl iptables       # certificates of tests, and packets that are lost
)

# The SDK's test. A Node that is there already, from wherever, is good.
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    test+=(nodejs npm)
fi

case "${1:---run}" in
--run) wanted=("${build[@]}" "${start[@]}") ;;
--test) wanted=("${build[@]}" "${start[@]}" "${test[@]}") ;;
--fuzz) wanted=("${build[@]}" "${start[@]}" clang-14 clang libclang-rt-14-dev) ;;
*)
    echo "usage: ${0##*/} [--run|--test|--fuzz]" >&2
    exit 64
    ;;
esac

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "This is not a Debian system, so nothing is installed; packaging/install-dependencies.sh lists what is needed." >&2
    exit 0
fi

installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null || true)
missing=()
for package in "${wanted[@]}"; do
    [[ $'\n'$installed$'\n' == *$'\n'"installed $package"$'\n'* ]] || missing+=("$package")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

as_root=()
if [[ $EUID -ne 0 ]]; then
    # With a terminal sudo may ask for a password; without one it must not wait for it.
    if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [[ -t 2 && -r /dev/tty ]]; }; then
        as_root=(sudo)
    else
        echo "Packages are missing and this user may not install them; run as root: apt-get install --no-install-recommends ${missing[*]}" >&2
        exit 77
    fi
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt_get() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none \
        apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" >>"$log" 2>&1 </dev/null
}

echo "Installing ${#missing[@]} missing packages ..." >&2
# Stale lists may name files that are gone from the mirror. Without a network the lists at hand will do.
apt_get update || true
if ! apt_get install -y --no-install-recommends "${missing[@]}"; then
    cat "$log" >&2
    echo "Installing failed; the lines above are apt-get's. Missing: ${missing[*]}" >&2
    exit 69
fi
