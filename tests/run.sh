#!/bin/sh
# Runs the test projects and prints "N passed, N failed" alone on the last line. A project that gives no result counts as one failure.
# ELSEWHERE=1: also the exported models in other runtimes, which `make setup ELSEWHERE=1` installs; each model counts once in each of them.
set -u
cd "$(dirname "$0")/.."
results=artifacts/test-results
rm -rf "$results"
mkdir -p "$results"
status=0
passed=0
failed=0

# run <name of the results> <dotnet test arguments>...
run() {
    name=$1
    shift
    dotnet test "$@" -c Release --nologo --logger "trx;LogFileName=$name.trx" --results-directory "$results" || status=1
    counters=$(grep -o '<Counters [^>]*>' "$results/$name.trx" 2>/dev/null | head -n 1)
    p=$(printf '%s' "$counters" | sed -n 's/.* passed="\([0-9]*\)".*/\1/p')
    f=$(printf '%s' "$counters" | sed -n 's/.* failed="\([0-9]*\)".*/\1/p')
    passed=$((passed + ${p:-0}))
    failed=$((failed + ${f:-1}))
}

run OnnxRecs.Tests tests/OnnxRecs.Tests "$@"
run OnnxRecs.NativeTests tests/OnnxRecs.NativeTests "$@"
if [ -n "${ELSEWHERE:-}" ] && [ $# -eq 0 ]; then
    rm -f artifacts/elsewhere/summary.txt
    tests/elsewhere/run.sh || status=1
    counts=$(cat artifacts/elsewhere/summary.txt 2> /dev/null || echo "0 passed, 1 failed")
    passed=$((passed + ${counts%% *}))
    counts=${counts#* passed, }
    failed=$((failed + ${counts%% *}))
fi
# What has a path of its own for wide vectors, once more as on a processor without them.
if [ $# -eq 0 ]; then
    export DOTNET_EnableAVX512=0
    run without-avx512 tests/OnnxRecs.Tests --no-build --filter 'FullyQualifiedName~Candidates|FullyQualifiedName~Numerics'
fi
[ "$failed" -eq 0 ] || status=1
# A run that broke off may have reported no failure.
[ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
echo "$passed passed, $failed failed" | tee "$results/summary.txt"
exit "$status"
