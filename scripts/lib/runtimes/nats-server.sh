# shellcheck shell=bash disable=SC2034 # read by lib/runtime_install.sh
# The NATS server, which a wasmCloud lattice talks over. Debian 12's 2.9.10 is too old: wadm then never receives events and
# nothing is deployed, without a word to anybody.

version=2.11.10
minimum=2.10.0
programs=(nats-server)
archive=nats-server-$version-x86_64-linux.tar.xz
archive_platform=x86_64-Linux
archive_sha256=eadca12d68e75f663ad11f1ff418b2d90cc5aa5b90f0b34c292ada45476ed052
build_tool=go
build_time="half a minute on 2 cores"

build_into() { install_go_module "github.com/nats-io/nats-server/v2@v$version" "$1"; }
