#!/bin/sh
# Runs the test projects and prints "N passed, N failed" alone on the last line. A project that gives no result counts as one failure.
set -u
cd "$(dirname "$0")/.."
results=artifacts/test-results
rm -rf "$results"
mkdir -p "$results"
status=0
passed=0
failed=0
for name in OnnxRecs.Tests OnnxRecs.NativeTests; do
    dotnet test "tests/$name" -c Release --nologo --logger "trx;LogFileName=$name.trx" --results-directory "$results" "$@" || status=1
    counters=$(grep -o '<Counters [^>]*>' "$results/$name.trx" 2>/dev/null | head -n 1)
    p=$(printf '%s' "$counters" | sed -n 's/.* passed="\([0-9]*\)".*/\1/p')
    f=$(printf '%s' "$counters" | sed -n 's/.* failed="\([0-9]*\)".*/\1/p')
    passed=$((passed + ${p:-0}))
    failed=$((failed + ${f:-1}))
done
[ "$failed" -eq 0 ] || status=1
# A run that broke off may have reported no failure.
[ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
echo "$passed passed, $failed failed" | tee "$results/summary.txt"
exit "$status"
