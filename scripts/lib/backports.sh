# shellcheck shell=bash
# One package from a release's backports, without a change to the system's own apt configuration: a second set of apt's
# lists in a private folder, made from the system's sources with the suite replaced. So a mirror or a proxy that the
# machine is set up for is used here too. Sourced by scripts/deps.

# backports_sources CODENAME FOLDER: writes FOLDER/*.sources and *.list; fails if no source of the system names CODENAME.
backports_sources() {
    local codename=$1 folder=$2 file etc=${apt_etc:-/etc/apt} found=1
    for file in "$etc/sources.list" "$etc"/sources.list.d/*.list; do
        [ -f "$file" ] || continue
        # deb [options] URI SUITE components
        awk -v suite="$codename" '
            $1 == "deb" {
                at = 2
                if ($2 ~ /^\[/) { while (at <= NF && $at !~ /\]$/) at++; at++ }
                if ($(at + 1) == suite) { $(at + 1) = suite "-backports"; print }
            }' "$file" > "$folder/$(basename "$file" .list).list"
    done
    for file in "$etc"/sources.list.d/*.sources; do
        [ -f "$file" ] || continue
        # Stanzas of fields, apart by empty lines; a field goes on in lines that begin with a space (an embedded key).
        awk -v suite="$codename" '
            function flush() { if (fits && !off) printf "%sSuites: %s-backports\n\n", kept, suite; kept = ""; fits = 0; off = 0 }
            /^#/ { next }
            /^[[:space:]]*$/ { flush(); next }
            tolower($1) == "suites:" { for (i = 2; i <= NF; i++) if ($i == suite) fits = 1; next }
            tolower($1) == "types:" { kept = kept "Types: deb\n"; next }
            tolower($1) == "enabled:" { off = (tolower($2) == "no"); next }
            { kept = kept $0 "\n" }
            END { flush() }' "$file" > "$folder/$(basename "$file")"
    done
    for file in "$folder"/*; do
        if [ -s "$file" ]; then found=0; else rm -f "$file"; fi
    done
    return "$found"
}

# install_from_backports REQUIREMENT CODENAME, for example "libcatch2-dev>=3" bookworm.
install_from_backports() {
    local package wanted=${1#*>=} codename=$2 folder version
    package=$(package_of "$1")
    folder=$(mktemp -d "${TMPDIR:-/tmp}/wasmbench-backports.XXXXXX")
    # shellcheck disable=SC2064 # the folder of now is meant
    trap "as_root rm -rf '$folder'" EXIT
    chmod 755 "$folder" # apt's own user reads it
    mkdir -p "$folder/parts" "$folder/lists/partial" "$folder/archives/partial"
    backports_sources "$codename" "$folder/parts" ||
        die "no source in /etc/apt names the suite $codename, so $codename-backports, which has $1, cannot be derived from it. Install $package >= $wanted by hand"
    local -a options=(-o "Dir::Etc::SourceParts=$folder/parts" -o Dir::Etc::SourceList=/dev/null
        -o "Dir::State::lists=$folder/lists" -o "Dir::Cache::archives=$folder/archives"
        -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=)
    say "$package: this release has none >= $wanted; looking into $codename-backports (with apt lists of its own, yours stay as they are)"
    # A third party's source may well have no backports: what counts is whether the package turns up.
    as_root apt-get "${options[@]}" -q -q update || true
    version=$(candidate_of "$package" "${options[@]}")
    if [ -z "$version" ] || ! dpkg --compare-versions "$version" ge "$wanted"; then
        die "$package >= $wanted is needed, and $codename-backports does not give it (found: ${version:-nothing}; apt's messages are above). Is the network there? Otherwise install $package >= $wanted by hand"
    fi
    # Downloaded as root, since apt's own user may not write there; the signature is checked all the same.
    (cd "$folder/archives" && as_root apt-get "${options[@]}" -o APT::Sandbox::User=root -q -q download "$package=$version")
    # The system's own lists again, for whatever the package depends on.
    as_root apt-get "${apt_options[@]}" install "$folder"/archives/"$package"_*.deb
}
