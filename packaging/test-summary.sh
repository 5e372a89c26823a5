#!/usr/bin/env bash
# What a test run came to: names what was skipped or failed, then, alone on its line,
# "N passed, N failed, N skipped". Exits non-zero when a test failed or none ran.
#
#   packaging/test-summary.sh RESULTS.xml [CTEST_STATUS]
#
# RESULTS.xml is what `ctest --output-junit` wrote. A test that could not start counts as failed.
set -euo pipefail
results=${1:?which results?}
status=${2:-0}
if [[ ! -s $results ]]; then
    echo "There are no test results: ctest did not come so far."
    echo "0 passed, 0 failed, 0 skipped"
    exit 1
fi

awk -v status="$status" '
    function plain(text) {
        gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text)
        gsub(/&apos;/, "\x27", text); gsub(/&amp;/, "\\&", text)
        return text
    }
    function settle() {
        if (name == "") return
        if (state == "run") passed++
        else if (state == "disabled" || why ~ /^SKIP_/) skipped_names[skipped++] = name
        else failed_names[failed++] = name
        name = ""
    }
    /^\t<testcase name="/ {
        settle()
        name = $0; sub(/^\t<testcase name="/, "", name); sub(/" classname=".*/, "", name)
        state = $0; sub(/.* status="/, "", state); sub(/".*/, "", state)
        why = ""
    }
    /^\t\t<skipped message="/ { why = $0; sub(/^\t\t<skipped message="/, "", why) }
    END {
        settle()
        for (i = 0; i < skipped; i++) print "skipped: " plain(skipped_names[i])
        for (i = 0; i < failed; i++) print "failed: " plain(failed_names[i])
        printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
        exit (failed > 0 || passed == 0 || status != 0) ? 1 : 0
    }' "$results"
