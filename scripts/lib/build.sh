# shellcheck shell=bash
# From a bare machine to built programs: what scripts/study, scripts/test and .ci/run have in common.
# Sourced after lib/common.sh.

# build_jobs: as many compilers at once as there are cores, and 1.5 GB of memory for each (a file that includes Beast and
# coroutines takes 0.5 GB, with a sanitizer twice that). WASMBENCH_JOBS overrides.
build_jobs() {
    local cores gigabytes_and_a_half
    if [ -n "${WASMBENCH_JOBS:-}" ]; then
        printf '%s\n' "$WASMBENCH_JOBS"
        return
    fi
    cores=$(getconf _NPROCESSORS_ONLN)
    if [ -r /proc/meminfo ]; then
        gigabytes_and_a_half=$(awk '/^MemTotal:/ { print int($2 / 1500000) }' /proc/meminfo)
        [ "$gigabytes_and_a_half" -ge "$cores" ] || cores=$gigabytes_and_a_half
    fi
    [ "$cores" -ge 1 ] || cores=1
    printf '%s\n' "$cores"
}

# prepare_machine: packages, then runtimes. A runtime that cannot be had leaves a message and its rows out of the report;
# only a missing compiler or library is the end.
prepare_machine() {
    local needed
    local -a runtimes=(wasmtime wasm-tools)
    "$repository/scripts/deps" || exit
    needed=$("$repository/scripts/runtimes" to-compile "${runtimes[@]}")
    if [ -n "$needed" ]; then
        say "runtimes to compile, once, which takes minutes (a folder of prebuilt ones would spare it, see docs/runtimes.md):"
        say "$needed"
        "$repository/scripts/deps" --with rust || warn "going on without Rust"
    fi
    "$repository/scripts/runtimes" install "${runtimes[@]}" ||
        warn "going on without what could not be installed: its rows are skipped with the reason"
}

# build_preset PRESET: configures and builds in build/PRESET.
build_preset() {
    cd "$repository"
    say "building the preset $1 in build/$1"
    cmake --preset "$1" --log-level=WARNING ||
        die "cmake could not configure the preset $1 (its message is above). 'scripts/deps --check' says what is missing; if build/$1 is from an older checkout, remove it"
    cmake --build --preset "$1" -j "$(build_jobs)" || die "the preset $1 does not build (the first error is above)"
}
