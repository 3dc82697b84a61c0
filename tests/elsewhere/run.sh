#!/bin/sh
# The exported models loaded elsewhere: makes the artifacts of the sample where they are out of date, writes what C# gets from them, and lets each program compare.
# Counts each model in each program, and whether it notices what was made wrong. The last line is "elsewhere: N passed, N failed".
# run.sh [SETTINGS]: of the pipeline, such as --set dataset=ml-1m. PYTHON and CHROMIUM name others than Debian's.
set -u
cd "$(dirname "$0")/../.."
work=artifacts/elsewhere
mkdir -p "$work"
rm -f "$work"/*.log "$work/summary.txt"
passed=0
failed=0

finish() {
    echo "$passed passed, $failed failed" > "$work/summary.txt"
    echo "elsewhere: $passed passed, $failed failed"
    [ "$failed" -eq 0 ]
    exit
}

# quietly <command>: what it says only where it fails, which ends everything.
quietly() {
    "$@" > "$work/make.log" 2>&1 && return
    cat "$work/make.log"
    echo "FAILED: $*"
    failed=$((failed + 1))
    finish
}

# check <name> <case files> <command that takes them>
check() {
    name=$1
    files=$2
    shift 2
    log=$work/$name.log
    start=$(date +%s)
    "$@" $files > "$log" 2>&1
    ended=$?
    seconds=$(($(date +%s) - start))
    counts=$(sed -n "s/^$name: [0-9]* models, \([0-9]* passed, [0-9]* failed\)\$/\1/p" "$log")
    if [ -z "$counts" ] || { [ "$ended" -ne 0 ] && [ "${counts#* passed, }" = "0 failed" ]; }; then
        cat "$log"
        echo "$name: FAILED: exit code $ended"
        failed=$((failed + 1))
        return
    fi
    p=${counts%% *}
    f=${counts#* passed, }
    passed=$((passed + p))
    failed=$((failed + ${f%% *}))
    grep FAILED "$log"
    worst=$(sed -n 's/^\([^ ]*\) .*largest difference \([0-9.e+-]*\).*/\2 \1/p' "$log" | sort -g | tail -n 1)
    echo "$name: $counts in $seconds s; largest difference ${worst% *} (${worst#* }); $(head -n 1 "$log")"

    "$@" "$spoilt" > "$work/$name.spoilt.log" 2>&1
    if [ $? -eq 1 ] && grep -qx "$name: 2 models, 0 passed, 2 failed" "$work/$name.spoilt.log"; then
        passed=$((passed + 1))
    else
        cat "$work/$name.spoilt.log"
        echo "$name: FAILED: did not notice what was made wrong"
        failed=$((failed + 1))
    fi
}

every=tests/elsewhere/models.json
own=$work/cases.json all=$work/cases.all.json bundle=$work/cases.bundle.json texts=$work/cases.texts.json spoilt=$work/cases.spoilt.json
echo "building bin/onnxrecs, the sample's artifacts and their cases"
quietly dotnet build src/OnnxRecs.Cli -c Release --no-restore --nologo --verbosity quiet
quietly bin/onnxrecs pipeline "$@"
quietly bin/onnxrecs cases --out "$own" "$@"
quietly bin/onnxrecs export --bundle --out "$work/bundle.onnx" --cases "$bundle" "$@"
quietly bin/onnxrecs export --bundle --ids string --user-vector gru --out "$work/texts.onnx" --cases "$texts" "$@"
quietly bin/onnxrecs data --config "$every"
quietly bin/onnxrecs train --config "$every"
quietly bin/onnxrecs cases --out "$all" --config "$every"
quietly node tests/elsewhere/spoil.mjs "$all" "$spoilt"

# Python has the operators of the models alone.
models="$own $all"
check node "$models $bundle $texts" node tests/elsewhere/node/check.mjs
check browser "$models $bundle $texts" node tests/elsewhere/browser/check.mjs
check python "$models" "${PYTHON:-/usr/bin/python3}" tests/elsewhere/python/check.py
quietly tests/elsewhere/cpp/build.sh
check cpp "$models $bundle $texts" "$work/check-cpp"
finish
