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

build_into() {
    say "$name $version: compiling the module with $(go version)"
    mkdir -p "$1/bin"
    # The folders of its own: a root's Go cache is not written to by somebody else's prefix.
    GOBIN=$1/bin GOFLAGS=-mod=mod CGO_ENABLED=0 go install "github.com/nats-io/nats-server/v2@v$version" ||
        die "$name: go could not build nats-server $version (its last lines are above). Run the same command again to go on"
}
