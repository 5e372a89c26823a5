#!/usr/bin/env bash
# The whole matrix of faults, on the real workstation and the real exchange as processes.
#
#   tests/soak/faults.sh [KILLS [ROUNDS [SEED]]]
#
# KILLS   SIGKILLs in all (500), half with the exchange beside, half with it inside
# ROUNDS  how often each other fault strikes (10)
# SEED    of the moments of the kills (1)
#
# Prints the table of docs/faults.md anew: a row a fault, with what was seen. Ends with 1 when anything
# failed. Disks, networks and names of its own want the rights of root; without them those rows say so.
# 500 kills take about five minutes, ten rounds about ten.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
kills=${1:-500} rounds=${2:-10} seed=${3:-1}
[[ $kills =~ ^[0-9]+$ && $rounds =~ ^[0-9]+$ && $seed =~ ^[0-9]+$ ]] || {
    echo "usage: tests/soak/faults.sh [KILLS [ROUNDS [SEED]]]" >&2
    exit 64
}
packaging/build.sh release scenario_crash_test scenario_faults_test scenario_network_test \
    scenario_paper_test tapedeck

tests=$PWD/build/release/tests/scenarios
record=$(mktemp -d)
trap 'rm -rf "$record"' EXIT
export QT_QPA_PLATFORM=offscreen
export TAPEDECK_CRASH_KILLS=$(((kills + 1) / 2)) TAPEDECK_CRASH_SEED=$seed TAPEDECK_CRASH_SPEED=50
export TAPEDECK_FAULT_ROUNDS=$rounds

play() { # NAME TEST FILTER [OPTION...]
    local name=$1 test=$2 filter=$3
    shift 3
    nice "$tests/scenario_${test}_test" --gtest_filter="$filter" "$@" >"$record/$name" 2>&1 || true
}
play beside crash '*Beside*' &
play inside crash '*Inside*' &
wait
play faults faults '*'
play network network '*FellSilent*:*CameBack*' --gtest_repeat="$rounds"
play paper paper '*'

# A line of gtest ends each test; what was seen, or why it was skipped, stands before it.
echo '| test | result | seen |'
echo '| --- | --- | --- |'
cat "$record"/* | awk '
    /^fault: / { seen = seen substr($0, 8) "; "; next }
    /^seed=/ { seen = seen $0 "; "; next }
    /not permitted|not installed/ { if (seen == "") seen = $0 }
    /^\[ RUN / { seen = "" }
    /^\[       OK \]|^\[  FAILED  \] .*ms\)$|^\[  SKIPPED \] .*ms\)$/ {
        result = $2 == "OK" ? "passed" : tolower($2)
        name = $2 == "OK" ? $4 : $4
        gsub("\\|", ":", seen)
        rows[name " | " result]++
        last[name " | " result] = seen
    }
    END {
        for (row in rows)
            print "| " row (rows[row] > 1 ? " " rows[row] " times" : "") " | " last[row] " |"
    }' | sort
if grep -hE '^\[  FAILED  \]' "$record"/* >/dev/null; then
    grep -hE 'Failure$' -A8 "$record"/* | head -200 >&2
    exit 1
fi
