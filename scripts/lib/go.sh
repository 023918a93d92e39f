# shellcheck shell=bash
# Go, which compiles the runtimes that are Go modules. Sourced after lib/common.sh.

# What the pinned modules ask for (nats-server 2.11.10).
go_minimum=1.24

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
