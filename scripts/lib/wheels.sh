# shellcheck shell=bash
# Programs and libraries out of PyPI's wheels, pinned by their sums. Sourced after lib/common.sh. The description of a runtime says
# `wheel_platform`, empty where there is no wheel for this machine.

# wheel_problem: prints why no wheel can be had here; nothing if one can.
wheel_problem() {
    if [ -z "$wheel_platform" ]; then
        printf 'PyPI has no wheel of it for %s' "$(uname -m)-$(uname -s)"
    elif ! have python3 || ! python3 -m pip --version > /dev/null 2>&1; then
        printf 'python3 with pip is not here (Debian: apt-get install python3-pip)'
    fi
}

# download_wheel PACKAGE DIR: that of the runtime's version.
download_wheel() {
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
        --platform "$wheel_platform" --dest "$2" "$1==$version" ||
        die "$name: pip could not download the wheel $1 $version (its message is above). Is the network there?"
}

# checked_sum FILE SUM
checked_sum() {
    [ "$(sha256_of "$1")" = "$2" ] || die "$name: ${1##*/} is not the file that is pinned: its SHA-256 is $(sha256_of "$1"), expected $2"
}
