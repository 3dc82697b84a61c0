#!/usr/bin/env bash
# Builds the shim between the TorchSharp stand-in and libtorch: build.sh <output folder>. Does nothing when the sources, the compiler and
# libtorch are those of the last build. LIBTORCH_ROOT names a libtorch (or a Python torch folder) other than the system's.
set -euo pipefail
cd "$(dirname "$0")"

out=$1
root=${LIBTORCH_ROOT:-}
compiler=${CXX:-g++}
flags=(-O2 -std=c++17 -fPIC -fvisibility=hidden)
links=(-ltorch -ltorch_cpu -lc10)

if [[ -n $root ]]; then
    [[ -f $root/include/torch/csrc/api/include/torch/types.h ]] || { echo "LIBTORCH_ROOT: $root holds no libtorch headers." >&2; exit 2; }
    flags+=("-I$root/include" "-I$root/include/torch/csrc/api/include")
    links=("-L$root/lib" "-Wl,-rpath,$root/lib" "${links[@]}")
    # Older downloads use the C++ library's old string type; they say so themselves.
    if grep -qs 'GLIBCXX_USE_CXX11_ABI=0' "$root/share/cmake/Torch/TorchConfig.cmake"; then flags+=(-D_GLIBCXX_USE_CXX11_ABI=0); fi
    # Nothing calls into the CUDA part by name: linking it is what makes it known.
    if [[ -f $root/lib/libtorch_cuda.so ]]; then links=(-Wl,--no-as-needed "${links[@]}" -ltorch_cuda -lc10_cuda); fi
    version=$(cat "$root/build-version" 2>/dev/null || stat -Lc %s "$root/lib/libtorch_cpu.so")
else
    flags+=(-I/usr/include/torch/csrc/api/include)
    version=$(readlink -f /usr/lib/*/libtorch_cpu.so || true)
fi

stamp=$( { cat ./*.cpp ./*.h build.sh; "$compiler" -dumpfullversion; echo "$root $version ${flags[*]} ${links[*]}"; } | sha256sum | cut -d' ' -f1)
if [[ -f $out/libtorchshim.so && $(cat "$out/torchshim.stamp" 2>/dev/null) == "$stamp" ]]; then exit 0; fi

echo "building the libtorch shim (about a minute)"
mkdir -p "$out"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
printf '%s\n' ./*.cpp | xargs -P 2 -I{} sh -c '"$@" -c {} -o "$0/$(basename {} .cpp).o"' "$objects" "$compiler" "${flags[@]}"
"$compiler" -shared "$objects"/*.o -o "$objects/libtorchshim.so" "${links[@]}"
mv "$objects/libtorchshim.so" "$out/libtorchshim.so"
echo "$stamp" > "$out/torchshim.stamp"
