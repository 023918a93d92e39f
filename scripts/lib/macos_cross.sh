# shellcheck shell=bash
# The folder that cmake/toolchains/aarch64-macos-zig.cmake compiles with, and a look at what comes out. Sourced by
# scripts/cross-macos after lib/common.sh and lib/zig.sh.

macos_target=aarch64-macos.13.0

# wrapper FILE TOOL [ARGUMENT]...: a program that runs zig as TOOL. Left alone if it is as it should be.
wrapper() {
    local file=$1 text
    shift
    # Its cache goes beside it: the one in the home folder may be anybody's.
    text="#!/bin/sh
ZIG_GLOBAL_CACHE_DIR='$cross/cache' exec '$cross/zig/ziglang/zig' $* \"\$@\""
    [ "$(cat "$file" 2> /dev/null)" = "$text" ] && return
    printf '%s\n' "$text" > "$file"
    chmod 755 "$file"
}

# make_macos_cross FOLDER
make_macos_cross() {
    local cross=$1 toolchain=$repository/cmake/toolchains/aarch64-macos header package
    mkdir -p "$cross/bin" "$cross/include" "$cross/first" "$cross/lib/cmake"
    cp "$toolchain/float.h" "$cross/first/"
    install_zig "$cross/zig"
    # zig compiles C and C++ with checks of undefined behaviour unless told otherwise.
    wrapper "$cross/bin/aarch64-macos-clang" cc -target "$macos_target" -fno-sanitize=undefined "-I'$cross/first'"
    wrapper "$cross/bin/aarch64-macos-clang++" c++ -target "$macos_target" -fno-sanitize=undefined "-I'$cross/first'"
    wrapper "$cross/bin/aarch64-macos-ar" ar
    wrapper "$cross/bin/aarch64-macos-ranlib" ranlib
    # Links to these folders alone: with the host's whole include folder its C library would come along.
    for header in boost nlohmann fmt CLI; do
        [ -d "/usr/include/$header" ] || die "the headers /usr/include/$header are not here. Run 'scripts/deps'"
        ln -sfn "/usr/include/$header" "$cross/include/$header"
    done
    for header in zlib.h zconf.h; do
        ln -sf "$cross/zig/ziglang/lib/libc/include/any-darwin-any/$header" "$cross/include/$header"
    done
    cp "$toolchain/libz.tbd" "$cross/lib/"
    for package in fmt nlohmann_json CLI11; do
        mkdir -p "$cross/lib/cmake/$package"
        cp "$toolchain/$package"Config*.cmake "$cross/lib/cmake/$package/"
    done
}

# check_macos_products FOLDER: every library and program below it is Mach-O for arm64; dies if one is not, or if there is none.
check_macos_products() {
    local one kind wrong=0 libraries=0 programs=0
    while IFS= read -r one; do
        kind=$(python3 "$repository/scripts/lib/macho.py" "$one") || { warn "$one: $kind"; wrong=$((wrong + 1)); continue; }
        case $one in
        *.a) libraries=$((libraries + 1)) ;;
        *) programs=$((programs + 1)) ;;
        esac
        say "${one#"$1/"}: $kind"
    done < <(find "$1" \( -name '*.a' -o -path '*/bin/*' -o -name '*.dylib' \) -type f -not -path '*/CMakeFiles/*' | sort)
    [ "$wrong" -eq 0 ] || die "$wrong products are no Mach-O files for arm64 (above)"
    [ "$libraries" -gt 0 ] && [ "$programs" -gt 0 ] || die "$1 holds $libraries libraries and $programs programs: nothing was built"
    say "cross-macos: $libraries libraries and $programs programs for macOS on arm64; compiled and linked, not run"
}
