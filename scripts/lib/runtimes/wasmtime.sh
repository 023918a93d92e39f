# shellcheck shell=bash disable=SC2034 # read by lib/runtime_install.sh
# Wasmtime's command line (run, compile, serve). 48 is a release with long-term support; 50 needs a newer Rust.

version=48.0.8
programs=(wasmtime)
archive=wasmtime-$version-x86_64-linux.tar.xz
archive_platform=x86_64-Linux
archive_sha256=2fbed978c2e2db8a1dac9ff264f82756e9999e5b0262a93ba4ad7b36289e8f95
build_tool=rust
build_time="12 minutes on 2 cores"

build_into() { install_crate wasmtime-cli "$1"; }
