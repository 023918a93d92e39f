# shellcheck shell=bash disable=SC2034 # read by lib/runtime_install.sh
# wasmi's command line, for adapters/command.

version=2.0.0
programs=(wasmi)
optional=yes
build_tool=rust
build_time="4 minutes on 2 cores"

build_into() { install_crate wasmi_cli "$1"; }
