"""wasmbench compare as a person and as a CI job meet it. One small campaign is really measured; where a test is about what
is decided, copies of it get values of which the answer is known."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import campaigns

TOOL = pathlib.Path(os.environ["WASMBENCH_TOOL"])
DOCS = pathlib.Path(os.environ["WASMBENCH_DOCS"])
BLOCKS = 12


def run(*arguments, cwd, **environment):
    return subprocess.run([TOOL, *map(str, arguments)], capture_output=True, text=True, cwd=cwd, timeout=200,
                          env=dict(os.environ, **environment))


class CompareTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = pathlib.Path(tempfile.mkdtemp(prefix="wasmbench-compare-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.root, ignore_errors=True)
        done = run("study", "--runtimes", "native", "--workloads", "hello,cpu_hash", "--blocks", BLOCKS, "--seed", 7,
                   "--out", cls.root / "measured", cwd=cls.root)
        assert done.returncode == 0, done.stderr
        cls.measured, = (cls.root / "measured").iterdir()

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=self.root))

    def campaign(self, name, change=lambda event: None, environment=lambda facts: None):
        """A copy of the measured campaign. Every value of a trial becomes 1 and a little that differs from block to block;
        then `change` may do its own to each event."""
        copy = self.folder / name
        shutil.copytree(self.measured, copy)
        lines = []
        for line in (copy / "raw.jsonl").read_text().splitlines():
            event = json.loads(line)
            if event["type"] == "measured":
                little = 0.01 * (event["key"]["block"] * 5 % BLOCKS) / BLOCKS
                event["samples"] = [[at, 1 + little] for at, _ in event["samples"]]
            change(event)
            lines.append(json.dumps(campaigns.without_chain(event)))
        (copy / "raw.jsonl").write_text("\n".join(lines) + "\n")
        facts = json.loads((copy / "environment.json").read_text())
        environment(facts)
        (copy / "environment.json").write_text(json.dumps(facts))
        return copy

    def scaled(self, factor, workload="hello", metric="start/ready"):
        def change(event):
            if event["type"] == "measured" and event["metric"] == metric and event["key"]["workload"] == workload:
                event["samples"] = [[at, value * factor] for at, value in event["samples"]]
        return change

    def compare(self, *arguments, status):
        done = run("compare", *arguments, cwd=self.folder)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        self.assertEqual(done.stderr, "")
        return done.stdout

    def refused(self, *arguments, words):
        done = run("compare", *arguments, cwd=self.folder)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertEqual(done.stdout, "")
        lines = [line for line in done.stderr.splitlines() if line]
        self.assertEqual(len(lines), 1, "one line, not: " + done.stderr)
        for word in words:
            self.assertIn(word, lines[0])

    def test_exit_statuses(self):
        a = self.campaign("a")
        self.assertIn("Not worse: ", self.compare(a, self.campaign("same"), status=0).splitlines()[0])
        worse = self.compare(a, self.campaign("worse", self.scaled(1.1)), status=1)
        self.assertRegex(worse.splitlines()[0], r"^Worse: hello on native .* runs 9\.\d % to 1\d % slower in B than in A, 99 % ")
        self.assertIn("Better: ", self.compare(a, self.campaign("better", self.scaled(0.9)), status=0).splitlines()[0])
        # A change of 1 % is below the margin, 1.0 % of spread cannot exclude a margin of nothing.
        self.compare(a, self.campaign("a_little"), "--margin", "50", status=0)
        self.assertIn("Inconclusive: ", self.compare(a, self.campaign("again"), "--margin", "0", status=3).splitlines()[0])
        self.compare(a, self.folder / "worse", "--margin", "30", status=0)
        self.compare(a, self.folder / "worse", "--metric", "cpu_per_run", status=0)

    def test_rows_of_one_campaign(self):
        def second_runtime(event):
            self.scaled(2)(event)
            if "key" in event and event["key"]["workload"] == "cpu_hash":
                event["key"].update(workload="hello", runtime="other")
        folder = self.campaign("rows", second_runtime)
        out = self.compare(folder, "--rows", "other", "native/native/hello", status=1)
        self.assertRegex(out.splitlines()[0], r"^Native .* runs (1\.9\d|2\.0\d)x( to 2\.0\dx)? slower than other ")
        self.assertIn("pairs", out)
        self.refused(folder, "--rows", "wasmtime", "native", words=["no such row", "\"wasmtime\"", "native/native/hello (one-shot)"])
        self.refused(folder, folder, "--rows", "other", "native", words=["2 folders", "one campaign"])
        self.refused(folder, words=["1 folder", "--rows"])
        self.refused(self.measured, "--rows", "native/native/hello", "native/native/cpu_hash", words=["workload", "--across workload"])

    def test_what_was_really_measured(self):
        done = run("compare", self.measured, self.measured, "--margin", 100000, cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for word in ("Not worse", "hello: native", "cpu_hash: native", "run time", "noise", "verdict"):
            self.assertIn(word, done.stdout)

    def test_json_and_markdown(self):
        a, b = self.campaign("a"), self.campaign("b", self.scaled(1.1))
        found = json.loads(self.compare(a, b, "--json", "-", status=1))
        self.assertEqual(found["verdict"], "worse")
        row, = (r for r in found["rows"] if r["a"]["workload"] == "hello")
        figure, = (f for f in row["figures"] if f["metric"] == "run_time")
        self.assertEqual((figure["n_a"], figure["n_b"], figure["verdict"]), (BLOCKS, BLOCKS, "worse"))
        self.assertAlmostEqual(figure["ratio"], 1.1, delta=0.005)
        self.assertTrue(figure["low"] <= figure["ratio"] <= figure["high"])
        self.assertTrue(1 < figure["noise_floor"]["ratio"] < 1.01)
        text = self.compare(a, b, "--json", "c.json", "--markdown", "c.md", status=1)
        self.assertEqual(json.loads((self.folder / "c.json").read_text()), found)
        self.assertTrue((self.folder / "c.md").read_text().startswith(text.split(",")[0]))
        self.assertIn("| run time, ms | 12 | 12 |", self.compare(a, b, "--markdown", "-", status=1))
        self.refused(a, b, "--json", "-", "--markdown", "-", words=["--json", "--markdown"])
        self.refused(a, b, "--json", "no/such/folder/c.json", words=["no/such/folder"])

    def test_noise_from_campaigns(self):
        a, b = self.campaign("a"), self.campaign("b", self.scaled(1.1))
        self.campaign("aa/1")
        self.campaign("aa/2", self.scaled(1.2))
        out = self.compare(a, b, "--noise", "aa", "--margin", "15", status=0)
        self.assertIn("learned from campaigns of the same rows", out)
        self.assertRegex(out, r"\b20\.\d %")
        self.compare(a, b, "--noise", "aa/1", "--noise", "aa/2", "--margin", "15", status=0)
        self.refused(a, b, "--noise", "nowhere", words=["--noise", "nowhere"])

    def test_machines_that_differ(self):
        a = self.campaign("a")
        b = self.campaign("b", environment=lambda facts: facts["os"].update(kernel="9.9.9"))
        kernel = json.loads((a / "environment.json").read_text())["os"]["kernel"]
        self.refused(a, b, words=["os/kernel", kernel, "9.9.9", "--across os/kernel", "--force"])
        self.compare(a, b, "--across", "os/kernel", status=0)
        self.compare(a, b, "--force", status=0)

        def newer(event):
            if "key" in event:
                event["key"]["version"] = "77"
        c = self.campaign("c", newer)
        self.refused(a, c, words=["version", "77", "--across version"])
        self.assertIn("Not worse", self.compare(a, c, "--across", "version", status=0))
        self.refused(a, c, "--across", "colour", words=["colour", "version"])

    def test_folders_that_cannot_be_read(self):
        a = self.campaign("a")
        self.refused(a, "nowhere", words=["nowhere/raw.jsonl", "No such file"])
        torn = self.campaign("torn")
        text = (torn / "raw.jsonl").read_text().splitlines()
        text[4] = text[4][:20]
        (torn / "raw.jsonl").write_text("\n".join(text) + "\n")
        self.refused(a, torn, words=["torn/raw.jsonl line 5"])
        newer = self.campaign("newer")
        plan = json.loads((newer / "plan.json").read_text())
        plan["schema"] = 99
        (newer / "plan.json").write_text(json.dumps(plan))
        self.refused(a, newer, words=["newer/plan.json", "99"])

        def elsewhere(event):
            if "key" in event:
                event["key"]["runtime"] = "other"
        self.refused(a, self.campaign("b", elsewhere), words=["no common rows", "native/native/hello (one-shot)"])
        self.refused(words=["folder"])
        self.refused(a, a, "--confidence", "1.5", words=["confidence", "between 0 and 1"])
        self.refused(a, a, "--margin", "-3", words=["--margin"])
        self.refused(a, a, "--metric", "speed", words=["speed", "cold_start"])

    def test_the_recipe_of_the_documentation(self):
        recipe, = re.findall(r"```sh\n(#!/bin/sh\n.*?)```", (DOCS / "compare.md").read_text(), re.DOTALL)
        script = self.folder / "check-speed"
        script.write_text(recipe)
        path = str(TOOL.parent) + os.pathsep + os.environ["PATH"]

        def job(baseline):
            shutil.rmtree(self.folder / "results", ignore_errors=True)
            return subprocess.run(["sh", script, baseline], cwd=self.folder, capture_output=True, text=True, timeout=200,
                                  env=dict(os.environ, PATH=path, BLOCKS="8"))
        real = lambda name, factor: self.rescaled_copy(name, factor)
        slow = job(real("fast_baseline", 0.01))
        self.assertEqual(slow.returncode, 1, slow.stdout + slow.stderr)
        self.assertIn("slower", slow.stdout)
        self.assertIn("Worse", (self.folder / "results" / "compare.md").read_text())
        fine = job(real("slow_baseline", 100))
        self.assertEqual(fine.returncode, 0, fine.stdout + fine.stderr)
        self.assertEqual(job(self.folder / "nowhere").returncode, 2)

    def rescaled_copy(self, name, factor):
        """The measured campaign with its real noise, and all times and sizes times a factor."""
        copy = self.folder / name
        shutil.copytree(self.measured, copy)
        lines = []
        for line in (copy / "raw.jsonl").read_text().splitlines():
            event = json.loads(line)
            if event["type"] == "measured":
                event["samples"] = [[at, value and value * factor] for at, value in event["samples"]]  # null stays
            lines.append(json.dumps(campaigns.without_chain(event)))
        (copy / "raw.jsonl").write_text("\n".join(lines) + "\n")
        return copy


if __name__ == "__main__":
    unittest.main()
