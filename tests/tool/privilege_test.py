"""What an ordinary user can do, what a plan from somebody else can make the harness do, and that what needs a privilege is named."""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import unittest

TOOL = os.environ["WASMBENCH_TOOL"]
IS_ROOT = os.geteuid() == 0
NOBODY = 65534
AS_NOBODY = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all",
             "--no-new-privs"] if IS_ROOT else []


class PrivilegeTest(unittest.TestCase):
    def setUp(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="wasmbench-privilege-test-"))
        self.addCleanup(shutil.rmtree, self.home, ignore_errors=True)
        self.temporary = self.home / "tmp"
        self.temporary.mkdir()
        if IS_ROOT:
            if not shutil.which("setpriv"):
                self.skipTest("there is no setpriv, with which root becomes nobody")
            for folder in (self.home, self.temporary):
                os.chown(folder, NOBODY, NOBODY)

    def run_tool(self, *arguments, user=AS_NOBODY, **more):
        env = {"HOME": str(self.home), "TMPDIR": str(self.temporary), "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C", **more}
        for name in ("WASMBENCH_WORKLOADS", "WASMBENCH_RUNTIMES"):
            if name in os.environ:
                env.setdefault(name, os.environ[name])
        done = subprocess.run([*user, TOOL, *map(str, arguments)], env=env, cwd=self.home, capture_output=True, text=True, timeout=240)
        return done.returncode, done.stdout, done.stderr

    def test_a_study_as_an_ordinary_user(self):
        status, out, err = self.run_tool("study", "--runtimes", "native", "--workloads", "hello,http_service", "--blocks", "1")
        self.assertEqual(status, 0, err)
        folder, = (self.home / "results").iterdir()
        for name in ("report.html", "summary.md", "raw.jsonl"):
            self.assertTrue((folder / name).stat().st_size > 0, name)
        types = [json.loads(line)["type"] for line in (folder / "raw.jsonl").read_text().splitlines()]
        self.assertIn("measured", types)
        self.assertNotIn("failed", types)
        # Logs are for their owner alone.
        for private in (folder, folder / "logs"):
            self.assertEqual(private.stat().st_mode & 0o777, 0o700, private)
        self.assertEqual(list(self.temporary.iterdir()), [])
        status, out, err = self.run_tool("report", folder)
        self.assertEqual(status, 0, err)
        status, out, err = self.run_tool("clean")
        self.assertEqual(status, 0, out + err)

    def test_what_needs_a_privilege_is_skipped_with_its_reason(self):
        status, out, err = self.run_tool("study", "--runtimes", "native", "--workloads", "http_service", "--blocks", "1", "--firewall", "pair")
        self.assertEqual(status, 0, err)
        if IS_ROOT:
            self.assertIn("run it as root", err)

    def test_doctor_names_what_needs_a_privilege(self):
        status, out, err = self.run_tool("doctor", "--json")
        self.assertEqual(status, 0, err)
        found = {f["name"]: f for f in json.loads(out)["findings"] if f["kind"] == "privilege"}
        self.assertEqual(set(found), {"root", "CAP_NET_ADMIN", "CAP_SYS_ADMIN", "CAP_SYS_PTRACE", "drop page cache", "perf counters",
                                      "own control groups", "exit records", "network namespaces", "news of listeners",
                                      "real-time priority", "Docker engine"})
        for f in found.values():
            self.assertTrue(f.get("detail") or f.get("reason"), f)
            if not f["usable"]:
                self.assertTrue(f["fix"], f)
        for name in ("root", "CAP_NET_ADMIN", "CAP_SYS_ADMIN", "network namespaces", "drop page cache"):
            if IS_ROOT:
                self.assertFalse(found[name]["usable"], name)

    def test_the_state_without_a_home_is_nobody_elses(self):
        # A folder that another user made in /tmp first, or a link, is refused; one's own is private.
        place = self.temporary / f"wasmbench-state-{NOBODY if IS_ROOT else os.geteuid()}"
        place.symlink_to(self.home)
        arguments = ["study", "--runtimes", "native", "--workloads", "hello", "--blocks", "1", "--out", self.home / "results"]
        status, out, err = self.run_tool(*arguments, HOME="")
        self.assertNotEqual(status, 0)
        self.assertIn("nobody else can write", err)
        place.unlink()
        status, out, err = self.run_tool(*arguments, HOME="")
        self.assertEqual(status, 0, err)
        self.assertEqual(place.stat().st_mode & 0o777, 0o700)

    def test_a_plan_names_no_command(self):
        # Whatever of a plan could be taken for a program, nothing is run: the canary would leave a file.
        sign = self.home / "sign"
        canary = self.home / "canary"
        canary.write_text(f"#!/bin/sh\necho $0 $* >> {sign}\nchmod 666 {sign}\n")
        canary.chmod(0o755)
        status, out, err = self.run_tool("study", "--print-plan", "--runtimes", "native", "--workloads", "hello,http_service", "--blocks", "1")
        self.assertEqual(status, 0, err)
        plan = json.loads(out)
        row = plan["rows"][0]
        words = [str(canary), "../" * 20 + str(canary)[1:], f"file://{canary}", f"$({canary})", f"`{canary}`", f"; {canary}", f"| {canary}"]
        wrong = [{**row, key: word} for key in ("runtime", "workload", "endpoint") for word in words]
        for runtime in ("native", "docker", "wasmtime", "wasmtime-embedded", "wasmedge", "wasmcloud", "node", "wazero"):
            for option in ("program", "command", "path", "engine", "host", "cli", "image", "via", "mode", "network", "cold", "provider", "port",
                           "compile", "instances", "reuse", "threads", "cache", "args", "entrypoint", "", "env", "LD_PRELOAD"):
                wrong += [{**row, "runtime": runtime, "options": {option: word}} for word in (words[0], words[3])]
        wrong += [{**row, extra: value} for extra, value in (("command", [str(canary)]), ("program", str(canary)), ("runtime_file", str(canary)),
                                                              ("environment", {"PATH": str(self.home)}), ("old_options", {"program": str(canary)}))]
        plans = [{**plan, "rows": [r]} for r in wrong]
        plans += [{**plan, extra: str(canary)} for extra in ("runtime_files", "workloads_dir", "command", "shell", "$ref", "include")]
        plans += [{**plan, "settings": {**plan["settings"], extra: str(canary)}} for extra in ("curl", "store", "before", "after", "command")]
        plans += [{**plan, "name": name} for name in ("../" + "x", "a/b", str(canary), "..")]
        file = self.home / "plan.json"
        for number, wrong_plan in enumerate(plans):
            file.write_text(json.dumps(wrong_plan))
            file.chmod(0o644)
            # One check in forty is a real run: to be checked is not to be run.
            check = [] if number % 40 == 0 else ["--check"]
            status, out, err = self.run_tool("run", file, *check)
            with self.subTest(plan=wrong_plan["rows"][0], more=sorted(set(wrong_plan) - set(plan))):
                self.assertEqual(status, 2, out + err)
                self.assertEqual(len(err.splitlines()), 1, err)
                self.assertFalse(sign.exists(), sign.read_text() if sign.exists() else "")
        self.assertFalse((self.home / "results").exists())

    def test_a_runtime_file_is_named_by_the_person_only(self):
        # The same description: named on the command line it is a runtime, named by a plan it is not.
        sign = self.home / "sign"
        program = self.home / "odd"
        program.write_text(f"#!/bin/sh\n[ \"$1\" = --version ] && {{ echo odd 1.2.3; exit; }}\necho run >> {sign}\necho hello from wasmbench\n")
        program.chmod(0o755)
        description = self.home / "odd.json"
        description.write_text(json.dumps({
            "schema": 1, "name": "odd", "summary": "An odd runtime.", "program": "./odd", "install": "build it", "lacks": {"http": "no sockets"},
            "modes": [{"name": "quick", "execution": "jit", "run": {"arguments": ["run", "{module}", "{argument...}"]}}]}))
        file = self.home / "plan.json"
        row = {"runtime": "odd", "options": {}, "workload": "hello", "endpoint": ""}
        status, out, err = self.run_tool("study", "--print-plan", "--runtimes", "native", "--workloads", "hello", "--blocks", "1")
        file.write_text(json.dumps({**json.loads(out), "rows": [row]}))
        for path in (file, description, program):
            os.chmod(path, 0o755)
        status, out, err = self.run_tool("run", file)
        self.assertEqual(status, 2, out + err)
        self.assertIn("odd", err)
        self.assertFalse(sign.exists())
        status, out, err = self.run_tool("run", file, "--runtime-file", description)
        self.assertEqual(status, 0, out + err)
        self.assertTrue(sign.exists())

    def test_the_engine_is_where_docker_host_says_or_where_it_usually_is(self):
        # Not from a file of the user's, as the docker command's contexts are.
        (self.home / ".docker" / "contexts" / "meta" / "x").mkdir(parents=True)
        (self.home / ".docker" / "config.json").write_text('{"currentContext": "x"}')
        (self.home / ".docker" / "contexts" / "meta" / "x" / "meta.json").write_text(
            json.dumps({"Name": "x", "Endpoints": {"docker": {"Host": f"unix://{self.home}/listener.sock"}}}))
        listener = socket.socket(socket.AF_UNIX)
        self.addCleanup(listener.close)
        listener.bind(str(self.home / "listener.sock"))
        listener.listen()
        listener.setblocking(False)
        if IS_ROOT:
            os.chown(self.home / "listener.sock", NOBODY, NOBODY)
        for host, words in (("", ""), ("tcp://127.0.0.1:1", "must be allowed"), ("ssh://somewhere", "expected unix://"),
                            ("unix://docker.sock", "an absolute path"), (f"unix://{self.home}/none.sock", f"{self.home}/none.sock")):
            status, out, err = self.run_tool("doctor", "--json", DOCKER_HOST=host)
            self.assertEqual(status, 0, err)
            docker = next(f for f in json.loads(out)["findings"] if (f["kind"], f["name"]) == ("runtime", "docker"))
            if host:
                self.assertFalse(docker["usable"])
                self.assertIn(words, docker["reason"])
        with self.assertRaises(BlockingIOError):
            listener.accept()


if __name__ == "__main__":
    unittest.main()
