# shellcheck shell=bash
# The tools that read what `wasmbench export` writes, at pinned versions, into a private folder; tests/tool/exports_test.py
# tries each. Sourced by scripts/deps after lib/common.sh and lib/go.sh. (compare.py and HdrHistogram for Java are packages.)

export_tools=${WASMBENCH_EXPORT_TOOLS:-${WASMBENCH_PREFIX:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/wasmbench}/export-tools}

benchstat_version=v0.0.0-20260908200009-22c9c6c9d4da
hyperfine_version=1.21.0
# What the others and hyperfine's scripts are made of. matplotlib and scipy: the scripts, compare.py. spdx-tools: scripts/sbom.
export_tools_python=(pyperf==2.10.0 prometheus-client==0.26.0 junitparser==5.0.3 hdrhistogram==0.10.8 numpy==2.4.6
    scipy==1.17.1 matplotlib==3.11.2 spdx-tools==0.8.5)

# What is written beside the Python tools: another set of versions is another installation.
python_tools_mark() { printf '%s\n' "${export_tools_python[@]}"; }

# missing_export_tools: those that are not there at their pinned versions, one per line.
missing_export_tools() {
    [ "$(cat "$export_tools/python/installed" 2> /dev/null)" = "$(python_tools_mark)" ] || python_tools_mark
    [ -x "$export_tools/benchstat-$benchstat_version" ] || printf 'benchstat-%s\n' "$benchstat_version"
    [ -f "$export_tools/hyperfine-$hyperfine_version/plot_whisker.py" ] || printf 'hyperfine-scripts-%s\n' "$hyperfine_version"
}

# Each fails, with a reason, where its tool cannot be had.
install_python_tools() {
    have python3 || { warn "deps: no python3, so none of ${export_tools_python[*]}"; return 1; }
    say "deps: ${export_tools_python[*]} into $export_tools/python"
    rm -rf "$export_tools/python"
    python3 -m venv "$export_tools/python" ||
        { warn "deps: python3 cannot make a virtual environment (apt-get install python3-venv)"; return 1; }
    "$export_tools/python/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: "${export_tools_python[@]}" ||
        { warn "deps: pip could not install them (its message is above)"; return 1; }
    python_tools_mark > "$export_tools/python/installed"
}

install_benchstat() {
    local program=$export_tools/benchstat-$benchstat_version problem
    problem=$(go_problem)
    [ -z "$problem" ] || { warn "deps: benchstat: $problem"; return 1; }
    say "deps: benchstat $benchstat_version into $export_tools"
    mkdir -p "$export_tools/go"
    GOBIN=$(cd "$export_tools/go" && pwd) go install "golang.org/x/perf/cmd/benchstat@$benchstat_version" ||
        { warn "deps: go could not install benchstat (its message is above)"; return 1; }
    mv "$export_tools/go/benchstat" "$program"
    ln -sfn "${program##*/}" "$export_tools/benchstat"
}

# The scripts are in hyperfine's crate, and cargo unpacks it without compiling anything.
install_hyperfine_scripts() {
    local folder=$export_tools/hyperfine-$hyperfine_version work
    have cargo || { warn "deps: no cargo, by which hyperfine's scripts are fetched (--with rust installs it)"; return 1; }
    say "deps: hyperfine's scripts $hyperfine_version into $export_tools"
    work=$(mktemp -d)
    mkdir "$work/src"
    : > "$work/src/lib.rs"
    printf '[package]\nname = "fetch"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\nhyperfine = "=%s"\n' \
        "$hyperfine_version" > "$work/Cargo.toml"
    (cd "$work" && cargo vendor --quiet crates > /dev/null) ||
        { rm -rf "$work"; warn "deps: cargo could not fetch hyperfine (its message is above)"; return 1; }
    mkdir -p "$folder"
    cp "$work"/crates/hyperfine/scripts/*.py "$folder/"
    rm -rf "$work"
    ln -sfn "${folder##*/}" "$export_tools/hyperfine"
}

# install_export_tools: what is missing and can be had; 1 if something could not.
install_export_tools() {
    local status=0 missing
    missing=$(missing_export_tools)
    mkdir -p "$export_tools"
    [[ $missing != *==* ]] || install_python_tools || status=1
    [[ $missing != *benchstat-* ]] || install_benchstat || status=1
    [[ $missing != *hyperfine-* ]] || install_hyperfine_scripts || status=1
    return "$status"
}
