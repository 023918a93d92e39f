"""The wasmbench command as a person meets it: its exit status, its one clear line for what is wrong, and what it
leaves behind. Every test runs the built program; WASMBENCH_TOOL names it, WASMBENCH_TEST_BUILD its build tree."""

import csv
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

TOOL = os.environ["WASMBENCH_TOOL"]
BUILD = pathlib.Path(os.environ["WASMBENCH_TEST_BUILD"])
TARGET = BUILD / "bin" / "wasmbench-test-target"


def owned_processes(harness):
    """Processes that carry the mark of the harness with that pid in their environment."""
    mark = b"WASMBENCH_OWNER=%d." % harness
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            environment = (entry / "environ").read_bytes()
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z" and mark in environment:
            found.append(int(entry.name))
    return found


class ToolTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="wasmbench-tool-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()

    def start(self, *arguments, **environment):
        env = dict(os.environ, TMPDIR=str(self.temporary), XDG_STATE_HOME=str(self.folder / "state"), **environment)
        process = subprocess.Popen([TOOL, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=True, env=env, cwd=self.folder, start_new_session=True)
        self.pid = process.pid
        return process

    def run_tool(self, *arguments, timeout=120, **environment):
        process = self.start(*arguments, **environment)
        try:
            out, err = process.communicate(timeout=timeout)
        finally:
            if process.poll() is None:
                process.kill()
                process.communicate()
        return process.returncode, out, err

    def refused(self, *arguments, words, **environment):
        status, out, err = self.run_tool(*arguments, **environment)
        lines = [line for line in err.splitlines() if line]
        self.assertEqual(status, 2, err)
        self.assertEqual(len(lines), 1, "one line, not: " + err)
        for word in words:
            self.assertIn(word, lines[0])
        self.assertEqual(out, "")

    def workloads(self, name, **changes):
        """A folder with one workload like `name`'s, with some of its manifest changed."""
        manifest = json.loads((BUILD / "workloads" / name / "manifest.json").read_text())
        manifest["artifacts"] = {k: str(BUILD / v) for k, v in manifest["artifacts"].items()}
        manifest.update(changes)
        folder = self.folder / "workloads" / name
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(json.dumps(manifest))
        return folder.parent

    def target(self, mode):
        return str(TARGET) + "-" + mode

    def campaign(self):
        folders = list((self.folder / "results").iterdir())
        self.assertEqual(len(folders), 1, folders)
        return folders[0]

    def assert_nothing_left(self):
        self.assertEqual(list(self.temporary.iterdir()), [])
        self.assertEqual(owned_processes(self.pid), [])

    def test_unusable_input(self):
        self.refused(words=["study", "report", "load", "doctor"])
        self.refused("measure", words=["measure"])
        self.refused("study", "--profile", "fast", words=["--profile", "quick", "seed"])
        self.refused("study", "--runtimes", "wasmtme", words=["wasmtme", "expected one of docker, native, wasmcloud"])
        self.refused("study", "--workloads", "hallo", words=["hallo", "hello"])
        self.refused("study", "--blocks", "0", words=["--blocks"])
        self.refused("study", "--seed", "-1", words=["--seed"])
        self.refused("study", "--precision", "5", words=["--precision 5", "5%"])
        self.refused("study", "--precision", "throughput=5%", words=["throughput=5%", "http/throughput"])
        self.refused("study", "--precision", "5%", "--blocks", "3", words=["--precision", "--blocks"])
        self.refused("study", "--most-time", "5m", words=["--precision"])
        self.refused("study", "--precision", "5%", "--most-time", "0", words=["--most-time"])
        self.refused("study", "--warm-up", "soon", words=["--warm-up soon", "until-stable"])
        self.refused("study", "--page-cache", "hot", words=["--page-cache", "cold"])
        self.refused("study", "--firewall", "on", words=["--firewall", "none", "pair", "sweep"])
        self.refused("study", "--workloads-dir", "nowhere", words=["nowhere", "manifest.json"])
        self.refused("load", "127.0.0.1:80", words=["127.0.0.1:80", "http://"])
        self.refused("load", "http://127.0.0.1:1/", "-d", "-1", words=["--duration"])
        self.refused("load", "http://127.0.0.1:1/", "-c", "0", words=["connections"])
        self.refused("load", "http://127.0.0.1:1/", "-c", "-1", words=["connections"])
        self.refused("load", "http://127.0.0.1:1/", "-n", "-1", words=["requests"])
        self.refused("load", "http://192.0.2.1/", "-n", "1", words=["192.0.2.1", "--allow-remote"])
        self.refused("load", "http://no-such-name.invalid/", "-n", "1", words=["no-such-name.invalid"])
        here = ("load", "http://127.0.0.1:1/")
        self.refused(*here, "-R", "0", words=["rate"])
        self.refused(*here, "-R", "fast", words=["rate"])
        self.refused(*here, "-d", "10 parsecs", words=["duration"])
        self.refused(*here, "-c", "10000000", words=["connections = 10000000", "ulimit -n"])
        self.refused(*here, "--body-file", "/nonexistent/body", words=["/nonexistent/body", "can be read"])
        self.refused(*here, "--json", "/nonexistent/folder/x.json", words=["/nonexistent/folder/x.json", "does not exist"])
        self.refused(*here, "-R", "10", "--arrival", "sometimes", words=["sometimes", "poisson"])
        self.refused(*here, "--arrival", "poisson", words=["poisson", "-R"])
        self.refused(*here, "--slo", "p99<5", words=["p99<5"])
        self.refused(*here, "--find-limit", words=["--slo"])
        self.refused(*here, "--precision", "p99", words=["p99=5%"])
        self.refused(*here, "-H", "no colon", words=["no colon"])
        self.refused(*here, "--mix", "x", words=["WEIGHT:/PATH"])
        self.refused(*here, "-X", "GE T", words=["method"])
        self.assertFalse((self.folder / "results").exists(), "nothing is made before the input is known to be good")

    def test_a_folder_that_is_no_campaign(self):
        status, _, err = self.run_tool("report", self.folder)
        self.assertNotEqual(status, 0)
        self.assertIn("raw.jsonl", err)

    def test_results_that_cannot_be_written(self):
        (self.folder / "file").write_text("in the way")
        status, out, err = self.run_tool("study", "--out", self.folder / "file" / "results", "--blocks", "1")
        self.assertEqual(status, 3, err)
        self.assertIn(str(self.folder / "file"), err)
        self.assert_nothing_left()

    def test_a_study_and_its_report(self):
        status, out, err = self.run_tool("study", "--workloads", "hello", "--runtimes", "native", "--blocks", "2",
                                         "--seed", "7")
        self.assertEqual(status, 0, err)
        folder = self.campaign()
        self.assertIn(str(folder / "summary.md").removeprefix(str(self.folder) + "/"), out)
        for name in ("plan.json", "environment.json", "raw.jsonl", "summary.csv", "summary.md"):
            self.assertTrue((folder / name).stat().st_size > 0, name)
        self.assertEqual(json.loads((folder / "plan.json").read_text())["seed"], 7)
        self.assertEqual(os.stat(folder).st_mode & 0o777, 0o700)

        before = {n: (folder / n).read_bytes() for n in ("summary.csv", "summary.md")}
        for name in before:
            (folder / name).unlink()
        status, _, err = self.run_tool("report", folder)
        self.assertEqual(status, 0, err)
        for name, text in before.items():
            self.assertEqual((folder / name).read_bytes(), text, name + " is rebuilt from the raw data alone")
        self.assert_nothing_left()

    def records(self):
        return [json.loads(line) for line in (self.campaign() / "raw.jsonl").read_text().splitlines()]

    def assert_every_trial_has_one_end(self, records):
        kinds = [r["type"] for r in records]
        announced = next(r["trials"] for r in records if r["type"] == "session_starting")
        begun = {r["key"]["trial"] for r in records if r["type"] == "trial_starting"}
        lost = [r["key"]["trial"] for r in records if r["type"] in ("failed", "discarded")]
        self.assertEqual(len(lost), len(set(lost)))
        self.assertEqual(len(begun), kinds.count("trial_ended"))
        with open(self.campaign() / "summary.csv", newline="") as file:
            rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
        counted = {name: sum(int(row[name]) for row in rows) for name in ("trials", "failed", "discarded")}
        self.assertEqual(sum(counted.values()), len(begun))
        self.assertEqual(counted["failed"] + counted["discarded"], len(lost))
        return announced - len(begun)

    def test_a_study_that_ends_when_it_knows_enough(self):
        # So little precision that the noisiest machine reaches it, of what other work disturbs least.
        status, out, err = self.run_tool("study", "--workloads", "hello", "--runtimes", "native", "--precision",
                                         "cpu/usage=90%", "--most-blocks", "400")
        self.assertEqual(status, 0, err)
        records = self.records()
        stop = next(r for r in records if r["type"] == "session_stopped")
        self.assertEqual(stop["reason"], "satisfied", stop)
        self.assertEqual([row["satisfied"] for row in stop["rows"]], [True])
        self.assertLessEqual(stop["rows"][0]["relative_half_width"], 0.9)
        self.assertTrue(12 <= stop["blocks"] < 400, stop)
        self.assertEqual(self.assert_every_trial_has_one_end(records), 400 - stop["blocks"])
        self.assertIn(f"Stopped after {stop['blocks']} blocks", (self.campaign() / "summary.md").read_text())
        self.assertIn("stopped (satisfied)", err)

    def test_a_study_whose_time_is_up(self):
        status, out, err = self.run_tool("study", "--workloads", "hello", "--runtimes", "native", "--precision", "0.001%",
                                         "--most-time", "500ms")
        self.assertEqual(status, 0, err)
        records = self.records()
        self.assertEqual(next(r for r in records if r["type"] == "session_stopped")["reason"], "most-seconds")
        self.assertGreater(self.assert_every_trial_has_one_end(records), 0)
        self.assertIn("0.5 s were up", (self.campaign() / "summary.md").read_text())

    def test_page_cache_conditions_are_rows_of_their_own(self):
        # The program lies beside the build, which is taken to be on a disk; were it not, the trials are discarded.
        status, out, err = self.run_tool("study", "--workloads", "hello", "--runtimes", "native", "--blocks", "3",
                                         "--page-cache", "warm,cold")
        records = self.records()
        self.assertEqual(self.assert_every_trial_has_one_end(records), 0)
        self.assertEqual(status, 1 if any(r["type"] == "discarded" for r in records) else 0, err)
        seen = {}
        for r in records:
            if r["type"] == "measured" and r["metric"].startswith("page_cache/"):
                seen.setdefault((r["key"]["page_cache"], r["metric"]), set()).add(r["samples"][0][1])
        self.assertEqual(seen[("warm", "page_cache/resident")], seen[("warm", "page_cache/pages")])
        if ("cold", "page_cache/resident") in seen:
            self.assertEqual(seen[("cold", "page_cache/resident")], {0.0})
            self.assertGreater(min(seen[("cold", "page_cache/pages")]), 0)
        else:
            self.assertIn("discarded: native", err)
        with open(self.campaign() / "summary.csv", newline="") as file:
            rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
        self.assertEqual([row["page_cache"] for row in rows], ["warm", "cold"])

    firewall_study = ("study", "--workloads", "http_service", "--runtimes", "native", "--firewall", "pair", "--blocks")

    def firewall_reason(self, records):
        """Why rows with a firewall were skipped; None if they were run."""
        reasons = {r["reason"] for r in records if r["type"] == "skipped" and r["key"]["firewall"] != "off"}
        if not reasons:
            return None
        if os.geteuid() == 0 and os.environ.get("WASMBENCH_REQUIRE_RUNTIMES") == "1":
            self.fail(reasons)
        return "; ".join(reasons)

    def test_rows_with_a_firewall_count_their_packets_or_say_why_not(self):
        status, out, err = self.run_tool(*self.firewall_study, "2")
        self.assertEqual(status, 0, err)
        records = self.records()
        summary = (self.campaign() / "summary.md").read_text()
        self.assertIn("firewall chain of 1000", summary)
        packets = [r["samples"][0][1] for r in records if r["type"] == "measured" and r["metric"] == "firewall/packets"]
        if reason := self.firewall_reason(records):
            self.assertEqual(packets, [])
            self.assertIn("skipped: native", err)
            self.skipTest(reason)
        self.assertEqual(len(packets), 2)
        self.assertGreater(min(packets), 200)
        self.assertIn("### Firewall", summary)
        self.assert_nothing_left()
        self.assertEqual(list((self.folder / "state" / "wasmbench" / "network-cells").iterdir()), [])

    def test_the_old_method_goes_through_the_firewall_too(self):
        status, out, err = self.run_tool(*self.firewall_study, "1", "--old-method")
        self.assertEqual(status, 0, err)
        records = self.records()
        if reason := self.firewall_reason(records):
            self.skipTest(reason)
        if not shutil.which("curl"):
            self.skipTest("there is no program curl here")
        behind = [r for r in records if r.get("metric") == "old/cold_start" and r["key"]["firewall"] != "off"]
        self.assertEqual([r["type"] for r in behind], ["measured"] * 2, behind)

    def test_a_killed_study_with_a_firewall_is_cleared_away_by_the_next(self):
        journal = self.folder / "state" / "wasmbench" / "network-cells"
        process = self.start(*self.firewall_study, "1000")
        killed = process.pid
        try:
            deadline = time.monotonic() + 60
            # A cell of a trial, not the one in which it is tried out whether there can be any: with a process inside.
            while not (journal.is_dir() and list(journal.glob("*.cell")) and owned_processes(killed)):
                if process.poll() is not None or time.monotonic() > deadline:
                    break
                time.sleep(0.005)
        finally:
            process.kill()
            process.communicate()
        raw = self.campaign() / "raw.jsonl"
        records = [json.loads(line) for line in raw.read_text().splitlines(keepends=True) if line.endswith("\n")]
        if reason := self.firewall_reason(records):
            for orphan in owned_processes(killed):
                os.kill(orphan, signal.SIGKILL)
            self.skipTest(reason)
        links = lambda: [name for _, name in socket.if_nameindex() if name.startswith(f"wb{killed}x")]
        status, out, err = self.run_tool("study", "--workloads", "hello", "--runtimes", "native", "--blocks", "1", "--out",
                                         self.folder / "second")
        self.assertEqual(status, 0, err)
        self.assertIn("removed what a killed run had left", err)
        self.assertEqual(list(journal.iterdir()), [])
        deadline = time.monotonic() + 10
        while (links() or owned_processes(killed)) and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual(links(), [])
        self.assertEqual(owned_processes(killed), [])

    def test_a_service_is_warmed_up_until_it_is_stable(self):
        status, out, err = self.run_tool("study", "--workloads", "http_service", "--runtimes", "native", "--blocks", "1",
                                         "--warm-up", "until-stable")
        self.assertEqual(status, 0, err)
        warm = [r for r in self.records() if r["type"] == "measured" and r["phase"] == "warmup"]
        for endpoint in ("/", "/state"):
            of = {r["metric"]: [s[1] for s in r["samples"]] for r in warm if r["key"]["endpoint"] == endpoint}
            self.assertIn(of["warmup/stable"], ([1.0], [0.0]))
            self.assertEqual(of["warmup/requests"], [float(len(of["http/service_time"]))])
            self.assertTrue(100 <= of["warmup/requests"][0] <= 2000, of["warmup/requests"])

    def test_the_old_method_beside_ours(self):
        status, out, err = self.run_tool("study", "--workloads", "http_service", "--runtimes", "native", "--blocks", "1",
                                         "--old-method")
        self.assertEqual(status, 0, err)
        for endpoint in ("/", "/state"):
            of = {r["metric"]: [s[1] for s in r["samples"]] for r in self.records()
                  if r["type"] == "measured" and r["key"]["endpoint"] == endpoint}
            if shutil.which("curl"):
                self.assertEqual(len(of["old/latency"]), 50)
                self.assertGreater(min(of["old/latency"]), max(0.0, min(of["http/service_time"])))
                self.assertGreater(of["old/cold_start"][0], 0)
            self.assertGreater(of["old/rss"][0], 0)
        markdown = (self.campaign() / "summary.md").read_text()
        self.assertIn("## The old method beside ours", markdown)
        self.assertIn("pairs are too few for an interval of 95 %", markdown)
        self.assert_nothing_left()

    def test_the_old_method_without_its_curl(self):
        status, out, err = self.run_tool("study", "--workloads", "http_service", "--runtimes", "native", "--blocks", "1",
                                         "--old-method", WASMBENCH_CURL="/nonexistent/curl")
        self.assertEqual(status, 0, err)
        absent = {r["metric"]: r["reason"] for r in self.records() if r["type"] == "not_measured"}
        self.assertEqual(set(absent), {"old/cold_start", "old/latency", "old/throughput"})
        self.assertIn("there is no program curl here", (self.campaign() / "summary.md").read_text())

    def test_a_runtime_that_is_not_installed_is_a_row_with_its_reason(self):
        status, out, err = self.run_tool("study", "--runtimes", "native,wasmtime", "--workloads", "hello", "--blocks", "1",
                                         WASMBENCH_WASMTIME="/nonexistent/wasmtime")
        self.assertEqual(status, 0, err)
        self.assertIn("skipped: wasmtime", err)
        self.assertIn("/nonexistent/wasmtime", err)
        self.assertIn("/nonexistent/wasmtime", (self.campaign() / "summary.md").read_text())
        rows = [line for line in out.splitlines() if line.startswith("native")]
        self.assertTrue(rows, "the other rows still appear")

    def failing_row(self, workloads, *words, runtime="native", **environment):
        status, out, err = self.run_tool("study", "--workloads-dir", workloads, "--runtimes", runtime, "--blocks", "1",
                                         "--ready-within", "1.5", **environment)
        self.assertEqual(status, 1, err)
        failures = [line for line in err.splitlines() if line.startswith("failed:")]
        self.assertTrue(failures, err)
        for word in words:
            self.assertIn(word, failures[0])
        markdown = (self.campaign() / "summary.md").read_text().replace("\\", "")  # without its escapes
        self.assertIn(words[0], markdown)
        self.assert_nothing_left()
        shutil.rmtree(self.folder / "results")
        shutil.rmtree(workloads)

    def test_servers_that_fail(self):
        service = lambda mode: self.workloads("http_service", artifacts={"native": self.target(mode)})
        self.failing_row(service("die-early"), "ended before its first correct answer", "exit status 3", "last words",
                         "command:")
        self.failing_row(service("never-ready"), "no correct answer within", "http://127.0.0.1:", "1500 ms")
        self.failing_row(service("never-listen"), "no correct answer within", "refused")
        self.failing_row(service("wrong-answer"), "the answer was wrong", "not the answer", "expected")
        self.failing_row(self.workloads("http_service", artifacts={"native": "/nonexistent/server"}),
                         "/nonexistent/server", "missing")

    def test_programs_that_fail(self):
        program = lambda mode: self.workloads("hello", artifacts={"native": self.target(mode)})
        self.failing_row(program("fail"), "the command failed", "exit status 3", "last words")
        self.failing_row(program("hang"), "within the time allowed", "1500 ms")
        self.failing_row(program("print"), "the answer was wrong", "expected")

    def test_modules_that_are_not_wasm(self):
        runtimes = json.loads(self.run_tool("doctor", "--json")[1])["findings"]
        wasmtime = next(f for f in runtimes if (f["kind"], f["name"]) == ("runtime", "wasmtime"))
        if not wasmtime["usable"]:
            if os.environ.get("WASMBENCH_REQUIRE_RUNTIMES") == "1":
                self.fail(wasmtime["reason"])
            self.skipTest(wasmtime["reason"])
        text = self.folder / "text.wasm"
        text.write_text("this is no WebAssembly module")
        self.failing_row(self.workloads("hello", artifacts={"wasm32-wasi": str(text)}), str(text), "core module",
                         runtime="wasmtime")
        broken = self.folder / "broken.wasm"
        broken.write_bytes(b"\0asm\x01\0\0\0" + b"\xff" * 64)
        self.failing_row(self.workloads("hello", artifacts={"wasm32-wasi": str(broken)}), "it said:",
                         runtime="wasmtime")

    def interrupt(self, *times):
        process = self.start("study", "--runtimes", "native", "--blocks", "200")
        try:
            begun = time.monotonic()
            for moment in times:
                time.sleep(max(0.0, begun + moment - time.monotonic()))
                process.send_signal(signal.SIGINT)
            last = time.monotonic()
            out, err = process.communicate(timeout=30)
        finally:
            if process.poll() is None:
                process.kill()
                process.communicate()
        return process.returncode, out, err, time.monotonic() - last

    def test_interrupted_once(self):
        status, out, err, _ = self.interrupt(3.0)
        self.assertEqual(status, 130, err)
        self.assertIn("finishing the current trial", err)
        with open(self.campaign() / "summary.csv", newline="") as file:
            rows = list(csv.reader(line for line in file if not line.startswith("#")))
        self.assertGreater(len(rows), 1, "a report of what exists")
        raw = [json.loads(line) for line in (self.campaign() / "raw.jsonl").read_text().splitlines()]
        kinds = [line["type"] for line in raw]
        self.assertEqual(kinds.count("trial_starting"), kinds.count("trial_ended"), "the current trial was finished")
        self.assertEqual(kinds[-1], "session_ended")
        self.assertNotIn("skipped", kinds)
        self.assert_nothing_left()

    def test_interrupted_twice(self):
        status, out, err, took = self.interrupt(3.0, 3.05)
        self.assertEqual(status, 130, err)
        self.assertLess(took, 5.0)
        self.assertIn("Report:", out)
        self.assert_nothing_left()

    def test_throughput_over_connections(self):
        status, out, err = self.run_tool("study", "--workloads", "http_service", "--runtimes", "native", "--blocks", "1",
                                         "--scaling")
        self.assertEqual(status, 0, err)
        levels = {}
        for r in self.records():
            if r["type"] == "measured" and r["metric"] == "scaling/throughput":
                levels.setdefault(r["key"]["endpoint"], []).append((r["key"]["concurrency"], r["samples"][0][1]))
        for endpoint in ("/", "/state"):
            self.assertEqual([n for n, _ in levels[endpoint]][:4], [1, 2, 4, 8])
            self.assertTrue(all(rate > 0 for _, rate in levels[endpoint]), levels)
            self.assertLessEqual(levels[endpoint][-1][0], 64)
        self.assertIn("### Scaling", (self.campaign() / "summary.md").read_text())

    def test_runs_at_once(self):
        status, out, err = self.run_tool("study", "--workloads", "cpu_hash", "--runtimes", "native", "--blocks", "1", "--scaling")
        self.assertEqual(status, 0, err)
        rates = {r["key"]["concurrency"]: r["samples"][0][1] for r in self.records()
                 if r["type"] == "measured" and r["metric"] == "scaling/throughput"}
        self.assertEqual(sorted(rates), [1, 2, 4, 8])
        # More at once than CPUs are no faster than the CPUs.
        self.assertLess(rates[8], 1.5 * os.cpu_count() * rates[1], rates)
        self.assertGreater(rates[2], 0.5 * rates[1], rates)

    def test_density(self):
        status, out, err = self.run_tool("study", "--workloads", "http_service", "--runtimes", "native", "--blocks", "2",
                                         "--density")
        self.assertEqual(status, 0, err)
        memory, held, stops = {}, [], []
        for r in self.records():
            if r["type"] != "measured" or not r["metric"].startswith("density/"):
                continue
            self.assertEqual((r["key"]["endpoint"], r["key"]["block"]), ("/", 0))
            if r["metric"] == "density/memory":
                memory[r["key"]["concurrency"]] = r["samples"][0][1]
            if r["metric"] == "density/instances":
                held.append(r["samples"][0][1])
            if r["metric"].startswith("density/stop/"):
                stops.append(r["metric"].split("/")[-1])
        self.assertEqual(len(held), 1)
        self.assertEqual(len(stops), 1)
        if stops == ["most instances"]: # else this machine is too slow or too small for it
            self.assertEqual(held, [32])
            self.assertEqual(sorted(memory), list(range(1, 33)))
            # Every instance has memory of its own, and they share their text.
            self.assertTrue(all(memory[n] < memory[n + 1] < 2 * memory[1] * (n + 1) for n in range(1, 32)), memory)
        self.assertIn("### Density", (self.campaign() / "summary.md").read_text())
        self.assert_nothing_left()

    def test_killed_campaigns_go_on(self):
        # Killed at random moments, each campaign comes to the same schedule with every trial once.
        arguments = ("study", "--runtimes", "native", "--blocks", "4", "--seed", "11")
        for moment in (0.2, 0.9, 2.1, 3.4):
            process = self.start(*arguments)
            first = self.pid
            time.sleep(moment + random.uniform(0, 0.3))
            process.kill()
            process.communicate()
            results = self.folder / "results"
            if not results.exists() or not (self.campaign() / "raw.jsonl").exists():
                shutil.rmtree(results, ignore_errors=True)  # killed before there was anything to go on with
                continue
            folder = self.campaign()
            before = (folder / "raw.jsonl").read_bytes()
            status, out, err = self.run_tool("run", "--resume", folder)
            self.assertEqual(status, 0, err)
            self.assertEqual(owned_processes(first), [], "what the killed harness had left")
            records = self.records()
            started = [r["key"]["trial"] for r in records if r["type"] == "trial_starting"]
            announced = next(r["trials"] for r in records if r["type"] == "session_starting")
            self.assertEqual(started, list(range(announced)), "the schedule's order, each once")
            self.assertEqual(self.assert_every_trial_has_one_end(records), 0)
            whole = b"".join(sorted(p.read_bytes() for p in folder.glob("raw*.jsonl")))
            for line in before.splitlines():
                self.assertIn(line, whole, "nothing is lost")
            # Once over, it is only reported on.
            after = (folder / "raw.jsonl").read_bytes()
            status, out, err = self.run_tool("study", "--resume", folder)
            self.assertEqual(status, 0, err)
            self.assertIn("is over", err)
            self.assertEqual((folder / "raw.jsonl").read_bytes(), after)
            shutil.rmtree(results)
        for left in self.temporary.iterdir():  # of the killed ones
            shutil.rmtree(left)

    def test_an_interrupted_campaign_goes_on(self):
        self.interrupt(3.0)
        folder = self.campaign()
        plan = json.loads((folder / "plan.json").read_text())
        plan["rows"] = plan["rows"][1:]
        (folder / "plan.json").write_text(json.dumps(plan))
        status, out, err = self.run_tool("run", "--resume", folder)
        self.assertEqual(status, 2, "a plan that was changed is not the one of these trials: " + err)

    def assert_fits(self, schema, value, root, where=""):
        """Of JSON Schema what the plan's uses to say which fields there are."""
        while "$ref" in schema:
            schema = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
        if isinstance(value, list):
            for i, item in enumerate(value):
                self.assert_fits(schema["items"], item, root, f"{where}/{i}")
        if not isinstance(value, dict) or "properties" not in schema:
            return
        self.assertFalse(schema["additionalProperties"], where)
        self.assertLessEqual(set(value), set(schema["properties"]), where)
        self.assertLessEqual(set(schema["required"]), set(value), where)
        for name, item in value.items():
            self.assert_fits(schema["properties"][name], item, root, f"{where}/{name}")

    def test_the_schema_of_plans_has_every_field(self):
        schema = json.loads((pathlib.Path(__file__).parents[2] / "docs" / "plan.schema.json").read_text())
        status, plan, err = self.run_tool("study", "--profile", "seed", "--print-plan", "--precision", "5%", "--most-time",
                                          "20m", "--warm-up", "until-stable", "--page-cache", "cold", "--firewall", "sweep")
        self.assertEqual(status, 0, err)
        plan = json.loads(plan)
        for part, names in ((plan["settings"], ("scaling", "old_method", "warmup_until_stable")), (plan, ("precision",))):
            for name in names:
                self.assertIn(name, part)
        for name in ("firewall", "old_options", "page_cache", "ready_within_seconds", "density", "base_only"):
            self.assertTrue(any(name in row for row in plan["rows"]), name)
        self.assert_fits(schema, plan, schema)

    def test_which_workloads_a_profile_runs(self):
        def planned(*options):
            status, plan, err = self.run_tool("study", "--print-plan", *options)
            self.assertEqual(status, 0, err)
            return {row["workload"] for row in json.loads(plan)["rows"]}

        quick, larger = {"cpu_hash", "hello", "http_service"}, {"json_transform", "kv_service", "memory_walk"}
        self.assertEqual(planned("--profile", "quick"), quick)
        self.assertEqual(planned("--profile", "seed"), quick | larger)
        self.assertEqual(planned("--profile", "full"), quick | larger)
        self.assertEqual(planned("--profile", "quick", "--workloads", "memory_walk,hello"), {"memory_walk", "hello"})

    def test_the_service_with_a_store_has_one_cheap_row_on_each_runtime_and_two_where_instances_may_be_reused(self):
        for profile in ("seed", "full"):
            status, plan, err = self.run_tool("study", "--profile", profile, "--workloads", "kv_service", "--print-plan")
            self.assertEqual(status, 0, err)
            rows = json.loads(plan)["rows"]
            runtimes = [row["runtime"] for row in rows]
            self.assertEqual({name: runtimes.count(name) for name in ("native", "docker", "wasmedge", "wasmtime")},
                             {"native": 1, "docker": 1, "wasmedge": 1, "wasmtime": 2})
            for row in rows:
                self.assertEqual(row["endpoint"], "/store")
                self.assertNotIn("density", row)
                self.assertTrue(row["base_only"])

    def test_without_a_store_its_rows_are_skipped_with_what_to_do(self):
        status, _, err = self.run_tool("study", "--workloads", "kv_service", "--runtimes", "native,wasmtime-embedded", "--blocks", "1",
                                       "--quiet", WASMBENCH_REDIS_SERVER="/nowhere", WASMBENCH_VALKEY_SERVER="/nowhere")
        self.assertEqual(status, 0, err)
        reasons = {r["key"]["runtime"]: r["reason"] for r in self.records() if r["type"] == "skipped"}
        self.assertIn("scripts/runtimes install redis-server", reasons["native"])
        self.assertIn("wasmtime-embedded", reasons)

    def test_what_computes_is_interpreted_once(self):
        status, plan, err = self.run_tool("study", "--profile", "seed", "--runtimes", "wasmedge", "--print-plan")
        self.assertEqual(status, 0, err)
        rows = [row for row in json.loads(plan)["rows"] if row["options"].get("mode") == "interpreter"]
        limited = {row["workload"] for row in rows if row.get("blocks") == 1}
        self.assertEqual(limited, {"cpu_hash", "json_transform", "memory_walk"})

    def test_a_plan_from_a_file(self):
        status, plan, err = self.run_tool("study", "--workloads", "hello", "--runtimes", "native", "--blocks", "2",
                                          "--print-plan")
        self.assertEqual(status, 0, err)
        self.assertFalse((self.folder / "results").exists())
        file = self.folder / "plan.json"
        file.write_text(plan)
        status, out, err = self.run_tool("run", file)
        self.assertEqual(status, 0, err)
        self.assertEqual(json.loads((self.campaign() / "plan.json").read_text()), json.loads(plan))
        commands = [r["command"] for r in self.records() if r["type"] == "command_run"]
        self.assertGreaterEqual(len(commands), 2, "each trial's launch")
        self.assertTrue(all("wasmbench-hello" in command for command in commands), commands)
        self.assertIn("wasmbench-hello", (self.campaign() / "report.html").read_text().split('id="commands"')[1])
        shutil.rmtree(self.folder / "results")
        good = json.loads(plan)
        for change, words in (
            ({"bocks": 3}, ["/bocks", "not known"]),
            ({"blocks": -1}, ["/blocks"]),
            ({"rows": "all"}, ["/rows", "a list"]),
            ({"rows": [dict(good["rows"][0], workload="hallo")]}, ["hallo"]),
            ({"rows": [{k: v for k, v in good["rows"][0].items() if k != "workload"}]}, ["/rows/0/workload"]),
        ):
            file.write_text(json.dumps(dict(good, **change)))
            self.refused("run", file, words=words)
        file.write_text("{")
        self.refused("run", file, words=["plan.json"])
        self.refused("run", "nowhere.json", words=["nowhere.json"])
        self.refused("run", words=["--resume"])
        self.refused("run", file, "--resume", "x", words=["--resume"])
        self.assertFalse((self.folder / "results").exists())

    def test_load_counts_everything(self):
        server = subprocess.Popen([BUILD / "bin" / "wasmbench-http-service", "--port", "0"], stdout=subprocess.PIPE,
                                  text=True)
        try:
            address = server.stdout.readline().split()[-1]
            status, out, err = self.run_tool("load", f"http://{address}/", "-n", "500", "-c", "4", "--json", "-")
            self.assertEqual(status, 0, err)
            result = json.loads(out)
            self.assertEqual((result["planned"], result["ok"], sum(result["errors"].values())), (500, 500, 0))
            status, out, err = self.run_tool("load", f"http://{address}/", "-n", "50", "--expect-body", "something else")
            self.assertEqual(status, 1, err)
            self.assertIn("bad_body: 50", out)
        finally:
            server.terminate()
            server.wait(timeout=10)
            server.stdout.close()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            status, out, err = self.run_tool("load", "http://127.0.0.1:%d/" % free.getsockname()[1], "-n", "3")
        self.assertEqual(status, 1, err)
        self.assertIn("refused: 3", out)

    def test_load_open_loop_and_files(self):
        server = subprocess.Popen([BUILD / "bin" / "wasmbench-http-service", "--port", "0"], stdout=subprocess.PIPE,
                                  text=True)
        try:
            url = f"http://{server.stdout.readline().split()[-1]}/"
            files = {name: self.folder / f"load.{name}" for name in ("json", "hlog", "hgrm", "csv")}
            options = [word for name, file in files.items() for word in (f"--{name}", file)]
            status, out, err = self.run_tool("load", url, "-c", "4", "-d", "500ms", "-R", "400", "--arrival", "poisson",
                                             "--drain", "5s", *options)
            self.assertEqual(status, 0, err)
            self.assertIn("response time", out)
            self.assertRegex(out, "(server|client|rate)-bound|noisy")
            result = json.loads(files["json"].read_text())
            self.assertEqual(result["planned"], result["ok"])
            self.assertTrue(120 < result["planned"] < 280, result["planned"])  # 200 expected, five standard deviations are 71
            self.assertEqual(result["response_time_seconds"]["count"], result["ok"])
            self.assertGreaterEqual(result["response_time_seconds"]["max"], result["service_time_seconds"]["p50"])
            self.assertTrue(files["hlog"].read_text().startswith("#["))
            self.assertIn("TotalCount", files["hgrm"].read_text())
            self.assertEqual(sum(int(line.split(",")[2]) for line in files["csv"].read_text().splitlines()[1:]), result["ok"])

            status, out, err = self.run_tool("load", url, "-n", "100", "--slo", "p50=3600s")
            self.assertEqual(status, 0, err)
            status, out, err = self.run_tool("load", url, "-n", "100", "--slo", "p50=1ns")
            self.assertEqual(status, 1, err)
            self.assertIn("NOT held", out)
            status, out, err = self.run_tool("load", url, "-c", "8", "-d", "3s", "--find-limit", "--slo", "p50=500ms",
                                             "--json", files["json"])
            self.assertIn("highest rate", out)
            found = json.loads(files["json"].read_text())
            self.assertGreater(found["rate"], 0)
            self.assertGreaterEqual(len(found["steps"]), 2)
            status, out, err = self.run_tool("load", url, "-n", "20", "-X", "POST", "--body", "x", "--expect-status", "405")
            self.assertIn(status, (0, 1), err)
        finally:
            server.terminate()
            server.wait(timeout=10)
            server.stdout.close()

    def test_doctor(self):
        status, out, err = self.run_tool("doctor", "--json", WASMBENCH_WASMTIME="/nonexistent/wasmtime")
        self.assertEqual(status, 0, err)
        findings = {(f["kind"], f["name"]): f for f in json.loads(out)["findings"]}
        self.assertTrue(findings[("runtime", "native")]["usable"])
        self.assertFalse(findings[("runtime", "wasmtime")]["usable"])
        self.assertIn("/nonexistent/wasmtime", findings[("runtime", "wasmtime")]["reason"])
        self.assertTrue(findings[("probe", "memory")]["usable"])
        # Every runtime of the study is there, with how it executes; a missing one with what adds it.
        modes = {name: f["modes"] for (kind, name), f in findings.items() if kind == "runtime"}
        self.assertEqual(set(modes), {"native", "docker", "wasmcloud", "wasmtime", "wasmtime-embedded", "wasmedge"})
        self.assertEqual(modes["wasmedge"], ["interpreter", "jit", "aot"])
        self.assertEqual(modes["wasmtime"], ["jit", "aot"])
        for f in findings.values():
            if f["kind"] == "runtime" and not f["usable"]:
                self.assertTrue(f["reason"] and f["fix"], f)
        status, out, err = self.run_tool("doctor")
        self.assertEqual(status, 0, err)
        self.assertIn("runtimes", out)

    def test_selfcheck(self):
        file = self.folder / "selfcheck.json"
        status, out, err = self.run_tool("selfcheck", "--seed", "7", "--json", file)
        # How good the harness is depends on what else the machine does now; that it says so does not.
        self.assertIn(status, (0, 1), err)
        document = json.loads(file.read_text())
        self.assertEqual(document["seed"], 7)
        self.assertEqual(document["within_limits"], status == 0)
        self.assertEqual(out.splitlines()[-1], document["conclusion"])
        checks = {(c["part"], c["what"]): c for c in document["checks"]}
        self.assertEqual([p for p in dict.fromkeys(c["part"] for c in document["checks"])],
                         ["A against A", "empty runtime", "stamp target", "known memory", "known CPU time"])
        for (part, _), c in checks.items():
            self.assertNotEqual(c["outcome"], "not run", c)
            self.assertIn(part, out)
            if c["limit"] is not None:
                self.assertEqual(c["outcome"], "within" if c["value"] <= c["limit"] else "beyond", c)
        self.assertEqual(owned_processes(self.pid), [])
        self.assertEqual(list(self.temporary.iterdir()), [])

    def test_selfcheck_without_its_programs(self):
        empty = self.folder / "empty"
        empty.mkdir()
        status, out, err = self.run_tool("selfcheck", "--programs-dir", empty)
        self.assertEqual(status, 2, err)
        self.assertIn("not run", out)
        self.assertIn("Not tried: A against A; stamp target; known memory; known CPU time.", out.splitlines()[-1])
        status, out, err = self.run_tool("selfcheck", "--programs-dir", empty, "--json", self.folder / "no" / "such.json")
        self.assertEqual(status, 3, err)
        self.assertIn("such.json", err)
        self.refused("selfcheck", "--seed", "x", words=["--seed"])


if __name__ == "__main__":
    unittest.main()
