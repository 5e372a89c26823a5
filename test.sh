#!/usr/bin/env bash
# Sets up this machine (Debian 12), builds everything with warnings as errors and runs every test.
# Arguments go to ctest:
#
#   ./test.sh                 all tests
#   ./test.sh -R Gate         those whose name has 'Gate'
#   ./test.sh -L realdata     those that read recorded market data
#
# The last line but for skipped names: "N passed, N failed, N skipped".
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root"

"$root/packaging/install-dependencies.sh" --test
"$root/packaging/build.sh" dev

# Recorded market data is not ours to ship: a test without it is skipped, but never where it must run.
if [[ ${CI:-} == true ]]; then
    export TAPEDECK_REQUIRE_DATA=1
fi

results=$root/build/dev/test-results.xml
rm -f "$results"
status=0
ctest --preset dev --output-junit "$results" "$@" </dev/null || status=$?

exec "$root/packaging/test-summary.sh" "$results" "$status"
