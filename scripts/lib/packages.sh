# shellcheck shell=bash
# Which Debian or Ubuntu packages the project needs. Sourced by scripts/deps.
#
# A requirement is one word: PACKAGE, PACKAGE>=VERSION, or alternatives A|B|C of which the first is installed if none is there.

# requirements_of GROUP CODENAME: one requirement per line. (The group rust goes by PATH, see lib/rust.sh: most people's Rust is
# no package.) Tried on bare bookworm and trixie; noble's
# names have not been tried.
requirements_of() {
    # Releases that are not named get the names without a number, which the newer ones have.
    local boost="libboost-dev>=1.81" catch2="libcatch2-dev>=3" clang="" number
    case $2 in
    bookworm) boost=libboost1.81-dev clang=14 ;; # its libboost-dev is 1.74
    trixie) boost="libboost1.83-dev|libboost1.88-dev" clang=19 ;;
    noble) boost=libboost1.83-dev catch2="catch2>=3" clang=18 ;;
    esac
    number=${clang:+$clang-}
    case $1 in
    build)
        printf '%s\n' g++ cmake ninja-build ccache git ca-certificates xz-utils python3 \
            "$boost" nlohmann-json3-dev libcli11-dev libfmt-dev libnats-dev libssl-dev zlib1g-dev "$catch2" nftables iproute2 ;;
    # What scripts/runtimes needs to fetch and fit what it installs. redis-tools: the store's program without the service
    # that the package redis-server would start.
    runtimes) printf '%s\n' curl patchelf python3-pip debian-archive-keyring redis-tools ;;
    wasm)
        printf '%s\n' clang lld wasi-libc "libclang-rt-${number}dev-wasm32" "libc++-${number}dev-wasm32"
        # The packages without a number depend on this one.
        [ -z "$clang" ] || printf '%s\n' "libc++abi-$clang-dev-wasm32" ;;
    report) printf '%s\n' librsvg2-bin fonts-dejavu-core ;;
    # On Ubuntu that name is a snap; what counts there is a browser in PATH.
    browser) [ "$2" = noble ] || printf '%s\n' chromium ;;
    docs) printf '%s\n' doxygen ;;
    consumer) printf '%s\n' 'pkgconf|pkg-config' dpkg-dev python3-venv ;;
    # Google Benchmark with compare.py, HdrHistogram for Java, and what the tools that are no packages are installed with.
    exports) printf '%s\n' libbenchmark-dev libbenchmark-tools libhdrhistogram-java python3-venv ;;
    tidy) printf '%s\n' clang clang-tidy clang-format ;;
    # libFuzzer and the sanitizers of clang, and llvm-symbolizer for their stacks.
    fuzz) printf '%s\n' clang "libclang-rt-${number}dev" "llvm${clang:+-$clang}" ;;
    esac
}

# missing_of REQUIREMENT...: prints those that dpkg does not list as installed. One call of dpkg-query: this is the quick path.
missing_of() {
    local requirement word name state version
    local -A installed=()
    local -a names=()
    for requirement in "$@"; do
        for word in ${requirement//|/ }; do names+=("${word%%>=*}"); done
    done
    while read -r state name version; do
        if [ "$state" = installed ]; then installed[$name]=$version; fi
    done < <(dpkg-query -W -f '${db:Status-Status} ${Package} ${Version}\n' "${names[@]}" 2> /dev/null || true)
    for requirement in "$@"; do
        for word in ${requirement//|/ }; do
            name=${word%%>=*}
            [ -n "${installed[$name]:-}" ] || continue
            [ "$word" = "$name" ] || dpkg --compare-versions "${installed[$name]}" ge "${word#*>=}" || continue
            continue 2
        done
        printf '%s\n' "$requirement"
    done
}

# package_of REQUIREMENT: the package that is installed for it.
package_of() {
    local first=${1%%|*}
    printf '%s\n' "${first%%>=*}"
}

# candidate_of PACKAGE [APT OPTION...]: the version that apt would install; nothing if it knows none.
candidate_of() {
    local package=$1 version
    shift
    version=$(apt-cache "$@" policy "$package" | sed -n 's/^  Candidate: //p')
    [ "$version" = "(none)" ] || printf '%s' "$version"
}
