#!/usr/bin/env bash
# Gets the two engines, PyTorch and ONNX Runtime, and says where from. Called by `make setup`; quick when everything is there.
#
#   nuget   the official packages; nothing is installed here.
#   system  libtorch from Debian under our TorchSharp stand-in, ONNX Runtime from npm: for machines whose NuGet feed lacks the packages.
#
# ENGINES=nuget|system        decides; without it a trial restore does, once, and engines.props keeps the answer.
# ENGINE_DEVICE=cpu|cuda      which builds of the engines.
# LIBTORCH_ROOT=<folder>      another libtorch than Debian's (system only; the way to CUDA).
# BENCH=1                     also what `make bench` compares with: PyTorch for Python, hnswlib and faiss.
# ELSEWHERE=1                 also what `make elsewhere` loads the exported models in: Node, a browser, Python and C++; what cannot be got is said.
set -euo pipefail

engines_folder=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$engines_folder/../.." && pwd)
props=$root/engines.props
state=$root/artifacts/setup
mkdir -p "$state"

fail() {
    echo "setup: $1" >&2
    exit 2
}

hash_of() { if command -v sha256sum > /dev/null; then sha256sum; else shasum -a 256; fi; }

kept() { [[ -f $props ]] && sed -n "s:.*<$1>\(.*\)</$1>.*:\1:p" "$props" || true; }

require_dotnet() {
    command -v dotnet > /dev/null || fail "there is no dotnet. Install the .NET SDK 10 (package dotnet-sdk-10.0, or https://dot.net)."
    local newest
    newest=$(dotnet --list-sdks | sed 's/\..*//' | sort -n | tail -1)
    (( ${newest:-0} >= 10 )) || fail "dotnet is version ${newest:-unknown}. Install the .NET SDK 10 (package dotnet-sdk-10.0, or https://dot.net)."
}

# Does the feed have the packages? Asks for their small managed parts: the whole ones are hundreds of megabytes.
choose_by_trial() {
    local trial=$state/trial log=$state/trial.log torch onnx
    torch=$(sed -n 's/.*Include="TorchSharp-cpu" Version="\([^"]*\)".*/\1/p' "$root/Directory.Packages.props")
    onnx=$(sed -n 's/.*Include="Microsoft.ML.OnnxRuntime" Version="\([^"]*\)".*/\1/p' "$root/Directory.Packages.props")
    mkdir -p "$trial"
    echo '<Project />' | tee "$trial/Directory.Build.props" "$trial/Directory.Build.targets" > "$trial/Directory.Packages.props"
    cat > "$trial/trial.csproj" << PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TorchSharp" Version="$torch" />
    <PackageReference Include="Microsoft.ML.OnnxRuntime.Managed" Version="$onnx" />
  </ItemGroup>
</Project>
PROJECT
    if dotnet restore "$trial/trial.csproj" > "$log" 2>&1; then
        engines=nuget why="the NuGet feed has both packages"
    elif grep -q 'NU110[123]' "$log"; then
        engines=system why="the NuGet feed lacks $(grep -o 'Unable to find[a-z ]* package [A-Za-z.]*[A-Za-z]' "$log" | sed 's/.* //' | sort -u | paste -sd, | sed 's/,/, /g')"
    else
        fail "the NuGet feed does not answer: $(grep -m1 'error' "$log" | sed 's/.*error //'). Repair the connection, or say ENGINES=nuget or ENGINES=system."
    fi
}

write_props() {
    local text="<Project>
  <!-- Written by make setup. -->
  <PropertyGroup>
    <Engines>$engines</Engines>
    <EngineDevice>$device</EngineDevice>
  </PropertyGroup>
</Project>"
    [[ $(cat "$props" 2> /dev/null) == "$text" ]] || echo "$text" > "$props"
}

# apt_install <package>...: those that are missing, by root or by sudo that asks nothing.
apt_install() {
    local missing=() package
    for package; do
        [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2> /dev/null) == installed ]] || missing+=("$package")
    done
    (( ${#missing[@]} )) || return 0
    local command="apt-get install -y --no-install-recommends ${missing[*]}" sudo=""
    if (( EUID != 0 )); then
        sudo -n true 2> /dev/null || fail "missing Debian packages. Run: sudo apt-get update && sudo $command   then make setup again."
        sudo="sudo -n"
    fi
    echo "installing ${missing[*]}"
    local log=$state/apt.log
    { $sudo apt-get update -q && DEBIAN_FRONTEND=noninteractive $sudo $command; } > "$log" 2>&1 ||
        fail "apt-get failed: $(grep -m1 '^E:' "$log" || tail -1 "$log"). Run it by hand: apt-get update && $command"
}

# npm_install <folder> <options>...: exactly the locked packages, once.
npm_install() {
    local folder=$1 stamp
    shift
    stamp=$(cat "$folder/package-lock.json" <(echo "$@") | hash_of | cut -d' ' -f1)
    if [[ $(cat "$folder/node_modules/.setup" 2> /dev/null) == "$stamp" ]]; then return 0; fi
    echo "installing npm packages of ${folder#"$root"/}"
    local log=$state/npm.log
    (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund "$@") > "$log" 2>&1 ||
        fail "npm failed: $(grep -iE -m1 'npm (error|ERR!)' "$log" || tail -1 "$log"). Run it by hand: cd ${folder#"$root"/} && npm ci --ignore-scripts $*"
    echo "$stamp" > "$folder/node_modules/.setup"
}

install_system() {
    [[ $(uname -s)-$(uname -m) == Linux-x86_64 ]] ||
        fail "system engines are for Linux on x64. Use ENGINES=nuget with a NuGet feed that has TorchSharp-cpu and Microsoft.ML.OnnxRuntime."
    local packages=()
    [[ -n ${LIBTORCH_ROOT:-} ]] || packages+=(libtorch-dev libopenblas0-pthread)
    command -v "${CXX:-g++}" > /dev/null || packages+=(g++)
    command -v npm > /dev/null || packages+=(nodejs npm)
    if (( ${#packages[@]} )); then
        command -v dpkg-query > /dev/null ||
            fail "no Debian here. Install g++ and npm, unpack a libtorch and say LIBTORCH_ROOT=<folder>."
        apt_install "${packages[@]}"
    fi
    "$engines_folder/torch-shim/build.sh" "$root/artifacts/native" || fail "the libtorch shim does not build; the compiler's messages are above."
    if [[ $device == cuda ]]; then
        [[ -n ${LIBTORCH_ROOT:-} ]] || echo "setup: note: Debian's libtorch has no CUDA; LIBTORCH_ROOT=<a CUDA libtorch> brings it."
        npm_install "$engines_folder/npm" --include=optional
    else
        npm_install "$engines_folder/npm" --omit=optional
    fi
}

require_dotnet

device=${ENGINE_DEVICE:-$(kept EngineDevice)}
device=${device:-cpu}
[[ $device == cpu || $device == cuda ]] || fail "ENGINE_DEVICE is cpu or cuda, not '$device'."

engines=${ENGINES:-} why="as ENGINES says"
if [[ -z $engines ]]; then
    engines=$(kept Engines) why="as found before; remove engines.props to look again"
    [[ -n $engines ]] || choose_by_trial
fi
[[ $engines == nuget || $engines == system ]] || fail "ENGINES is nuget or system, not '$engines'."
echo "engines: $engines, $device ($why)"

[[ $engines == nuget ]] || install_system
if [[ -n ${BENCH:-} ]]; then
    command -v dpkg-query > /dev/null || fail "BENCH=1 is for Debian. Give python3 torch and numpy, g++ hnswlib and faiss by hand; make bench finds them."
    bench_packages=(python3-torch python3-numpy libhnswlib-dev libfaiss-dev)
    command -v "${CXX:-g++}" > /dev/null || bench_packages+=(g++)
    apt_install "${bench_packages[@]}"
fi
# Only tests need these, so their absence stops nothing else.
[[ $engines == nuget ]] || ! command -v dpkg-query > /dev/null || (apt_install libhnswlib-dev) || echo "setup: note: without it the tests that exchange indexes with hnswlib are skipped."
if [[ -n ${ELSEWHERE:-} ]]; then
    # elsewhere <what fails without> <command>: each on its own, since what cannot be got here fails in its own place there.
    elsewhere() { ("${@:2}") || echo "setup: note: without it make elsewhere fails in $1, and goes on."; }
    elsewhere_apt() {
        command -v dpkg-query > /dev/null || fail "no Debian here. Install ${*} by hand."
        apt_install "$@"
    }
    elsewhere_browser=${CHROMIUM:-}
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        elsewhere_browser=${elsewhere_browser:-$(command -v "$name" || true)}
    done
    # PYTHON and CHROMIUM name others than Debian's; they are not looked into.
    [[ -n ${PYTHON:-} ]] || elsewhere python elsewhere_apt python3-onnx
    command -v "${CXX:-g++}" > /dev/null || elsewhere cpp elsewhere_apt g++
    elsewhere cpp elsewhere_apt nlohmann-json3-dev
    command -v npm > /dev/null || elsewhere "node and browser" elsewhere_apt nodejs npm
    [[ -n $elsewhere_browser ]] || elsewhere browser elsewhere_apt chromium
    elsewhere node npm_install "$root/tests/elsewhere/node"
    elsewhere browser npm_install "$root/tests/elsewhere/browser"
fi
write_props
