"""Faults that are made to happen in the middle of a campaign: each is a failed trial with its cause, the others go on, the exit
status says so, and nothing is left. WASMBENCH_TOOL names the command, WASMBENCH_TEST_SOURCE the source tree."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import campaigns

TOOL = os.environ["WASMBENCH_TOOL"]
SOURCE = pathlib.Path(os.environ["WASMBENCH_TEST_SOURCE"])
LONGEST = 180  # seconds, of one campaign


def named(harness, program):
    """Pids of the harness's processes that run a file of that name."""
    found = []
    for pid in campaigns.processes_with(f"WASMBENCH_OWNER={harness}."):
        with contextlib.suppress(OSError):
            if pathlib.Path(os.readlink(f"/proc/{pid}/exe")).name == program:
                found.append(pid)
    return found


class FaultsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        asked = subprocess.run([TOOL, "doctor", "--json"], capture_output=True, text=True, timeout=120, check=True)
        cls.findings = {f["name"]: f for f in json.loads(asked.stdout)["findings"] if f["kind"] == "runtime"}

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="wbfaults-", dir="/tmp"))  # short: an engine's sockets are in it
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()
        self.environment = dict(os.environ, TMPDIR=str(self.temporary), XDG_STATE_HOME=str(self.folder / "state"))

    def needs(self, *runtimes):
        for name in runtimes:
            if not self.findings[name]["usable"]:
                self.not_here(f"{name}: {self.findings[name]['reason']}")

    def not_here(self, reason):
        if os.environ.get("WASMBENCH_REQUIRE_RUNTIMES") == "1":
            self.fail(reason)
        self.skipTest(reason)

    def plan(self, rows, blocks=3, **settings):
        """A file with these rows of (runtime, workload, options); parts long enough for something to happen in them."""
        asked = subprocess.run([TOOL, "study", "--print-plan", "--runtimes", "native", "--workloads", "http_service"],
                               capture_output=True, text=True, timeout=60, check=True, env=self.environment)
        plan = json.loads(asked.stdout)
        plan["name"] = "faults"
        plan["blocks"] = blocks
        plan["rows"] = [{"runtime": r, "options": o, "workload": w, "endpoint": "/" if w == "http_service" else ""} for r, w, o in rows]
        for optional in ("scaling", "old_method", "warmup_until_stable"):
            plan["settings"].pop(optional, None)
        plan["settings"].update({"warmup_requests": 5, "sequential_requests": 20, "concurrent_requests": 0, "concurrent_seconds": 1.5,
                                 "request_timeout_seconds": 0.5, "ready_within_seconds": 20, "memory_trials": 0} | settings)
        plan.pop("precision", None)
        file = self.folder / "plan.json"
        file.write_text(json.dumps(plan))
        return file

    def begin(self, plan):
        self.process = subprocess.Popen([TOOL, "run", plan, "--out", self.folder / "results", "--quiet"], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, env=self.environment, cwd=self.folder, start_new_session=True)

        def end():
            if self.process.poll() is None:
                self.process.kill()
                self.process.communicate()
        self.addCleanup(end)

    def records(self):
        found = list((self.folder / "results").glob("*/raw.jsonl"))
        return campaigns.records(found[0]) if found else []

    def wait_for(self, what, look):
        limit = time.monotonic() + 60
        while time.monotonic() < limit:
            if self.process.poll() is not None:
                self.fail(f"the campaign ended before {what}: {self.process.communicate()[1]}")
            if found := look():
                return found
            time.sleep(0.01)
        self.fail(f"no {what} within 60 s")

    def wait_for_record(self, kind, runtime, trial_of_row=1):
        """The n-th record of that type and runtime."""
        return self.wait_for(f"{kind} number {trial_of_row} of {runtime}", lambda: [
            r for r in self.records() if r["type"] == kind and r["key"]["runtime"] == runtime][trial_of_row - 1:])

    def end(self, faulty, failed, *words):
        """Waits for the end; so many trials of `faulty` have failed, the first with these words, and all others are whole."""
        out, err = self.process.communicate(timeout=LONGEST)
        records = self.records()
        lost = [r for r in records if r["type"] in ("failed", "discarded")]
        self.assertEqual(self.process.returncode, 1, err)
        self.assertTrue(lost, err)
        self.assertEqual({r["key"]["runtime"] for r in lost}, {faulty}, lost)
        if failed is not None:
            self.assertEqual(len(lost), failed, lost)
        line = lost[0]["line"]
        for word in words:
            self.assertIn(word, line)
        self.assertNotIn("\n", line)
        self.assertEqual(sum(r["type"] == "trial_ended" for r in records),
                         next(r["trials"] for r in records if r["type"] == "session_starting"), "the campaign goes on to its end")
        campaign = next((self.folder / "results").iterdir())
        self.assertIn(f"{len(lost)}", (campaign / "summary.md").read_text())
        self.assertIn("failed:", err)
        self.assertEqual(campaigns.processes_with(f"WASMBENCH_OWNER={self.process.pid}."), [])
        self.assertEqual(campaigns.left_by(self.process.pid), {k: [] for k in campaigns.left_by(self.process.pid)})
        self.assertEqual(list(self.temporary.iterdir()), [])
        return lost

    def one(self, program):
        return self.wait_for(f"process {program}", lambda: named(self.process.pid, program))[0]

    def test_an_instance_that_is_killed_under_load(self):
        self.begin(self.plan([("native", "http_service", {}), ("native", "hello", {})], blocks=2, concurrent_seconds=4))
        self.wait_for_record("instance_ready", "native")
        os.kill(self.one("wasmbench-http-service"), signal.SIGKILL)
        lost = self.end("native", 1, "the instance ended while it was measured", "killed by signal 9")
        self.assertEqual(lost[0]["key"]["workload"], "http_service")

    def test_an_instance_that_is_stopped_under_load(self):
        self.begin(self.plan([("native", "http_service", {}), ("native", "hello", {})], blocks=2, concurrent_seconds=4))
        self.wait_for_record("instance_ready", "native")
        os.kill(self.one("wasmbench-http-service"), signal.SIGSTOP)
        self.end("native", 1, "requests were not answered", "no complete response within 500 ms")

    def test_a_container_without_enough_memory(self):
        self.needs("docker")
        self.begin(self.plan([("docker", "memory_walk", {"memory": "16m"}), ("native", "memory_walk", {})], blocks=2))
        self.end("docker", 2, "out of memory")

    def test_a_docker_engine_that_is_stopped_and_does_not_come_back(self):
        if os.geteuid() != 0:
            self.not_here("only root can start an engine of its own")
        script = ('set -euo pipefail; source "$1/common.sh"; source "$1/docker_engine.sh"; start_docker_engine "$2" || exit 3; '
                  "trap 'stop_docker_engine; exit 0' TERM; echo ready; while :; do sleep 0.1; done")
        engine = subprocess.Popen(["bash", "-c", script, "engine", SOURCE / "scripts" / "lib", self.folder / "e"], text=True,
                                  stdout=subprocess.PIPE, env=dict(self.environment, DOCKER_HOST=f"unix://{self.folder}/none"))

        def end_engine():
            engine.terminate()
            engine.communicate(timeout=60)
        self.addCleanup(end_engine)
        while (line := engine.stdout.readline()) and line != "ready\n":
            pass
        if line != "ready\n":
            self.not_here("dockerd does not start")
        self.environment["DOCKER_HOST"] = f"unix://{self.folder}/e/docker.sock"
        self.begin(self.plan([("docker", "http_service", {}), ("native", "http_service", {})]))
        self.wait_for_record("instance_ready", "docker")
        os.kill(int((self.folder / "e" / "dockerd.pid").read_text()), signal.SIGTERM)
        self.end("docker", 3)

    def part_is_killed(self, program, part):
        self.needs("wasmcloud")
        self.begin(self.plan([("wasmcloud", "http_service", {}), ("native", "http_service", {})], ready_within_seconds=45))
        self.wait_for_record("instance_ready", "wasmcloud")
        os.kill(self.one(program), signal.SIGKILL)
        self.end("wasmcloud", 1, "the instance ended while it was measured", f"{part} (process")

    def test_a_nats_server_that_is_killed(self):
        self.part_is_killed("nats-server", "nats")

    def test_a_wasmcloud_host_that_is_killed(self):
        self.part_is_killed("wasmcloud", "host")

    def test_a_runtime_that_is_replaced_by_an_update(self):
        self.needs("wasmtime")
        where = subprocess.run([SOURCE / "scripts" / "runtimes", "path", "wasmtime"], capture_output=True, text=True, check=True)
        programs = self.folder / "bin"
        programs.mkdir()
        mine = programs / "wasmtime"
        shutil.copy2(where.stdout.strip(), mine)
        self.environment["PATH"] = f"{programs}:{self.environment['PATH']}"
        self.begin(self.plan([("wasmtime", "hello", {}), ("native", "hello", {})]))
        self.wait_for_record("trial_ended", "wasmtime")
        shutil.copy2(mine, programs / "new")
        os.replace(programs / "new", mine)
        self.end("wasmtime", None, str(mine), "it is another or was written to since")


if __name__ == "__main__":
    unittest.main(verbosity=2)
