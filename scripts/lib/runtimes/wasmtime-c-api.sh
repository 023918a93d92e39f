# shellcheck shell=bash disable=SC2034 # read by lib/runtime_install.sh
# Wasmtime's C API, for the adapter that runs Wasmtime in the harness's own process. The library is the one of PyPI's
# wheel `wasmtime`, which holds the whole C API; its headers, and with them its version, are in the crate of that version.

version=48.0.0
programs=()
build_tool=pypi
library=libwasmtime.so
case $(uname -m)-$(uname -s) in
x86_64-Linux)
    wheel_platform=manylinux1_x86_64
    wheel_sha256=58544d539053dff7bd4cf30c40d7a540862d683013c0dfa6ba46a063f5b682f7 ;;
aarch64-Linux)
    wheel_platform=manylinux2014_aarch64
    wheel_sha256=26fce3613fefbe29a28e9d659dca3326e800593858e5758cad086eb802b3b766 ;;
arm64-Darwin)
    library=libwasmtime.dylib
    wheel_platform=macosx_11_0_arm64
    wheel_sha256=ea69889a3c51702e9da5f5f441027ca934f7758f8926a4ed167b0d6877f092e8 ;;
x86_64-Darwin)
    library=libwasmtime.dylib
    wheel_platform=macosx_10_13_x86_64
    wheel_sha256=50e1ea81a3bec537d00e076722dfdc48978a56ea24619d8153aa1f75b11796b9 ;;
*) wheel_platform="" wheel_sha256="" ;;
esac
headers=wasmtime-c-api-impl-$version
headers_url=https://static.crates.io/crates/wasmtime-c-api-impl/$headers.crate
headers_sha256=32285488ca6e460147ccc2da567e2075a224261cf5f551eceabb116292a6cbb7
files=("lib/$library" include/wasmtime.h include/wasm.h include/wasi.h include/wasmtime)

pypi_problem() {
    local problem
    problem=$(wheel_problem)
    if [ -n "$problem" ]; then
        printf '%s' "$problem"
    elif ! have curl; then
        printf 'curl is not here (Debian: apt-get install curl)'
    fi
}

# The library has no function that tells its version: the header beside it does. Loading shows that it fits this machine.
version_in_folder() {
    python3 -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1]).wasmtime_engine_increment_epoch' "$1/lib/$library" 2> /dev/null || return 1
    sed -n 's/^#define WASMTIME_VERSION "\(.*\)"/\1/p' "$1/include/wasmtime.h"
}

# configured_header FILE: what CMake would make of conf.h.in, with the features that the wheel was built with.
configured_header() {
    sed -e '/DISABLE_LOGGING/d' -e '/ALL_ARCH/d' -e 's/^#cmakedefine /#define /' "$1"
}

build_into() {
    local work=$1/work
    mkdir -p "$work" "$1/lib" "$1/include"
    say "$name $version: PyPI's wheel for $wheel_platform (10 MB) and the headers of the crate"
    download_wheel wasmtime "$work"
    checked_sum "$work/wasmtime-$version-py3-none-$wheel_platform.whl" "$wheel_sha256"
    curl -sSfL --retry 3 -o "$work/$headers.crate" "$headers_url" ||
        die "$name: $headers_url could not be downloaded (curl's message is above). Is the network there?"
    checked_sum "$work/$headers.crate" "$headers_sha256"

    python3 -m zipfile -e "$work/wasmtime-$version-py3-none-$wheel_platform.whl" "$work/wheel"
    mv "$work"/wheel/wasmtime/*/_"$library" "$1/lib/$library" || die "$name: the wheel holds no _$library"
    chmod 755 "$1/lib/$library"
    tar -xzf "$work/$headers.crate" -C "$work"
    mv "$work/$headers"/include/* "$1/include/"
    configured_header "$1/include/wasmtime/conf.h.in" > "$1/include/wasmtime/conf.h"
    rm -rf "$work" "$1/include/wasmtime/conf.h.in" "$1/include/doc-wasm.h"
}
