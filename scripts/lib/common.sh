# shellcheck shell=bash
# What every script of this folder needs: talking to the person, and a few questions to the machine.
# Sourced, never run. The caller has set -euo pipefail.

# shellcheck disable=SC2034 # read by the scripts
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }

# die MESSAGE [STATUS]: the one clear line with which a script gives up. Default status 1.
die() {
    warn "${0##*/}: $1"
    exit "${2:-1}"
}

have() { command -v "$1" > /dev/null 2>&1; }

# The header comment of the running script is its help.
show_help() {
    sed -n '2,/^[^#]/ { s/^# \{0,1\}//p; }' "$0"
}

# usage_error MESSAGE: for arguments that make no sense; the same status 2 as the wasmbench command.
usage_error() { die "$1. See ${0##*/} --help" 2; }

# version_in TEXT: the first dotted number in TEXT ("wasmtime 48.0.8 (a1b2 2026)" -> 48.0.8), or nothing.
version_in() {
    if [[ $1 =~ [0-9]+(\.[0-9]+)+ ]]; then printf '%s\n' "${BASH_REMATCH[0]}"; fi
}

# at_least HAVE WANTED: is the dotted version HAVE not older than WANTED?
at_least() {
    [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

sha256_of() {
    local sum
    if have sha256sum; then sum=$(sha256sum < "$1"); else sum=$(shasum -a 256 < "$1"); fi
    printf '%s\n' "${sum%% *}"
}
