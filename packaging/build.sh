#!/usr/bin/env bash
# Configures and builds a preset, with one line of progress and no more unless it fails.
#
#   packaging/build.sh PRESET [TARGET...]
#
# Everything goes to standard error: standard output belongs to what is run afterwards.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
preset=${1:?which preset?}
shift
folder=$root/build/$preset

# One cache for every checkout of a user: what was compiled in one is not compiled again in another.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1

log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed() {
    [[ -t 2 ]] && printf '\r\033[K' >&2
    cat "$log" >&2
    echo "$1" >&2
    exit 70
}

cache=$folder/CMakeCache.txt
if [[ -f $cache ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache"; then
    rm -rf "$folder" # made for a checkout in another place; it would compile that one
fi
# Ninja configures again by itself when a CMakeLists.txt changes, but does not know of the presets.
if [[ ! -f $folder/build.ninja || CMakePresets.json -nt $folder/build.ninja ]]; then
    echo "Configuring $preset ..." >&2
    cmake --preset "$preset" >"$log" 2>&1 </dev/null || failed "Configuring failed."
    touch "$folder/build.ninja"
fi

targets=()
[[ $# -eq 0 ]] || targets=(--target "$@")
started=$SECONDS
if [[ -t 2 ]]; then # Ninja's own "[3/240] ..." on one line
    cmake --build --preset "$preset" "${targets[@]}" 2>&1 </dev/null |
        while IFS= read -r line; do
            printf '%s\n' "$line" >>"$log"
            [[ $line != \[* ]] || printf '\r\033[KBuilding %s %s' "$preset" "${line%% *}" >&2
        done || failed "Building failed."
    printf '\r\033[K' >&2
else
    echo "Building $preset ..." >&2
    cmake --build --preset "$preset" "${targets[@]}" >"$log" 2>&1 </dev/null || failed "Building failed."
fi
[[ $((SECONDS - started)) -lt 10 ]] || echo "Built $preset in $((SECONDS - started)) s." >&2
