# shellcheck shell=bash disable=SC2034 # read by lib/runtime_install.sh
# wazero's command line, for adapters/command.

version=1.12.0
programs=(wazero)
optional=yes
build_tool=go
build_time="half a minute on 2 cores"

# It has a command for its version, no option.
version_of() {
    local answer
    answer=$(timeout 20 "$1" version 2> /dev/null < /dev/null) || return 1
    version_in "$answer"
}

build_into() { install_go_module "github.com/tetratelabs/wazero/cmd/wazero@v$version" "$1"; }
