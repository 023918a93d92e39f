# shellcheck shell=bash
# zig, of which only the C and C++ compiler is used here, from PyPI's wheel `ziglang`, at a pinned version, in a private folder.
# Sourced by scripts/cross-macos.

zig_version=0.17.1
case $(uname -m)-$(uname -s) in
x86_64-Linux)
    zig_platform=manylinux_2_12_x86_64
    zig_sha256=ea6cc5d87b033cf0aedfbc8f9549a908cae6c50ac31f1698188fa48a74524b54 ;;
*) zig_platform="" zig_sha256="" ;;
esac

# install_zig FOLDER: FOLDER/ziglang/zig and its library; at once if that version is there.
install_zig() {
    local folder=$1 work wheel sum
    if [ "$(cat "$folder/version" 2> /dev/null)" = "$zig_version" ]; then return; fi
    [ -n "$zig_platform" ] || die "no wheel of zig is pinned for $(uname -m)-$(uname -s): cross-compile on x86_64 Linux"
    python3 -m pip --version > /dev/null 2>&1 || die "python3 with pip is not here. Run 'scripts/deps --with runtimes'"
    work=$folder.new
    rm -rf "$work"
    mkdir -p "$work"
    say "zig $zig_version: PyPI's wheel for $zig_platform (100 MB, 420 MB unpacked)"
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
        --platform "$zig_platform" --dest "$work" "ziglang==$zig_version" ||
        die "pip could not download the wheel ziglang $zig_version (its message is above). Is the network there?"
    wheel=$(echo "$work"/ziglang-*.whl)
    sum=$(sha256_of "$wheel")
    [ "$sum" = "$zig_sha256" ] || die "${wheel##*/} is not the file that is pinned: its SHA-256 is $sum, expected $zig_sha256"
    python3 -m zipfile -e "$wheel" "$work"
    rm "$wheel"
    chmod 755 "$work/ziglang/zig"
    printf '%s\n' "$zig_version" > "$work/version"
    rm -rf "$folder"
    mv "$work" "$folder"
}
