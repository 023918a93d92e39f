#!/bin/sh
# rebuild.sh CMAKE BUILD PREBUILT: the committed Wasm modules have the committed sums, and where the tools are those that
# PREBUILT/TOOLS names, the sources give the same bytes. Elsewhere the second half is skipped (exit status 4).
set -eu
cmake=$1
build=$2
prebuilt=$3

cd "$prebuilt"
if ! sums=$("$cmake" -E sha256sum ./*.wasm | sed 's, \./, ,' | diff SHA256SUMS -); then
    echo "$sums"
    echo "FAILED: a module in $prebuilt is not the one of SHA256SUMS: run workloads/prebuilt/update, or restore the file"
    exit 1
fi

tools=$build/workloads/built/TOOLS
if [ ! -f "$tools" ]; then
    echo "SKIPPED: no Wasm compiler here (the lines 'Wasm:' of the configure step say what is missing)"
    exit 4
fi
if ! difference=$(diff TOOLS "$tools"); then
    echo "SKIPPED: other tools than those that built the committed modules (< committed, > here):"
    echo "$difference"
    exit 4
fi

"$cmake" --build "$build" --target workloads_wasm
failed=0
for module in *.wasm; do
    if cmp "$module" "$build/workloads/built/$module"; then
        echo "$module: the same bytes"
    else
        failed=1
    fi
done
if [ "$failed" = 1 ]; then
    echo "FAILED: the sources no longer give the committed modules: run workloads/prebuilt/update and commit"
fi
exit "$failed"
