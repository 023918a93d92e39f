# shellcheck shell=bash
# Go, which compiles the runtimes that are Go modules. Sourced after lib/common.sh.

# What the pinned modules ask for (nats-server 2.11.10).
go_minimum=1.24

# install_go_module MODULE@VERSION DIR: for the descriptions. Needs the network.
install_go_module() {
    say "$name $version: compiling the module with $(go version)"
    mkdir -p "$2/bin"
    # The folders of its own: a root's Go cache is not written to by somebody else's prefix.
    GOBIN=$2/bin GOFLAGS=-mod=mod CGO_ENABLED=0 go install "$1" ||
        die "$name: go could not build $1 (its last lines are above). Run the same command again to go on"
}

# go_problem: prints why this machine's Go cannot compile them, and what to do; prints nothing if it can. A Go from 1.21 on
# fetches a newer toolchain by itself.
go_problem() {
    local found
    if ! have go; then
        printf 'that takes Go >= %s, and go is not on PATH (apt-get install golang-go, or the archive of the Go project)' "$go_minimum"
        return
    fi
    found=$(version_in "$(go version)")
    at_least "$found" 1.21 || printf 'that takes Go >= %s (or >= 1.21, which fetches it), and go is %s' "$go_minimum" "$found"
}
