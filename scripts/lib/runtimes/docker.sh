# shellcheck shell=bash disable=SC2034 # read by lib/runtime_install.sh
# The Docker engine. It is the one runtime that is a package of the system: a private copy would need root all the same.
# Installed through apt when no engine answers and no dockerd is there; never started here (scripts/study and scripts/test
# start a private one where none answers).

version=20.10
programs=(dockerd)
build_tool=apt

apt_problem() { have apt-get || printf 'this system has no apt-get'; }

version_in_folder() { version_of "$(command -v dockerd || printf /usr/sbin/dockerd)"; }

# shellcheck source=../docker_engine.sh
source "$repository/scripts/lib/docker_engine.sh"

# The answering engine's version; fails if none answers.
docker_engine_version() {
    local address
    address=$(docker_engine_address)
    case $address in
    unix://*) [ -S "${address#unix://}" ] || return 1 ;;
    *) return 1 ;;
    esac
    curl --silent --max-time 5 --noproxy '*' --unix-socket "${address#unix://}" http://docker/version 2> /dev/null |
        sed -n 's/.*"Version":"\([0-9][^"]*\)","ApiVersion.*/\1/p' | grep .
}

# What is there, in words; fails if it is nothing.
docker_state() {
    local engine found
    if engine=$(docker_engine_version); then
        printf 'engine %s answers on %s' "$engine" "$(docker_engine_address)"
    elif found=$(command -v dockerd || { [ -x /usr/sbin/dockerd ] && printf /usr/sbin/dockerd; }); then
        printf '%s is there (%s), no engine answers on %s' "$found" "$(version_of "$found")" "$(docker_engine_address)"
    else
        return 1
    fi
}

build_into() { die "docker is not built into a folder"; }

install_runtime() {
    local state problem
    if state=$(docker_state); then
        say "docker: $state"
        return
    fi
    problem=$(apt_problem)
    [ -z "$problem" ] || die "docker: no engine answers on $(docker_engine_address), dockerd is not here, and $problem. Install Docker the way your system does, then run this again"
    if [ "$(id -u)" -ne 0 ] && ! have sudo; then
        die "docker: installing the engine takes root, and there is no sudo here. Run 'apt-get install docker.io' as root"
    fi
    say "docker: no engine answers; installing the package docker.io with apt-get"
    # "|| true": the lists may be there already, and the install says it if they are not.
    system_apt update || true
    system_apt -y --no-install-recommends -o DPkg::Lock::Timeout=300 install docker.io iptables ||
        die "docker: apt-get could not install docker.io (its message is above)"
    say "docker: $(docker_state || printf 'docker.io is installed, but no dockerd is on PATH')"
}

system_apt() {
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive apt-get -q -q "$@"
    else
        sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -q "$@"
    fi
}

list_runtime() {
    printf '%-14s %-10s %s\n' "$name" "any" "$(docker_state || printf 'not installed')"
}
print_path() {
    command -v dockerd || { [ -x /usr/sbin/dockerd ] && printf '/usr/sbin/dockerd\n'; } ||
        die "dockerd is not here. Run 'scripts/runtimes install docker'"
}
verify_runtime() {
    local state
    state=$(docker_state) || die "docker: neither an engine nor dockerd is here. Run 'scripts/runtimes install docker'"
    say "docker: $state; a package of the system, its bytes are apt's"
}
