#!/usr/bin/env bash
# Whole sessions of the official JavaScript SDK against the practice exchange.
#
#   run_sdk.sh FOLDER TAPEDECK
#
# The packages go into FOLDER, once. 77 (skipped) where there is no npm, or where its registry cannot be
# reached; the latter fails where TAPEDECK_REQUIRE_DATA is set, as in CI.
set -euo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$1"
export SDK_FOLDER TAPEDECK=$2
SDK_FOLDER=$(cd "$1" && pwd)

for tool in node npm; do
    if ! command -v "$tool" >/dev/null; then
        echo "SKIPPED: there is no $tool here; packaging/install-dependencies.sh --test installs it."
        exit 77
    fi
done

sessions=(session_v3.js)
# Version 4 needs Node 20; Debian 12 has 18.
if [[ $(node -p 'process.versions.node.split(".")[0]') -ge 20 ]]; then
    sessions+=(session_v4.js)
else
    echo "Version 4 of the SDK needs Node 20 and is left out: this is $(node --version)."
fi

if ! cmp -s "$source/package.json" "$SDK_FOLDER/installed.json"; then
    cp "$source/package.json" "$SDK_FOLDER/package.json"
    if ! (cd "$SDK_FOLDER" && npm install --no-package-lock --ignore-scripts --no-audit --no-fund >npm.log 2>&1); then
        tail -5 "$SDK_FOLDER/npm.log"
        if [[ -n ${TAPEDECK_REQUIRE_DATA:-} ]]; then
            echo "FAILED: npm could not install the SDK, and TAPEDECK_REQUIRE_DATA asks for it."
            exit 1
        fi
        echo "SKIPPED: npm could not install the SDK; is its registry within reach?"
        exit 77
    fi
    cp "$source/package.json" "$SDK_FOLDER/installed.json"
fi

for session in "${sessions[@]}"; do
    node "$source/$session"
done
