#!/bin/sh
# compile.sh hnswlib|faiss FILE: one C++ side, made for this processor; what it is compared with comes from Debian's lib...-dev.
set -eu
cd "$(dirname "$0")"
version=$(dpkg-query -W -f '${Version}' "lib$1-dev" 2> /dev/null || echo "of unknown version")
libraries=
[ "$1" = hnswlib ] || libraries="-fopenmp -lfaiss -llapack -lblas"
"${CXX:-g++}" -std=c++17 -O3 -march=native -DPACKAGE_VERSION="\"$version\"" "$1_side.cpp" -o "$2.new" $libraries
mv "$2.new" "$2"
