"""Campaigns that are killed with SIGKILL at random moments, and gone on with.

    WASMBENCH_TOOL=build/dev/bin/wasmbench tests/tool/kill_test.py [KILLS] [--seed S]

Each is compared with one that nobody killed: the same schedule, every trial once, every sample once, no line lost of a
trial that had ended; and nothing of the dead harness is left: no process, container, network namespace, interface, packet
filter rule, control group or temporary folder. The seed is printed; the same seed kills at the same moments. ctest runs
WASMBENCH_KILLS of them (3); before a release 200: about half an hour."""

import argparse
import collections
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import campaigns

TOOL = os.environ["WASMBENCH_TOOL"]
LONGEST = 120  # seconds, of one campaign
IS_ROOT = os.geteuid() == 0


class Fault(Exception):
    pass


def require(condition, *words):
    if not condition:
        raise Fault(" ".join(map(str, words)))


class Scratch:
    """A folder in which a campaign has everything: its results, its temporary folders, its state."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="wasmbench-kill-test-"))
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()
        self.plan = self.folder / "plan.json"
        self.harnesses = []

    def start(self, *arguments):
        env = dict(os.environ, TMPDIR=str(self.temporary), XDG_STATE_HOME=str(self.folder / "state"))
        process = subprocess.Popen([TOOL, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=True, env=env, cwd=self.folder, start_new_session=True)
        self.harnesses.append(process.pid)
        return process

    def run(self, *arguments):
        process = self.start(*arguments)
        try:
            out, err = process.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            process.kill()
            raise Fault("did not end within", LONGEST, "s:", *process.communicate())
        return process.returncode, out, err

    def campaign(self):
        """The campaign's folder; None before its plan is in it."""
        found = list((self.folder / "results").glob("*/plan.json"))
        require(len(found) <= 1, "one campaign, not", found)
        return found[0].parent if found else None

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def usable_runtimes(scratch):
    status, out, err = scratch.run("doctor", "--json")
    require(status == 0, "doctor:", err)
    found = {f["name"] for f in json.loads(out)["findings"] if f["kind"] == "runtime" and f["usable"]}
    return [name for name in ("native", "wasmtime", "docker") if name in found]


def make_plan(scratch, runtimes):
    arguments = ["study", "--print-plan", "--runtimes", ",".join(runtimes), "--workloads", "hello,http_service",
                 "--blocks", "2", "--seed", "20"]
    if IS_ROOT:
        arguments += ["--firewall", "pair"]
    status, out, err = scratch.run(*arguments)
    require(status == 0, "study --print-plan:", err)
    plan = json.loads(out)
    # Short parts: many borders between them to be killed at.
    plan["settings"].update(concurrent_requests=100, concurrent_seconds=0, sequential_requests=20)
    plan["settings"].pop("scaling", None)
    scratch.plan.write_text(json.dumps(plan))
    return plan


def samples(events):
    """How many samples of each metric each trial has."""
    count = collections.Counter()
    for r in events:
        if r["type"] == "measured":
            key = r["key"]
            count[key["trial"], key["concurrency"], r["phase"], r["metric"]] += len(r["samples"])
    return count


def check_records(raw, reference, sequential):
    events = campaigns.records(raw)
    require(campaigns.schedule(events) == campaigns.schedule(reference), "another schedule than of the one nobody killed")
    ends = collections.Counter(r["key"]["trial"] for r in events if r["type"] == "trial_ended")
    trials = len(campaigns.schedule(reference))
    require(set(ends.values()) == {1} and len(ends) == trials, "not every trial has one end:", ends)
    lost = [r for r in events if r["type"] in ("failed", "discarded")]
    require(not lost, "trials were lost:", lost)
    for (trial, _, phase, metric), n in samples(events).items():
        if (phase, metric) == ("measure", "http/service_time"):
            require(n == sequential, n, "service times of trial", trial, "in place of", sequential)
    # Without its check, in which even the same measurement differs.
    lines = collections.Counter(json.dumps(campaigns.without_chain(r), sort_keys=True) for r in events if r["type"] == "measured")
    require(max(lines.values()) == 1, "a measurement is there twice")
    # What a trial measures is decided by its row, not by whether it was killed before; what disturbed it is not.
    def named(events):
        return {k for k in samples(events) if k[3] in ("start/ready", "http/service_time", "http/throughput",
                                                       "firewall/packets", "stop/duration")}
    require(named(events) == named(reference), "other metrics:", named(events) ^ named(reference))


def settled(raw):
    """The lines until the last trial's end: what a kill must not lose."""
    lines = campaigns.whole_lines(raw) if raw.exists() else []
    ends = [i for i, line in enumerate(lines) if json.loads(line)["type"] == "trial_ended"]
    return lines[:ends[-1] + 1] if ends else []


def wait_until(condition, seconds=10):
    """Whether it came true; the kernel takes apart what a dead process had after the process has gone."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def check_nothing_left(scratch, before):
    require(wait_until(lambda: not campaigns.processes_with(scratch.folder)), "processes are left:",
            *(pathlib.Path(f"/proc/{pid}/cmdline").read_bytes() for pid in campaigns.processes_with(scratch.folder)))
    require(list(scratch.temporary.iterdir()) == [], "temporary folders are left:", *scratch.temporary.iterdir())
    cells = scratch.folder / "state" / "wasmbench" / "network-cells"
    require(not cells.is_dir() or list(cells.iterdir()) == [], "cells are left in the journal")
    for harness in scratch.harnesses:
        require(wait_until(lambda: not any(campaigns.left_by(harness).values())), "of process", harness, "is left:",
                campaigns.left_by(harness))
    require(campaigns.mounted_namespaces() == before, "namespaces are left:", campaigns.mounted_namespaces())
    require(campaigns.packet_filter_tables() == [], "packet filter rules outside of the instances' namespaces")


def kill_and_resume(scratch, reference, sequential, moments, before):
    """One campaign, killed at each of the moments after its start or its resumption. What was met, in words."""
    process = scratch.start("run", scratch.plan)
    met = []
    for moment in moments:
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        ended = process.returncode >= 0
        folder = scratch.campaign()
        kept = settled(folder / "raw.jsonl") if folder else []
        trials = sum(b'"type":"trial_ended"' in line for line in kept)
        what = "it was over" if ended else f"{trials} trials had ended" if folder else "no plan yet"
        met.append(f"{moment:.2f} s: {what}")
        process = scratch.start("run", "--resume", folder) if folder else scratch.start("run", scratch.plan)
    try:
        out, err = process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        process.kill()
        raise Fault("the campaign that went on did not end:", *process.communicate())
    require(process.returncode == 0, "status", process.returncode, err)
    raw = scratch.campaign() / "raw.jsonl"
    require(campaigns.whole_lines(raw)[:len(kept)] == kept, "lines of trials that had ended were lost")
    check_records(raw, reference, sequential)
    check_nothing_left(scratch, before)
    return "; ".join(met)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kills", nargs="?", type=int, default=int(os.environ.get("WASMBENCH_KILLS", "10")))
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2 ** 32))
    options = parser.parse_args()
    print(f"{options.kills} campaigns, seed {options.seed}", flush=True)
    chance = random.Random(options.seed)

    first = Scratch()
    try:
        runtimes = usable_runtimes(first)
        plan = make_plan(first, runtimes)
        before = campaigns.mounted_namespaces()
        began = time.time()
        status, out, err = first.run("run", first.plan)
        whole = time.time() - began
        require(status == 0, "the campaign that nobody kills:", err)
        # The reports take a third of the time: a few kills among them are enough.
        trials = (first.campaign() / "raw.jsonl").stat().st_mtime - began
        reference = campaigns.records(first.campaign() / "raw.jsonl")
        check_nothing_left(first, before)
        firewall = any(r["key"].get("firewall", "off") != "off" for r in reference if r["type"] == "trial_starting")
        words = runtimes + ["a firewall"] * firewall
        print(f"{', '.join(words)}: {len(campaigns.schedule(reference))} trials in "
              f"{trials:.1f} s, with the reports {whole:.1f} s", flush=True)
    except Fault as fault:
        print("FAILED:", fault)
        return 1
    finally:
        first.remove()

    failed = 0
    for number in range(options.kills):
        # A third of them is killed again as it goes on.
        moments = [chance.uniform(0, 1.1 * trials)]
        if chance.random() < 1 / 3:
            moments.append(chance.uniform(0, trials / 2))
        scratch = Scratch()
        try:
            scratch.plan.write_text(json.dumps(plan))
            met = kill_and_resume(scratch, reference, plan["settings"]["sequential_requests"], moments, before)
            print(f"{number + 1:4}: {met}", flush=True)
            scratch.remove()
        except Fault as fault:
            failed += 1
            print(f"{number + 1:4}: FAILED, killed after {moments} s: {fault}\n      kept: {scratch.folder}",
                  flush=True)
            for pid in campaigns.processes_with(scratch.folder):
                os.kill(pid, signal.SIGKILL)
    print(f"{options.kills - failed} of {options.kills} went on as if nobody had killed them")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
