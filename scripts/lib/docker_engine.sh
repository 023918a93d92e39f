# shellcheck shell=bash
# A Docker engine for the time of a script, where none runs. Sourced after lib/common.sh.
#
#   docker_engine_answers            is there an engine where DOCKER_HOST, or else the usual socket, says?
#   start_docker_engine FOLDER       starts a private one below FOLDER and exports DOCKER_HOST
#   stop_docker_engine               stops it and removes all of it but its log, FOLDER/dockerd.log
#
# The private engine is told to leave the machine's firewall alone (--iptables=false): its NAT rules would put connection
# tracking into every packet's way, native rows' too. Ports published on 127.0.0.1 do not need them, docker-proxy serves those.
# It has a bridge of its own, so that it does not meet another engine's containers.

docker_engine_pid=""
docker_engine_folder=""
docker_engine_bridge=""

# dockerd and its iptables are programs of the system's administrator, whose folders not every PATH has.
docker_engine_path=$PATH:/usr/local/sbin:/usr/sbin:/sbin
docker_engine_have() { (PATH=$docker_engine_path && have "$1"); }

# docker_engine_address: the one that docker itself would ask.
docker_engine_address() { printf '%s\n' "${DOCKER_HOST:-unix:///var/run/docker.sock}"; }

# docker_engine_ping ADDRESS: bounded to 5 s. With curl, which needs no docker command, or with that.
docker_engine_ping() {
    case $1 in
    unix://*)
        [ -S "${1#unix://}" ] || return 1
        if have curl; then
            [ "$(curl --silent --max-time 5 --noproxy '*' --unix-socket "${1#unix://}" http://docker/_ping 2> /dev/null)" = OK ]
            return
        fi ;;
    esac
    have docker && DOCKER_HOST=$1 timeout 5 docker version --format '{{.Server.Version}}' > /dev/null 2>&1
}

docker_engine_answers() { docker_engine_ping "$(docker_engine_address)"; }

# docker_engine_problem FOLDER: prints why none can be started here; nothing if it can.
docker_engine_problem() {
    local longest=$1/exec/containerd/containerd-debug.sock.ttrpc
    if [ "$(uname -s)" != Linux ]; then
        printf 'dockerd runs on Linux only: start Docker Desktop or another engine and point DOCKER_HOST to it'
    elif ! docker_engine_have dockerd; then
        printf "dockerd is not installed: run 'scripts/runtimes install docker' (Debian and Ubuntu: apt-get install docker.io)"
    elif [ "$(id -u)" != 0 ]; then
        printf 'only root can start dockerd: start the engine of this machine (systemctl start docker) and join the group docker, or run this as root'
    elif [ "${#longest}" -gt 107 ]; then
        printf 'the folder %s is too deep: the path of a unix socket has at most 107 characters' "$1"
    fi
}

# The cgroup hierarchies that a container's init would have mounted. Those that are there are left as they are.
docker_engine_cgroups() {
    local controller
    if [ -f /sys/fs/cgroup/cgroup.controllers ] || grep -q ' - cgroup2\? ' /proc/self/mountinfo; then return; fi
    if mount -t cgroup2 cgroup2 /sys/fs/cgroup 2> /dev/null && grep -q memory /sys/fs/cgroup/cgroup.controllers; then return; fi
    umount /sys/fs/cgroup 2> /dev/null || true
    mount -t tmpfs -o mode=755 cgroup /sys/fs/cgroup || return
    while read -r controller _; do
        mkdir -p "/sys/fs/cgroup/$controller"
        mount -t cgroup -o "$controller" cgroup "/sys/fs/cgroup/$controller" || rmdir "/sys/fs/cgroup/$controller"
    done < <(awk '!/^#/ && $4 == 1 { print $1 }' /proc/cgroups)
}

# docker_engine_old_bridges: removes bridges of ours that no dockerd uses any more (their script was killed). One whose
# script still runs is left: its dockerd may be about to start. No pipe into grep -q here: under pipefail a program that ends
# while it is being read would make a bridge in use look like an old one.
docker_engine_old_bridges() {
    local name
    while read -r name; do
        if kill -0 "${name#wb}" 2> /dev/null; then continue; fi
        [ -n "$(grep -lzxF -- "$name" /proc/[0-9]*/cmdline 2> /dev/null)" ] || ip link del "$name" 2> /dev/null || true
    done < <(ip -o link show type bridge 2> /dev/null | sed -n 's/^[0-9]*: \(wb[0-9][0-9]*\)[:@].*/\1/p')
}

# docker_engine_make_bridge: sets docker_engine_bridge to a bridge of our own with a subnet nobody uses; leaves it empty where
# that cannot be done, and dockerd then makes its usual docker0.
docker_engine_make_bridge() {
    local name=wb$$ i subnet
    docker_engine_bridge=""
    have ip || return 0
    docker_engine_old_bridges
    for i in 0 1 2 3 4 5 6 7 8 9; do
        subnet=10.$((200 + ($$ + i) % 50)).$(($$ / 50 % 250 + i % 5))
        [ -z "$(ip -o addr show to "$subnet.0/24" 2> /dev/null)$(ip route show to match "$subnet.1" 2> /dev/null | grep -v '^default')" ] || continue
        ip link add name "$name" type bridge 2> /dev/null || return 0
        if ip addr add "$subnet.1/24" dev "$name" && ip link set "$name" up; then
            docker_engine_bridge=$name
            return 0
        fi
        ip link del "$name"
        return 0
    done
}

# docker_engine_try STORAGE: starts dockerd with that storage driver ("": its choice) and waits until it answers.
docker_engine_try() {
    local folder=$docker_engine_folder
    local -a options=(--data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/dockerd.pid"
        --host "unix://$folder/docker.sock" --iptables=false --ip6tables=false --ip-forward=false
        --log-driver json-file --live-restore=false)
    [ -z "$1" ] || options+=(--storage-driver "$1")
    [ -z "$docker_engine_bridge" ] || options+=(--bridge "$docker_engine_bridge")
    mkdir -p "$folder/tmp"
    printf -- '--- dockerd %s\n' "${options[*]}" >> "$folder/dockerd.log"
    # An empty configuration: the machine's own /etc/docker/daemon.json is for the machine's own engine.
    printf '{}\n' > "$folder/daemon.json"
    # Descriptors beyond stderr are not for a daemon: a lock or a pipe of the caller would stay open for as long as it lives.
    (
        for fd in /proc/self/fd/*; do
            fd=${fd##*/}
            [ "$fd" -le 2 ] || eval "exec $fd>&-" 2> /dev/null || true
        done
        cd "$folder"
        exec env -u NOTIFY_SOCKET PATH="$docker_engine_path" DOCKER_TMPDIR="$folder/tmp" setsid dockerd --config-file "$folder/daemon.json" "${options[@]}" \
            > /dev/null 2>> "$folder/dockerd.log" < /dev/null
    ) &
    docker_engine_pid=$!
    local deadline=$((SECONDS + 40))
    while [ "$SECONDS" -lt "$deadline" ]; do
        if docker_engine_ping "unix://$folder/docker.sock"; then return 0; fi
        kill -0 "$docker_engine_pid" 2> /dev/null || break
        sleep 0.1
    done
    docker_engine_end
    return 1
}

# docker_engine_end: ends the dockerd that docker_engine_try started: TERM, after a while KILL, each by pid.
docker_engine_end() {
    local deadline=$((SECONDS + 20)) pid
    [ -n "$docker_engine_pid" ] || return 0
    kill -TERM "$docker_engine_pid" 2> /dev/null || true
    while kill -0 "$docker_engine_pid" 2> /dev/null; do
        if [ "$SECONDS" -ge "$deadline" ]; then
            warn "dockerd ($docker_engine_pid) does not end within 20 s of SIGTERM; it is killed"
            kill -KILL "$docker_engine_pid" 2> /dev/null || true
            break
        fi
        sleep 0.1
    done
    wait "$docker_engine_pid" 2> /dev/null || true
    # What a killed dockerd leaves: its containerd and the shims, all of which name a file below the folder.
    while read -r pid; do
        if docker_engine_owns "$pid"; then kill -KILL "$pid" 2> /dev/null || true; fi
    done < <(docker_engine_helpers)
    docker_engine_pid=""
}

# docker_engine_helpers: pids of processes that name our folder as containerd, its shims, docker-proxy do.
docker_engine_helpers() {
    local file
    for file in /proc/[0-9]*/cmdline; do
        # Arguments are apart by NUL bytes; none of them has both a space and our folder. The process may have gone.
        if grep -qaF "$docker_engine_folder/exec/" "$file" 2> /dev/null; then
            file=${file%/cmdline}
            printf '%s\n' "${file##*/}"
        fi
    done
}

# docker_engine_owns PID: is it still one of them, and a program of the engine (not an editor that shows our log)?
docker_engine_owns() {
    case $(cat "/proc/$1/comm" 2> /dev/null) in
    containerd | containerd-shim* | docker-proxy | runc*) return 0 ;;
    esac
    return 1
}

# start_docker_engine FOLDER. Keep FOLDER short and on a disk with room for the images. 0: an engine answers at DOCKER_HOST.
start_docker_engine() {
    local problem storage
    if docker_engine_answers; then
        say "docker: an engine answers at $(docker_engine_address)"
        return 0
    fi
    docker_engine_folder=$(mkdir -p "$1" && cd "$1" && pwd) || return 1
    problem=$(docker_engine_problem "$docker_engine_folder")
    if [ -n "$problem" ]; then
        warn "docker: no engine answers at $(docker_engine_address), and none can be started here. $problem"
        return 1
    fi
    : > "$docker_engine_folder/dockerd.log"
    docker_engine_cgroups || warn "docker: the control groups could not be mounted; going on without"
    docker_engine_make_bridge
    # Its own choice is overlay2 nearly everywhere; vfs copies whole images but needs nothing of the file system.
    for storage in "" vfs; do
        if docker_engine_try "$storage"; then
            export DOCKER_HOST=unix://$docker_engine_folder/docker.sock
            say "docker: a private engine runs at $DOCKER_HOST${storage:+ (storage driver $storage)}; its log is $docker_engine_folder/dockerd.log"
            return 0
        fi
        [ -n "$storage" ] || warn "docker: dockerd does not start with its own choice of storage driver; trying vfs"
    done
    warn "docker: dockerd does not start. Its last words, from $docker_engine_folder/dockerd.log:"
    grep -v 'level=info' "$docker_engine_folder/dockerd.log" | tail -n 5 | sed 's/^/    /' >&2
    stop_docker_engine
    return 1
}

# stop_docker_engine: harmless where start_docker_engine started none. DOCKER_HOST is left unset.
stop_docker_engine() {
    local mounted
    [ -n "$docker_engine_folder" ] || return 0
    docker_engine_end
    # Mounts of killed containers, the deepest first.
    while read -r mounted; do
        umount -l "$mounted" 2> /dev/null || true
    done < <(awk -v root="$docker_engine_folder/" 'index($5, root) == 1 { print $5 }' /proc/self/mountinfo | sort -r)
    [ -z "$docker_engine_bridge" ] || ip link del "$docker_engine_bridge" 2> /dev/null || true
    rm -rf --one-file-system "$docker_engine_folder"/{data,exec,tmp,daemon.json,docker.sock,dockerd.pid}
    if [ "${DOCKER_HOST:-}" = "unix://$docker_engine_folder/docker.sock" ]; then unset DOCKER_HOST; fi
    docker_engine_folder=""
    docker_engine_bridge=""
}
