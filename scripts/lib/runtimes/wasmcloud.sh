# shellcheck shell=bash disable=SC2034 # read by lib/runtime_install.sh
# wasmCloud 1.x: its host, wadm (the application manager) and the HTTP provider as a provider archive. Made from their
# crates by the small programs of adapters/wasmcloud/host.

version=1.9.0 # as the host says; its crate has a number of its own
crate=0.27.1
programs=(wasmcloud wadm)
files=(share/wasmcloud/http-server.par.gz)
archive=wasmcloud-host-$crate-x86_64-linux.tar.xz
archive_platform=x86_64-Linux
archive_sha256=de47991edef944ca85532aca541b4a17e7c7ea63ae70fb31a68609e85a9e455a
build_tool=rust
build_time="12 minutes on 2 cores"

build_into() {
    local target=$prefix/build/$name-$version
    say "$name $version: compiling host, wadm and HTTP provider with $(rustc --version), about $build_time"
    # The host's crate needs a larger recursion limit than it states, which only an unstable flag can give it.
    RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$target cargo build --release --locked \
        --manifest-path "$repository/adapters/wasmcloud/host/Cargo.toml" ||
        die "$name: cargo could not build it (its last lines are above). What is compiled so far is kept in $prefix/build: run the same command again to go on"
    mkdir -p "$1/bin" "$1/share/wasmcloud"
    cp "$target/release/wasmcloud" "$target/release/wadm" "$1/bin/"
    "$target/release/pack-provider" "$target/release/http-server" "$1/share/wasmcloud/http-server.par.gz" ||
        die "$name: the provider archive could not be written"
    rm -rf "$target"
}
