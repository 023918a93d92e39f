# shellcheck shell=bash disable=SC2034 # read by lib/runtime_install.sh
# The store beside the workload kv_service. Debian's and Ubuntu's package redis-server would start a service that nobody asked
# for; redis-tools has the same program without it, under the name redis-check-rdb: it looks at the name it is called by. So
# what is installed here is a link to it, by the server's name.

version=7.0
programs=(redis-server)
build_tool=redis_tools

redis_tools_problem() { have redis-check-rdb || printf "no redis-check-rdb is on PATH (scripts/deps --with runtimes installs it with redis-tools)"; }

# The server's program on PATH, either kind.
redis_on_path() { on_path || command -v valkey-server; }

build_into() { die "redis-server is not built into a folder"; }

# linked: the link in the prefix leads to a program that answers.
linked() { [ -x "$prefix/bin/redis-server" ] && version_of "$prefix/bin/redis-server" > /dev/null; }

install_runtime() {
    local program problem
    if program=$(redis_on_path); then
        say "redis-server: $(version_of "$program") on PATH is used ($program)"
        return
    fi
    if linked; then
        say "redis-server: $(version_of "$prefix/bin/redis-server") is there ($prefix/bin/redis-server)"
        return
    fi
    problem=$(redis_tools_problem)
    [ -z "$problem" ] || die "redis-server cannot be had here: neither redis-server nor valkey-server is on PATH, and $problem"
    mkdir -p "$prefix/bin"
    ln -sf "$(command -v redis-check-rdb)" "$prefix/bin/redis-server"
    linked || die "redis-server: $(command -v redis-check-rdb) does not answer to --version by the name of redis-server. Put a redis-server or valkey-server on PATH"
    say "redis-server: $(version_of "$prefix/bin/redis-server") linked into $prefix ($(command -v redis-check-rdb) by the server's name)"
}

redis_state() {
    local program
    if program=$(redis_on_path); then
        printf '%s on PATH: %s' "$(version_of "$program")" "$program"
    elif linked; then
        printf '%s linked: %s' "$(version_of "$prefix/bin/redis-server")" "$prefix/bin/redis-server"
    else
        return 1
    fi
}
list_runtime() { printf '%-14s %-10s %s\n' "$name" "any" "$(redis_state || printf 'not installed')"; }
print_path() {
    if redis_on_path; then return; fi
    linked || die "redis-server is neither on PATH nor in $prefix. Run 'scripts/runtimes install redis-server'"
    say "$prefix/bin/redis-server"
}
verify_runtime() {
    local state
    state=$(redis_state) || die "redis-server: it is neither on PATH nor in $prefix. Run 'scripts/runtimes install redis-server'"
    say "redis-server: $state; a package of the system, its bytes are apt's"
}
