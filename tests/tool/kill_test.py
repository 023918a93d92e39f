"""Campaigns that are killed with SIGKILL at random moments, and gone on with.

    WASMBENCH_TOOL=build/dev/bin/wasmbench tests/tool/kill_test.py [KILLS] [--runtimes NAME,...] [--minutes M] [--seed S]

One runtime after the other has a campaign of its own killed, of those that are named (default: all that can be used here) in
turn. Each is compared with one of the same runtime that nobody killed: the same schedule, every trial once, every sample once, no
line lost of a trial that had ended; and nothing of the dead harness is left, after `wasmbench clean` (every other time, before it
goes on) or after the restart alone: no process, container, image, network namespace, interface, packet filter rule, control group,
listening port, temporary folder or record of a run. The seed is printed; the same seed kills at the same moments. ctest runs
WASMBENCH_KILLS of them on WASMBENCH_KILL_RUNTIMES; before a release 200 on all: about an hour and a half. --minutes ends it
sooner, after the kill that is under way."""

import argparse
import collections
import json
import os
import pathlib
import random
import re
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

    def ports(self):
        """The TCP ports at which its instances were reached."""
        raw = self.campaign() / "raw.jsonl" if self.campaign() else None
        ends = [r["endpoint"] for r in campaigns.records(raw) if r["type"] == "instance_ready"] if raw and raw.exists() else []
        return {int(m[1]) for m in (re.search(r":(\d+)(/|$)", str(e)) for e in ends) if m}

    def wait_for_trials(self, process):
        """Until the process has begun to write trials, or to write more of them; or has ended."""
        def size():
            folder = self.campaign()
            return (folder / "raw.jsonl").stat().st_size if folder and (folder / "raw.jsonl").exists() else 0
        before = size()
        while size() == before and process.poll() is None:
            time.sleep(0.005)

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


RUNTIMES = ["native", "wasmtime", "wasmtime-embedded", "wasmedge", "docker", "wasmcloud"]
MOST_ROWS = 4  # of a runtime: a lattice takes seconds to start


def usable_runtimes(scratch):
    status, out, err = scratch.run("doctor", "--json")
    require(status == 0, "doctor:", err)
    found = {f["name"] for f in json.loads(out)["findings"] if f["kind"] == "runtime" and f["usable"]}
    return [name for name in RUNTIMES if name in found]


def make_plan(scratch, runtime):
    arguments = ["study", "--print-plan", "--runtimes", runtime, "--workloads", "hello,http_service",
                 "--blocks", "1" if runtime == "wasmcloud" else "2", "--seed", "20"]
    if IS_ROOT:
        arguments += ["--firewall", "pair"]
    status, out, err = scratch.run(*arguments)
    require(status == 0, "study --print-plan:", err)
    plan = json.loads(out)
    # Short parts: many borders between them to be killed at. Rows with a firewall, services and programs, as far as there are such.
    plan["settings"].update(concurrent_requests=100, concurrent_seconds=0, sequential_requests=20)
    plan["settings"].pop("scaling", None)
    def kind(row):
        return (row["workload"], (row.get("firewall") or {}).get("kind"))
    chosen, seen = [], set()
    for row in sorted(plan["rows"], key=lambda row: kind(row) in seen or seen.add(kind(row)) or False):
        chosen.append(row)
    plan["rows"] = [row for row in plan["rows"] if row in chosen[:MOST_ROWS]]
    for row in plan["rows"]:
        row.pop("base_only", None)
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
    runs = scratch.folder / "state" / "wasmbench" / "runs"
    require(not runs.is_dir() or list(runs.iterdir()) == [], "records of runs are left")
    ports = scratch.ports()
    require(wait_until(lambda: not campaigns.listeners(ports, scratch.folder)), "somebody listens still at",
            campaigns.listeners(ports, scratch.folder))


def clean(scratch, harness):
    """Nothing of the dead harness is left after it, although nothing goes on."""
    status, out, err = scratch.run("clean")
    require(status == 0, "clean:", out, err)
    require(not campaigns.processes_with(f"WASMBENCH_OWNER={harness}."), "clean left processes:", out)
    require(list(scratch.temporary.iterdir()) == [], "clean left", *scratch.temporary.iterdir())
    require(wait_until(lambda: not any(campaigns.left_by(harness).values())), "clean left", campaigns.left_by(harness))


def kill_and_resume(scratch, reference, sequential, moments, cleans, before):
    """One campaign, killed at each of the moments after its start or its resumption. What was met, in words."""
    process = scratch.start("run", scratch.plan)
    met = []
    for among_trials, moment in moments:
        if among_trials:
            scratch.wait_for_trials(process)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        ended = process.returncode >= 0
        folder = scratch.campaign()
        kept = settled(folder / "raw.jsonl") if folder else []
        trials = sum(b'"type":"trial_ended"' in line for line in kept)
        what = "it was over" if ended else f"{trials} trials had ended" if folder else "no plan yet"
        met.append(f"{moment:.2f} s{' of trials' * among_trials}: {what}" + ", cleaned" * cleans)
        if cleans:
            clean(scratch, process.pid)
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


class Reference:
    """A campaign of one runtime that nobody killed."""

    def __init__(self, runtime):
        self.runtime = runtime
        self.went_on = self.failed = self.kills = 0
        scratch = Scratch()
        try:
            self.plan = make_plan(scratch, runtime)
            self.before = campaigns.mounted_namespaces()
            began = time.time()
            status, out, err = scratch.run("run", scratch.plan)
            whole = time.time() - began
            require(status == 0, "the campaign that nobody kills:", err)
            # The reports take a third of the time, and so does what is asked before the first trial: a few kills among them
            # are enough.
            plan_written = (scratch.campaign() / "plan.json").stat().st_mtime
            self.before_trials = plan_written - began
            self.trials = (scratch.campaign() / "raw.jsonl").stat().st_mtime - plan_written
            self.events = campaigns.records(scratch.campaign() / "raw.jsonl")
            check_nothing_left(scratch, self.before)
        finally:
            scratch.remove()
        firewall = any(r["key"].get("firewall", "off") != "off" for r in self.events if r["type"] == "trial_starting")
        print(f"{runtime}{', a firewall' * firewall}: {len(campaigns.schedule(self.events))} trials in "
              f"{self.trials:.1f} s after {self.before_trials:.1f} s, with the reports {whole:.1f} s", flush=True)

    def moment(self, chance, part):
        """(Whether from the first trial on, or else from the start; seconds)."""
        if chance.random() < 1 / 5:
            return False, chance.uniform(0, self.before_trials)
        return True, chance.uniform(0, part * self.trials)

    def kill_one(self, number, chance):
        # A third of them is killed again as it goes on.
        moments = [self.moment(chance, 1.1)]
        if chance.random() < 1 / 3:
            moments.append(self.moment(chance, 0.5))
        cleans = chance.random() < 1 / 2
        self.kills += len(moments)
        scratch = Scratch()
        try:
            scratch.plan.write_text(json.dumps(self.plan))
            met = kill_and_resume(scratch, self.events, self.plan["settings"]["sequential_requests"], moments, cleans, self.before)
            self.went_on += 1
            print(f"{number:4}: {self.runtime}: {met}", flush=True)
            scratch.remove()
        except Fault as fault:
            self.failed += 1
            print(f"{number:4}: {self.runtime}: FAILED, killed after {moments} s: {fault}\n      kept: {scratch.folder}", flush=True)
            for pid in campaigns.processes_with(scratch.folder):
                os.kill(pid, signal.SIGKILL)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kills", nargs="?", type=int, default=int(os.environ.get("WASMBENCH_KILLS", "10")),
                        help="campaigns that are killed, over all runtimes")
    parser.add_argument("--runtimes", default=os.environ.get("WASMBENCH_KILL_RUNTIMES", ""),
                        help="names, separated by commas; those that cannot be used here are left out with a word")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin no further one after that many")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2 ** 32))
    options = parser.parse_args()
    print(f"{options.kills} campaigns, seed {options.seed}", flush=True)
    chance = random.Random(options.seed)
    stop_at = time.monotonic() + 60 * options.minutes

    scratch = Scratch()
    try:
        usable = usable_runtimes(scratch)
        named = [name for name in options.runtimes.split(",") if name] or usable
        unknown = [name for name in named if name not in RUNTIMES]
        if unknown:
            parser.error(f"no such runtime: {', '.join(unknown)}; there are {', '.join(RUNTIMES)}")
        for name in named:
            if name not in usable:
                print(f"{name}: left out, it cannot be used here (wasmbench doctor says why)", flush=True)
        references = [Reference(name) for name in named if name in usable]
    except Fault as fault:
        print("FAILED:", fault)
        return 1
    finally:
        scratch.remove()

    began = 0
    for number in range(options.kills if references else 0):
        if time.monotonic() > stop_at:
            print(f"the {options.minutes:g} minutes are over")
            break
        references[number % len(references)].kill_one(number + 1, chance)
        began += 1
    for r in references:
        print(f"{r.runtime}: {r.went_on} of {r.went_on + r.failed} campaigns went on as if nobody had killed them ({r.kills} kills)")
    went_on = sum(r.went_on for r in references)
    print(f"in all: {went_on} of {began}")
    return 0 if began and went_on == began else 1


if __name__ == "__main__":
    sys.exit(main())
