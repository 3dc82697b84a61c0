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

# prepare <command>: what it says only where it fails, which counts as one failure; the programs look at what there is.
prepare() {
    "$@" > "$work/make.log" 2>&1 && return
    cat "$work/make.log"
    echo "FAILED: $*"
    failed=$((failed + 1))
    return 1
}

# check <name> <case files> <command that takes them>
check() {
    name=$1
    files=$2
    shift 2
    # Without any, why has been said.
    [ -n "$files" ] || return
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

    [ -f "$spoilt" ] || return
    "$@" "$spoilt" > "$work/$name.spoilt.log" 2>&1
    if [ $? -eq 1 ] && grep -qx "$name: 2 models, 0 passed, 2 failed" "$work/$name.spoilt.log"; then
        passed=$((passed + 1))
    else
        cat "$work/$name.spoilt.log"
        echo "$name: FAILED: did not notice what was made wrong"
        failed=$((failed + 1))
    fi
}

# killed: the browser check ends with 143 in time, and neither processes nor files of its browser stay.
killed() {
    temporary=$(mktemp -d)
    TMPDIR=$temporary node tests/elsewhere/browser/check.mjs $* > "$work/browser.killed.log" 2>&1 &
    check=$!
    tries=0
    until [ -n "$(find "$temporary" -name Default)" ] || ! kill -0 "$check" 2> /dev/null || [ $((tries += 1)) -gt 100 ]; do sleep 0.1; done
    kill -TERM "$check" 2> /dev/null
    wait "$check"
    ended=$?
    # Its processes end one after another. The name comes to grep as a file, or it would find itself.
    sleep 1
    left=$(find "$temporary" -mindepth 1 -maxdepth 1; echo "$temporary" | grep -lsaF -f - /proc/[0-9]*/cmdline)
    rm -rf "$temporary"
    if [ "$ended" -eq 143 ] && [ "$tries" -le 100 ] && [ -z "$left" ]; then
        passed=$((passed + 1))
    else
        cat "$work/browser.killed.log"
        echo "browser: FAILED: killed, it ended with $ended and left: $left"
        failed=$((failed + 1))
    fi
}

every=tests/elsewhere/models.json
own=$work/cases.json all=$work/cases.all.json small=$work/cases.small.json spoilt=$work/cases.spoilt.json
bundle=$work/cases.bundle.json texts=$work/cases.texts.json state=$work/cases.state.json
rm -f "$work"/cases*.json
models=""
bundles=""
echo "building bin/onnxrecs, the sample's artifacts and their cases"
prepare dotnet build src/OnnxRecs.Cli -c Release --no-restore --nologo --verbosity quiet || finish
if prepare bin/onnxrecs pipeline "$@"; then
    prepare bin/onnxrecs cases --out "$own" "$@" && models="$models $own"
    prepare bin/onnxrecs export --bundle --out "$work/bundle.onnx" --cases "$bundle" "$@" && bundles="$bundles $bundle"
    prepare bin/onnxrecs export --bundle --ids string --user-vector mean --out "$work/texts.onnx" --cases "$texts" "$@" && bundles="$bundles $texts"
fi
if prepare bin/onnxrecs data --config "$every" && prepare bin/onnxrecs train --config "$every"; then
    prepare bin/onnxrecs cases --out "$all" --config "$every" && models="$models $all" && prepare node tests/elsewhere/spoil.mjs "$all" "$spoilt"
    # Whatever they lose: how the files compute is looked at.
    prepare bin/onnxrecs quantize gru neumf two-tower --max-loss 1 --config "$every" &&
        prepare bin/onnxrecs cases $(for model in gru neumf two-tower; do echo "$model-float16 $model-int8-qdq $model-int8-dynamic"; done) --out "$small" --config "$every" && models="$models $small"
    prepare bin/onnxrecs export --bundle --user-vector gru --out "$work/state.onnx" --cases "$state" --config "$every" && bundles="$bundles $state"
fi

check node "$models$bundles" node tests/elsewhere/node/check.mjs
check browser "$models$bundles" node tests/elsewhere/browser/check.mjs
[ -z "$models$bundles" ] || killed $models $bundles
# Its operators are those of the models alone: of the bundles it checks the format.
check python "$models${bundles:+ --format$bundles}" "${PYTHON:-/usr/bin/python3}" tests/elsewhere/python/check.py
prepare tests/elsewhere/cpp/build.sh && check cpp "$models$bundles" "$work/check-cpp"
finish
