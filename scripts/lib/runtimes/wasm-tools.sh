# shellcheck shell=bash disable=SC2034 # read by lib/runtime_install.sh
# wasm-tools: makes components out of core modules, needed to rebuild the wasi:http workload from its source.

version=1.263.0
programs=(wasm-tools)
archive=wasm-tools-$version-x86_64-linux.tar.xz
archive_platform=x86_64-Linux
archive_sha256=a2c720e410fb1aa155a9d074abf663c3e2937d55e35e2407e5e2458b3ecf343a
build_tool=rust
build_time="5 minutes on 2 cores"

build_into() { install_crate wasm-tools "$1"; }
