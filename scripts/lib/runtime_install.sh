# shellcheck shell=bash
# How one runtime gets into the private prefix. Sourced by scripts/runtimes after lib/common.sh and lib/rust.sh.
#
# Each runtime is one file lib/runtimes/NAME.sh. select_runtime sources it; afterwards these describe the runtime:
#   version           pinned version
#   programs          what it puts into $prefix/bin, the first being the one that `path` names and `--version` is asked of
#   files             what else it puts below $prefix ("share/wasmcloud/http-server.par.gz"; a folder with all that is in it)
#   minimum           the oldest version on PATH that will do; empty: any
#   archive, archive_platform, archive_sha256   the prebuilt archive (everything at its top, without folders), for which
#                     `uname -m`-`uname -s`; empty: there is none
#   build_tool, build_time   what makes it (TOOL_problem, as in lib/rust.sh, knows whether it is there), and how long; no
#                     build_time: nothing is compiled
#   optional          yes: `install all` and a study without names leave it out
#   build_into DIR    function: makes DIR/bin/PROGRAM and DIR/FILE
# and these functions where the ones below do not fit: version_in_folder DIR; install_runtime, list_runtime, print_path and
# verify_runtime for what lives outside of the prefix.
# The functions run in a subshell per runtime, so that nothing of one description is left over for the next.

prefix=${WASMBENCH_PREFIX:-${XDG_CACHE_HOME:-${HOME:?HOME is not set, so the private prefix has no place: set WASMBENCH_PREFIX}/.cache}/wasmbench}
case $prefix in
/*) ;;
*) prefix=$PWD/$prefix ;; # what `path` prints is used from other folders
esac
descriptions=$repository/scripts/lib/runtimes

runtime_names() {
    local file
    for file in "$descriptions"/*.sh; do
        file=${file##*/}
        printf '%s\n' "${file%.sh}"
    done
}

# default_names: those that `all` stands for.
default_names() {
    local one
    for one in $(runtime_names); do (select_runtime "$one" && [ -z "$optional" ]) && printf '%s\n' "$one"; done
    return 0
}

# select_runtime NAME
select_runtime() {
    [ -f "$descriptions/$1.sh" ] ||
        usage_error "no runtime is called '$1' here; known: $(runtime_names | paste -sd ' ')"
    name=$1
    receipt=$prefix/receipts/$name
    programs=() files=() minimum="" archive="" archive_platform="" archive_sha256="" build_time="" optional=""
    # shellcheck source=runtimes/wasmtime.sh
    source "$descriptions/$name.sh"
}

# main_file: what `path` prints, below the prefix.
main_file() { if [ "${#programs[@]}" -gt 0 ]; then printf 'bin/%s\n' "${programs[0]}"; else printf '%s\n' "${files[0]}"; fi; }

# installed_files DIR: everything of this runtime below DIR that has bytes of its own, one relative path per line.
installed_files() {
    local one
    for one in "${programs[@]}"; do printf 'bin/%s\n' "$one"; done
    for one in "${files[@]}"; do (cd "$1" && find "$one" -type f | sort) || return 1; done
}

# The program on PATH, unless PATH leads into the prefix itself.
on_path() {
    local program
    [ "${#programs[@]}" -gt 0 ] || return 1
    program=$(command -v "${programs[0]}") && [ "$program" != "$prefix/bin/${programs[0]}" ] && printf '%s\n' "$program"
}

# version_of PROGRAM: what it answers to --version; fails if it does not run.
version_of() {
    local answer
    answer=$(timeout 20 "$1" --version 2> /dev/null < /dev/null) || return 1
    version_in "$answer"
}

# version_in_folder DIR: the version of what was made in DIR; fails if it does not run.
version_in_folder() { version_of "$1/bin/${programs[0]}"; }

# usable_on_path: prints "PROGRAM VERSION" of a program on PATH that runs. One that does not run is mentioned and passed over.
usable_on_path() {
    local program found
    program=$(on_path) || return 1
    if ! found=$(version_of "$program") || [ -z "$found" ]; then
        warn "$name: $program is on PATH but does not answer to --version; it is passed over"
        return 1
    fi
    if [ -n "$minimum" ] && ! at_least "$found" "$minimum"; then
        warn "$name: $program is $found, older than the $minimum that is needed; it is passed over"
        return 1
    fi
    printf '%s %s\n' "$program" "$found"
}

# in_prefix: is the pinned version in the prefix, as its receipt says, every byte of it? Quiet; the reason goes to `damage`.
in_prefix() {
    damage="not installed"
    [ -f "$receipt" ] || return 1
    local key value file
    while read -r key value file; do
        case $key in
        version)
            if [ "$value" != "$version" ]; then
                damage="version $value is in $prefix, pinned is $version"
                return 1
            fi ;;
        sha256)
            if [ ! -f "$prefix/$file" ] || [[ $file == bin/* && ! -x $prefix/$file ]]; then
                damage="$prefix/$file is gone or cannot be run"
                return 1
            fi
            if [ "$(sha256_of "$prefix/$file")" != "$value" ]; then
                damage="$prefix/$file is damaged: its SHA-256 is not the one written down when it was installed"
                return 1
            fi ;;
        esac
    done < "$receipt"
}

# cached_archive: prints the path of a matching archive in WASMBENCH_RUNTIME_CACHE; fails where there is none for this machine.
cached_archive() {
    [ -n "${WASMBENCH_RUNTIME_CACHE:-}" ] && [ -n "$archive" ] || return 1
    [ "$(uname -m)-$(uname -s)" = "$archive_platform" ] || return 1
    [ -f "$WASMBENCH_RUNTIME_CACHE/$archive" ] && printf '%s\n' "$WASMBENCH_RUNTIME_CACHE/$archive"
}

# no_archive: says in words why cached_archive found none.
no_archive() {
    if [ -z "$archive" ]; then
        printf 'there is no prebuilt archive of it'
    elif [ -z "${WASMBENCH_RUNTIME_CACHE:-}" ]; then
        printf 'WASMBENCH_RUNTIME_CACHE names no folder with prebuilt archives'
    elif [ "$(uname -m)-$(uname -s)" != "$archive_platform" ]; then
        printf 'the pinned archive is for %s, this is %s' "$archive_platform" "$(uname -m)-$(uname -s)"
    else
        printf '%s is not in %s' "$archive" "$WASMBENCH_RUNTIME_CACHE"
    fi
}

# unpack_archive FILE DIR. A wrong sum is the end, not a reason to compile quietly: somebody should look at that folder.
unpack_archive() {
    local sum
    sum=$(sha256_of "$1")
    [ "$sum" = "$archive_sha256" ] || die "$name: $1 is not the archive that is pinned: its SHA-256 is
    $sum, expected
    $archive_sha256.
    Replace that file, or unset WASMBENCH_RUNTIME_CACHE to compile it."
    say "$name $version: unpacking $1 ($(du -h "$1" | cut -f 1)), sum as pinned"
    mkdir -p "$2/bin"
    tar -xJf "$1" -C "$2/bin" || die "$name: cannot unpack $1 into $2/bin: is xz installed, and is there room? (scripts/deps installs xz-utils)"
    local one
    for one in "${files[@]}"; do
        mkdir -p "$2/$(dirname "$one")"
        mv "$2/bin/$(basename "$one")" "$2/$one" || die "$name: $1 does not hold $(basename "$one")"
    done
}

# install_crate CRATE DIR: for the descriptions. Needs the network. An interrupted build goes on where it stopped.
install_crate() {
    say "$name $version: compiling the crate $1 with $(rustc --version), about $build_time"
    CARGO_TARGET_DIR=$prefix/build/$name-$version \
        cargo install "$1" --version "$version" --locked --no-track --force --root "$2" ||
        die "$name: cargo could not build $1 $version (its last lines are above). What is compiled so far is kept in $prefix/build: run the same command again to go on"
    rm -rf "$prefix/build/$name-$version"
}

# build_source: what made it, for the receipt.
build_source() {
    case $build_tool in
    rust) printf 'cargo install, %s' "$(rustc --version)" ;;
    go) go version ;;
    *) printf '%s' "$build_tool" ;;
    esac
}

# move_in DIR SOURCE: from the staging folder to the prefix, one rename per program and file or folder, the receipt last.
move_in() {
    local one found sums=""
    found=$(version_in_folder "$1") || die "$name: what came from $2 does not run on this machine ($1)"
    [ "$found" = "$version" ] || die "$name: what came from $2 says it is $found, expected $version"
    for one in "${programs[@]}"; do chmod 755 "$1/bin/$one"; done
    while read -r one; do sums+="sha256 $(sha256_of "$1/$one") $one"$'\n'; done < <(installed_files "$1")
    mkdir -p "$prefix/bin" "$prefix/receipts"
    rm -f "$receipt"
    for one in "${programs[@]}"; do mv -f "$1/bin/$one" "$prefix/bin/$one"; done
    for one in "${files[@]}"; do
        mkdir -p "$prefix/$(dirname "$one")"
        rm -rf "${prefix:?}/$one"
        mv -f "$1/$one" "$prefix/$one"
    done
    printf 'version %s\nsource %s\ninstalled %s\n%s' "$version" "$2" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$sums" > "$1/receipt"
    mv -f "$1/receipt" "$receipt"
}

# install_runtime: brings the selected runtime, or dies with the reason.
install_runtime() {
    local found started file problem stage=$prefix/staging/$name
    if found=$(usable_on_path); then
        say "$name: ${found#* } on PATH is used (${found% *}; pinned would be $version)"
        mkdir -p "$prefix/receipts"
        printf 'version %s\nsource PATH\nprogram %s\n' "${found#* }" "${found% *}" > "$receipt.on-path"
        return
    fi
    rm -f "$receipt.on-path"
    if in_prefix; then
        say "$name: $version is there ($prefix/$(main_file))"
        return
    fi
    [ ! -f "$receipt" ] || say "$name: $damage; installing it anew"

    mkdir -p "$prefix/staging" "$prefix/locks"
    # Two installs at once would compile the same thing twice; the second waits, then finds it done.
    exec 9> "$prefix/locks/$name"
    if have flock && ! flock -n 9; then
        say "$name: another install into $prefix is running; waiting for it"
        flock 9
        if in_prefix; then
            say "$name: $version is there ($prefix/$(main_file))"
            return
        fi
    fi
    rm -rf "$stage"
    mkdir "$stage"
    # shellcheck disable=SC2064 # the folder of now is meant
    trap "rm -rf '$stage'" EXIT
    started=$SECONDS
    if file=$(cached_archive); then
        unpack_archive "$file" "$stage"
        move_in "$stage" "archive $archive"
    else
        problem=$("${build_tool}_problem")
        [ -z "$problem" ] || die "$name $version cannot be had here. It is not on PATH, $(no_archive), and it cannot be made: $problem.
    Make one of these ways possible, then run 'scripts/runtimes install $name' again."
        build_into "$stage"
        move_in "$stage" "$(build_source)"
    fi
    say "$name: $version installed into $prefix in $((SECONDS - started)) s"
}
