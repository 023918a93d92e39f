# shellcheck shell=bash
# Rust, which compiles the runtimes that are Cargo packages. Sourced after lib/common.sh.

# The newest Rust that any of the pinned crates asks for (wasmtime-cli 48.0.8).
rust_minimum=1.95.0

# rust_problem: prints why this machine's Rust cannot compile them, and what to do; prints nothing if it can.
rust_problem() {
    local found problem
    if ! have cargo || ! have rustc; then
        problem="cargo is not on PATH"
    else
        found=$(version_in "$(rustc --version)")
        if at_least "$found" "$rust_minimum"; then return; fi
        problem="rustc is $found"
    fi
    printf '%s' "that takes Rust >= $rust_minimum, and $problem (scripts/deps --with rust installs it where the system has a package of it)"
}
