# shellcheck shell=bash
# Conan, with which a test makes and uses a Conan package of the library: a Python package in a folder of its own, so that the
# system's Python stays as it is. Sourced by scripts/deps after lib/common.sh.

conan_version=2.34.0
conan_folder=${WASMBENCH_PREFIX:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/wasmbench}/conan

# conan_is_here: on PATH, or in that folder and willing to run.
conan_is_here() { have conan || "$conan_folder/bin/conan" --version > /dev/null 2>&1; }

install_conan() {
    say "deps: will install Conan $conan_version into $conan_folder"
    rm -rf "$conan_folder"
    if ! python3 -m venv "$conan_folder" || ! "$conan_folder/bin/python3" -m pip install --quiet --disable-pip-version-check \
        "conan==$conan_version"; then
        rm -rf "$conan_folder"
        die "pip could not install Conan (its message is above). Is the network there? Without --with consumer it is not needed"
    fi
}
