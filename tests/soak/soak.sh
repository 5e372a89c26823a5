#!/usr/bin/env bash
# Ten minutes of the tape through every profile of bad weather, with as many seeds as asked for.
#
#   tests/soak/soak.sh [FIRST..LAST] [PROFILE...]
#
# Prints a line a profile; docs/soak.md has the last result. A hundred seeds of one profile take about six minutes; start several at once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
seeds=${1:-1..100}
shift || true
[[ $seeds =~ ^[0-9]+\.\.[0-9]+$ ]] || {
    echo "usage: tests/soak/soak.sh [FIRST..LAST] [PROFILE...]" >&2
    exit 64
}
filter='Profiles/*'
if [[ $# -gt 0 ]]; then
    filter=$(printf '*/%s:' "${@//-/_}")
fi
packaging/build.sh release scenario_weather_test tapedeck
export TAPEDECK_SOAK_SEEDS=$seeds QT_QPA_PLATFORM=offscreen
exec build/release/tests/scenarios/scenario_weather_test --gtest_filter="$filter" --gtest_brief=1
