#!/bin/sh
# Builds check.cpp into artifacts/elsewhere/, against the libonnxruntime.so that lies beside bin/onnxrecs and the headers of the package it came from.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
program=$root/artifacts/elsewhere/check-cpp
built=$root/artifacts/bin/OnnxRecs.Cli/release

fail() {
    echo "cpp: $1" >&2
    exit 2
}

# The one that C# loads: beside it from the npm package, below runtimes/ from the NuGet package.
library=
for place in "$built/libonnxruntime.so" "$built/runtimes/linux-x64/native/libonnxruntime.so"; do
    [ -n "$library" ] || [ ! -f "$place" ] || library=$place
done
[ -n "$library" ] || fail "there is no libonnxruntime.so below $built: build it first (make pipeline)"

# The npm package has the headers with its library for iOS; they are the same on every system. In the NuGet package they are for native programs.
version=$(sed -n 's/.*Include="Microsoft.ML.OnnxRuntime" Version="\([^"]*\)".*/\1/p' "$root/Directory.Packages.props")
header=$(find "$root/src/engines/npm/node_modules/com.github.asus4.onnxruntime/Plugins" "${NUGET_PACKAGES:-$HOME/.nuget/packages}/microsoft.ml.onnxruntime/$version" \
    -name onnxruntime_cxx_api.h 2> /dev/null | sort | head -n 1)
[ -n "$header" ] || fail "there is no onnxruntime_cxx_api.h: run make setup"
compiler=${CXX:-g++}
command -v "$compiler" > /dev/null && [ -f /usr/include/nlohmann/json.hpp ] || fail "there is no $compiler or no nlohmann/json.hpp: run \`make setup ELSEWHERE=1\`"

stamp=$(cat "$here/check.cpp" "$here/build.sh" "$library" "$header" | sha256sum)
[ "$(cat "$program.stamp" 2> /dev/null)" != "$stamp" ] || [ ! -x "$program" ] || exit 0
mkdir -p "$(dirname "$program")"
# By this name programs look for it; C# asks for it without the number.
ln -sf "$library" "$(dirname "$program")/libonnxruntime.so.1"
"$compiler" -O1 -std=c++20 -Wall -Wextra "$here/check.cpp" -isystem "$(dirname "$header")" "$library" -Wl,-rpath,'$ORIGIN' -o "$program"
echo "$stamp" > "$program.stamp"
