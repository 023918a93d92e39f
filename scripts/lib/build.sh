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

# tools_for RUNTIMES: what scripts/runtimes installs for a list as `wasmbench study --runtimes` takes it ("native,wasmcloud");
# everything for an empty one.
tools_for() {
    local one
    if [ -z "$1" ]; then
        printf '%s\n' wasmtime wasmtime-c-api wasmedge nats-server wasmcloud wasm-tools docker redis-server
        return
    fi
    printf 'redis-server\n' # whichever runtimes: the store beside kv_service
    for one in ${1//,/ }; do
        case $one in
        wasmcloud) printf '%s\n' nats-server wasmcloud ;;
        wasmtime-embedded) printf 'wasmtime-c-api\n' ;;
        native) ;;
        wasmtime | wasmedge | docker | wazero | wasmi | node) printf '%s\n' "$one" ;;
        *) ;; # the command itself will say that there is none of that name
        esac
    done
}

# prepare_machine [RUNTIMES]: packages, then runtimes. A runtime that cannot be had leaves a message and a row with the
# reason in the report; only a missing compiler or library is the end.
prepare_machine() {
    local needed tool
    local -a tools
    mapfile -t tools < <(tools_for "${1:-}")
    "$repository/scripts/deps" --with runtimes --with report || exit
    [ "${#tools[@]}" -gt 0 ] || return 0
    needed=$("$repository/scripts/runtimes" to-compile "${tools[@]}")
    if [ -n "$needed" ]; then
        say "runtimes to compile, once, which takes minutes (a folder of prebuilt ones would spare it, see docs/runtimes.md):"
        say "$needed"
        if [[ $needed == *" rust"* ]]; then "$repository/scripts/deps" --with rust || warn "going on without Rust"; fi
    fi
    "$repository/scripts/runtimes" install "${tools[@]}" ||
        warn "going on without what could not be installed: its rows are skipped with the reason"
}

# with_docker_engine COMMAND...: runs it with a Docker engine to talk to: the one that answers, else one of our own for as
# long as the command runs, where that is possible. Without any the command runs all the same and says so in its rows.
with_docker_engine() {
    local folder status=0
    if docker_engine_answers || ! have dockerd || [ "$(id -u)" -ne 0 ]; then
        "$@" || status=$?
        return "$status"
    fi
    folder=$(mktemp -d /tmp/wbd.XXXXXX) # short: a unix socket's path has at most 107 characters
    # shellcheck disable=SC2064 # the folder of now is meant
    trap "stop_docker_engine; rm -rf '$folder'" EXIT
    start_docker_engine "$folder" || warn "going on without Docker: its rows are skipped with the reason"
    "$@" || status=$?
    stop_docker_engine
    rm -rf "$folder"
    trap - EXIT
    return "$status"
}

# build_preset PRESET: configures and builds in build/PRESET.
build_preset() {
    cd "$repository"
    say "building the preset $1 in build/$1"
    cmake --preset "$1" --log-level=WARNING ||
        die "cmake could not configure the preset $1 (its message is above). 'scripts/deps --check' says what is missing; if build/$1 is from an older checkout, remove it"
    cmake --build --preset "$1" -j "$(build_jobs)" || die "the preset $1 does not build (the first error is above)"
}
