# shellcheck shell=bash
# Programs out of packages of another Debian release, into a private folder: neither the system's packages nor its apt
# configuration are touched, and no root is needed. Sourced by scripts/runtimes after lib/common.sh.

debian_keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# debian_packages_problem: prints why it cannot work here; nothing if it can.
debian_packages_problem() {
    local tool
    for tool in apt-get dpkg-deb patchelf; do
        have "$tool" || { printf '%s is not here (scripts/deps installs patchelf; the other two belong to Debian and Ubuntu)' "$tool"; return; }
    done
    [ -r "$debian_keyring" ] || printf '%s is missing, by which the packages are checked (apt-get install debian-archive-keyring)' "$debian_keyring"
}

# debian_mirror: where this system gets Debian from, so that a proxy or mirror it is set up for is used here too.
debian_mirror() {
    local file uri
    for file in "${apt_etc:-/etc/apt}"/sources.list "${apt_etc:-/etc/apt}"/sources.list.d/*; do
        [ -f "$file" ] || continue
        uri=$(awk '$1 == "URIs:" || $1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /^https?:.*\/debian\/?$/) { print $i; exit } }' "$file")
        if [ -n "$uri" ]; then
            printf '%s\n' "$uri"
            return
        fi
    done
    printf 'http://deb.debian.org/debian\n'
}

# unpack_debian_packages RELEASE FOLDER PACKAGE=VERSION...: the packages with all they depend on, unpacked below
# FOLDER/root. apt checks the release's signature and every package's sum.
unpack_debian_packages() {
    local release=$1 folder=$2 architecture package
    shift 2
    architecture=$(dpkg --print-architecture)
    mkdir -p "$folder/parts" "$folder/lists/partial" "$folder/archives/partial" "$folder/root"
    : > "$folder/status" # nothing counts as installed: what is unpacked shall not lean on the system's libraries
    printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' \
        "$(debian_mirror)" "$release" "$debian_keyring" > "$folder/parts/$release.sources"
    local -a options=(-q -q -o "Dir::Etc::SourceParts=$folder/parts" -o Dir::Etc::SourceList=/dev/null
        -o "Dir::State=$folder" -o "Dir::State::status=$folder/status" -o "Dir::Cache=$folder"
        -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User="$(id -un)"
        -o Debug::NoLocking=1 -o Acquire::Languages=none -o Acquire::Retries=3
        -o "APT::Architecture=$architecture" -o "APT::Architectures=$architecture")
    apt-get "${options[@]}" update ||
        die "$name: Debian $release's package lists could not be fetched from $(debian_mirror) (apt's message is above). Is the network there?"
    apt-get "${options[@]}" -y --no-install-recommends --download-only install "$@" ||
        die "$name: Debian $release's packages $* could not be fetched (apt's message is above); a newer version may have taken their place there"
    for package in "$folder"/archives/*.deb; do dpkg-deb -x "$package" "$folder/root"; done
}
