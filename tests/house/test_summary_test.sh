#!/usr/bin/env bash
# packaging/test-summary.sh against results in ctest's own spelling.
set -uo pipefail
shopt -s lastpipe # expect runs in this shell, not in one of its own
summary=${1:?which script?}
results=$(mktemp)
trap 'rm -f "$results"' EXIT
failures=0

# expect WHAT STATUS TEXT: runs the script on the results that stand on standard input
expect() {
    local text status=0
    cat >"$results"
    text=$("$summary" "$results" "${4:-0}") || status=$?
    if [[ $status != "$2" || $text != "$3" ]]; then
        printf 'FAILED: %s\nexit %s, wanted %s\n%s\n' "$1" "$status" "$2" "$text"
        failures=1
    fi
}
testcase() { # NAME STATUS [MESSAGE]
    printf '\t<testcase name="%s" classname="%s" time="0.1" status="%s">\n' "$1" "$1" "$2"
    [[ -z ${3:-} ]] || printf '\t\t<skipped message="%s"/>\n' "$3"
    printf '\t\t<system-out>&lt;testcase name="no" status="fail"\n</system-out>\n\t</testcase>\n'
}

{ testcase a run; testcase b run; } | expect "all passed" 0 "2 passed, 0 failed, 0 skipped"
{ testcase a run; testcase 'b/&quot;q&quot; &amp; &lt;T&gt;' fail; } |
    expect "one failed" 1 $'failed: b/"q" & <T>\n1 passed, 1 failed, 0 skipped'
{ testcase a run; testcase b notrun SKIP_REGULAR_EXPRESSION_MATCHED; testcase c disabled; } |
    expect "skipped ones are named" 0 $'skipped: b\nskipped: c\n1 passed, 0 failed, 2 skipped'
{ testcase a run; testcase b notrun "Unable to find executable"; } |
    expect "one that could not start has failed" 1 $'failed: b\n1 passed, 1 failed, 0 skipped'
testcase a notrun SKIP_RETURN_CODE=77 |
    expect "nothing ran" 1 $'skipped: a\n0 passed, 0 failed, 1 skipped'
testcase a run | expect "ctest itself failed" 1 "1 passed, 0 failed, 0 skipped" 8
: | expect "no results" 1 \
    $'There are no test results: ctest did not come so far.\n0 passed, 0 failed, 0 skipped'

exit "$failures"
