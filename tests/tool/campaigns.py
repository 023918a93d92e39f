"""What the tests of campaigns share: what a campaign left in the machine, and what its records say."""

import json
import os
import pathlib
import socket
import subprocess


def processes_with(text):
    """Pids of the living processes, but for this one, whose environment or command line holds `text`."""
    wanted = os.fsencode(str(text))
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            words = (entry / "environ").read_bytes() + b"\0" + (entry / "cmdline").read_bytes()
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z" and wanted in words:
            found.append(int(entry.name))
    return found


def control_groups(harness):
    """Folders of control groups that it has made."""
    names = (f"wasmbench-{harness}.", f"wasmbench-account-{harness}.")  # its own ones, and those of its containers
    return [folder for folder, _, _ in os.walk("/sys/fs/cgroup") if os.path.basename(folder).startswith(names)]


def interfaces(harness):
    """Network interfaces that it has made."""
    return [name for _, name in socket.if_nameindex() if name.startswith(f"wb{harness}x")]


def answer(*command):
    """What a tool prints; nothing where it is not there, or has nobody to ask."""
    try:
        asked = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout if asked.returncode == 0 else ""


def containers(harness, which=("--all",)):
    """Containers that it has made, ended ones too; with () for `which` only those that run."""
    owners = answer("docker", "ps", *which, "--filter", "label=wasmbench",
                    "--format", '{{.ID}} {{.Label "wasmbench.owner"}}')
    return [line for line in owners.splitlines() if line.partition(" ")[2].startswith(f"{harness}.")]


def images(harness):
    """Images that it has built, those in between too."""
    listed = set(answer("docker", "images", "--all", "--filter", "label=wasmbench", "--quiet", "--no-trunc").split())
    owner = '{{index .Config.Labels "wasmbench.owner"}}'
    return [i for i in listed if answer("docker", "inspect", "--format", owner, i).startswith(f"{harness}.")]


def listeners(ports, mark):
    """Those of the TCP ports at which somebody listens who is of ours: a process with `mark`, or a proxy of the engine."""
    held = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in pathlib.Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A":
                held.add((int(fields[1].rpartition(":")[2], 16), f"socket:[{fields[9]}]"))
    wanted = {inode: port for port, inode in held if port in ports}
    found = []
    for entry in pathlib.Path("/proc").iterdir() if wanted else ():
        try:
            inodes = {os.readlink(fd) for fd in (entry / "fd").iterdir()} if entry.name.isdigit() else set()
            words = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes() if inodes & wanted.keys() else b""
        except OSError:
            continue
        if os.fsencode(str(mark)) in words or b"docker-proxy" in words:
            found += [wanted[inode] for inode in inodes & wanted.keys()]
    return found


def mounted_namespaces():
    """Namespaces that a mount keeps alive; without one they go with the last process in them."""
    return [line for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines() if " - nsfs " in line]


def packet_filter_tables():
    """Those of this namespace that are named as ours are: ours belong into the namespaces of the instances."""
    return [line for line in answer("nft", "list", "tables").splitlines() if "wasmbench" in line]


def left_by(harness):
    """What a harness with that pid has made in the machine and is there now."""
    return {"control groups": control_groups(harness), "interfaces": interfaces(harness),
            "containers": containers(harness), "images": images(harness)}


def whole_lines(raw):
    """The lines of raw.jsonl that were written to their end."""
    return [line for line in raw.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]


def records(raw):
    return [json.loads(line) for line in whole_lines(raw)]


def schedule(events):
    """(row, block) of each trial, in the order in which they were begun."""
    def row(key):
        return tuple(sorted((k, v) for k, v in key.items() if k not in ("block", "trial", "concurrency")))
    return [(r["key"]["trial"], r["key"]["block"], row(r["key"])) for r in events if r["type"] == "trial_starting"]


def without_chain(event):
    """A line that was changed and is to be read all the same: of a file as it was before there were checks."""
    return {name: value for name, value in event.items() if name not in ("chain", "crc")}
