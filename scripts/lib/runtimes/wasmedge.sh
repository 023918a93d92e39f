# shellcheck shell=bash disable=SC2034 # read by lib/runtime_install.sh
# WasmEdge's command line with its library: Debian 13's packages and their closure, C library included, in a folder of the
# prefix. Thus it runs on older systems too, whose C library is too old for it, and nothing of the system changes.

version=0.14.1
programs=(wasmedge)
files=(lib/wasmedge)
build_tool=debian_packages
debian_version=0.14.1+dfsg-3.1

# Asked through its own loader: before the folder is in its place, the program does not find it.
version_in_folder() {
    local answer
    answer=$(timeout 20 "$1/lib/wasmedge/loader" --library-path "$1/lib/wasmedge" "$1/bin/wasmedge" --version 2> /dev/null) || return 1
    version_in "$answer"
}

build_into() {
    local work=$1/work
    say "$name $version: Debian 13's package with all it depends on, about 150 MB unpacked"
    unpack_debian_packages trixie "$work" "wasmedge=$debian_version"
    mkdir -p "$1/bin" "$1/lib/wasmedge"
    cp -P "$work"/root/usr/lib/*-linux-gnu/*.so* "$1/lib/wasmedge/"
    cp "$work/root/usr/bin/wasmedge" "$1/bin/wasmedge"
    mv "$1"/lib/wasmedge/ld-linux*.so* "$1/lib/wasmedge/loader"
    # An old-style rpath of the program also holds for the libraries of its libraries, unless they have one of their own.
    patchelf --remove-rpath "$(readlink -f "$1"/lib/wasmedge/libLLVM.so.*)"
    patchelf --set-interpreter "$prefix/lib/wasmedge/loader" --force-rpath --set-rpath "$prefix/lib/wasmedge" "$1/bin/wasmedge" ||
        die "$name: patchelf could not point the program to its own libraries"
    rm -rf "$work"
}
