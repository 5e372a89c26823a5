#!/usr/bin/env bash
# run.sh with everything around it replaced: what does it hand to tapedeck, and when without a window?
set -uo pipefail
script=${1:?which script?}
top=$(mktemp -d)
trap 'rm -rf "$top"' EXIT
mkdir -p "$top/checkout/packaging" "$top/checkout/build/release/app" "$top/elsewhere"
cp "$script" "$top/checkout/run.sh"
printf '#!/bin/sh\nexit 0\n' | tee "$top/checkout/packaging/install-dependencies.sh" \
    >"$top/checkout/packaging/build.sh"
# shellcheck disable=SC2016 # the dollars are for the script that is written
printf '#!/bin/sh\nfor a; do printf "<%%s>" "$a"; done\ncat\n' >"$top/checkout/build/release/app/tapedeck"
chmod +x "$top"/checkout/packaging/*.sh "$top/checkout/build/release/app/tapedeck"
cd "$top/elsewhere" || exit 1
unset DISPLAY WAYLAND_DISPLAY QT_QPA_PLATFORM
failures=0

# expect ARGUMENTS LINES_ON_STDERR ARG...: what tapedeck was given; standard input must reach it
expect() {
    local given=$1 lines=$2 seen
    shift 2
    seen=$(echo input | "$top/checkout/run.sh" "$@" 2>"$top/errors")
    if [[ $seen != "${given}input" || $(wc -l <"$top/errors") != "$lines" ]]; then
        printf 'FAILED: run.sh %s\ngave %s\nwanted %sinput\n' "$*" "$seen" "$given"
        cat "$top/errors"
        failures=1
    fi
}

expect '<--headless>' 1
grep -qF -- '--screenshot FILE' "$top/errors" || failures=1
expect '<--headless><--practice><--tape><a b.zst><--speed><10>' 1 \
    --practice --tape 'a b.zst' --speed 10
expect '<--headless><--practice>' 0 --headless --practice
expect '<--practice><--screenshot><out.png>' 0 --practice --screenshot out.png
expect '<--help>' 0 --help
expect '<--version>' 0 --version
expect '<backtest><--tape><F>' 0 backtest --tape F
expect '<exchange>' 0 exchange
DISPLAY=:7 expect '<--practice>' 0 --practice
WAYLAND_DISPLAY=wayland-0 expect '' 0
QT_QPA_PLATFORM=offscreen expect '' 0

exit "$failures"
