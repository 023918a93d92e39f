"""What `wasmbench export` and `compare --junit` write, read by the tools that it is for. One small campaign is really
measured. Where a tool compares, it gets a copy of it with calm times and one in which they are twice as long, so that what it
has to say is known.

scripts/deps --with exports installs the tools. Without one its test is skipped; where WASMBENCH_REQUIRE_RUNTIMES is set it
fails. github-action-benchmark is in no package registry: WASMBENCH_GITHUB_ACTION_BENCHMARK may name a checkout of it in
which `npm ci && npm run build` has run."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import campaigns
import export_tools
from export_tools import FOLDER, PYTHON, require, run

TOOL = pathlib.Path(os.environ["WASMBENCH_TOOL"])
BLOCKS = 10
REQUESTS = 30
HELLO = "native/native/hello (one-shot)"
HASH = "native/native/cpu_hash (one-shot)"
SERVICE = "native/native/http_service/ (long-lived)"

PLAN = {
    "schema": 1, "name": "exports", "seed": 7, "blocks": BLOCKS,
    "rows": [{"runtime": "native", "options": {}, "workload": "hello", "endpoint": ""},
             {"runtime": "native", "options": {}, "workload": "cpu_hash", "endpoint": ""},
             {"runtime": "native", "options": {}, "workload": "http_service", "endpoint": "/"}],
    "settings": {"warmup_requests": 5, "sequential_requests": REQUESTS, "connections": 2, "concurrent_requests": 200,
                 "concurrent_seconds": 0.2, "load_threads": 1, "ready_within_seconds": 30, "request_timeout_seconds": 5,
                 "stop_grace_seconds": 2, "sample_period_seconds": 0.05, "memory_trials": BLOCKS},
}

# The parser of the reference implementation; it refuses what the specification does.
READ_OPENMETRICS = """
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
print(json.dumps([[f.name, f.type, f.unit, [[s.name, s.labels, s.value, s.timestamp and float(s.timestamp)]
                                           for s in f.samples]]
                  for f in text_string_to_metric_families(open(sys.argv[1]).read())]))
"""

READ_PYPERF = """
import json, sys, pyperf
print(json.dumps({b.get_name(): [b.get_unit(), b.get_nrun(), b.get_values()]
                  for b in pyperf.BenchmarkSuite.load(sys.argv[1])}))
"""

READ_JUNIT = """
import json, sys, junitparser
xml = junitparser.JUnitXml.fromfile(sys.argv[1])
print(json.dumps([[xml.tests, xml.failures, xml.errors, xml.skipped],
                  [[s.name, c.name, [[type(r).__name__, r.message] for r in c.result]] for s in xml for c in s]]))
"""

READ_WITH_ACTION = """
const { extractResult } = require(process.argv[1] + '/dist/src/extract.js');
extractResult({ tool: process.argv[2], outputFilePath: process.argv[3], ref: undefined, githubToken: undefined })
    .then(b => console.log(JSON.stringify(b.benches)), e => { console.error(e.message); process.exit(1); });
"""


def wasmbench(*arguments):
    return subprocess.run([TOOL, *map(str, arguments)], capture_output=True, text=True, timeout=200)


def samples(campaign, metric, workload, concurrency=None):
    """The raw values of a metric, a list for each trial."""
    out = []
    for line in (campaign / "raw.jsonl").read_text().splitlines():
        event = json.loads(line)
        if event["type"] == "measured" and event["metric"] == metric and event["key"]["workload"] == workload \
                and event["phase"] != "warmup" and concurrency in (None, event["key"]["concurrency"]):
            out.append([value for _, value in event["samples"]])
    return out


def calm(event):
    """Times of a millisecond and a little that differs from block to block and from request to request; of cpu_hash three."""
    if event["type"] == "measured" and event["unit"] == "s":
        block = 0.01 * (event["key"]["block"] * 3 % BLOCKS) / BLOCKS
        typical = 0.003 if event["key"]["workload"] == "cpu_hash" else 0.001
        event["samples"] = [[at, typical * (1 + block + 1e-5 * i)] for i, (at, _) in enumerate(event["samples"])]


def twice_as_slow(event):
    calm(event)
    if event["type"] == "measured":
        factor = 0.5 if event["metric"] == "http/throughput" else 2 if event["unit"] == "s" else 1
        event["samples"] = [[at, value and value * factor] for at, value in event["samples"]]


class ExportsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = pathlib.Path(tempfile.mkdtemp(prefix="wasmbench-exports-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.root, ignore_errors=True)
        (cls.root / "plan.json").write_text(json.dumps(PLAN))
        done = wasmbench("run", cls.root / "plan.json", "--out", cls.root / "measured", "--quiet")
        assert done.returncode == 0, done.stdout + done.stderr
        cls.measured, = (cls.root / "measured").iterdir()
        cls.calm = cls.copy("calm", calm)
        cls.slower = cls.copy("slower", twice_as_slow)

    @classmethod
    def copy(cls, name, change):
        shutil.copytree(cls.measured, cls.root / name)
        events = [json.loads(line) for line in (cls.measured / "raw.jsonl").read_text().splitlines()]
        for event in events:
            change(event)
        (cls.root / name / "raw.jsonl").write_text("".join(json.dumps(campaigns.without_chain(event)) + "\n" for event in events))
        return cls.root / name

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=self.root))

    def tool(self, path):
        try:
            return require(path)
        except export_tools.Missing as reason:
            if os.environ.get("WASMBENCH_REQUIRE_RUNTIMES"):
                self.fail(str(reason))
            self.skipTest(str(reason))

    def export(self, campaign, format_name, *options, left_out=()):
        """The file, which the command has written to stdout too."""
        out = self.folder / (campaign.name + "-" + format_name)
        done = wasmbench("export", campaign, "--format", format_name, "--out", out, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, "")
        said = done.stderr.splitlines()
        self.assertEqual(len(said), len(left_out), said)
        for line, metric in zip(said, left_out):
            self.assertTrue(line.startswith("left out: " + metric + ": "), line)
        self.assertEqual(wasmbench("export", campaign, "--format", format_name, *options).stdout, out.read_text())
        return out

    def both(self, format_name, *options, left_out=()):
        return [self.export(c, format_name, *options, left_out=left_out) for c in (self.calm, self.slower)]

    def test_google_benchmark(self):
        compare = self.tool(pathlib.Path("/usr/share/benchmark/compare.py"))  # Debian's libbenchmark-tools
        python = self.tool(PYTHON)
        a, b = self.both("google-benchmark")
        out = run(python, compare, "--no-color", "benchmarks", a, b)
        for name in HELLO + " run_time", HASH + " self_reported", SERVICE + " cold_start", SERVICE + " service_time":
            changes = re.findall(r"^%s +([+-][0-9.]+) " % re.escape(name), out, re.MULTILINE)
            self.assertEqual(changes, ["+1.0000"] * BLOCKS, out)
            p, = re.findall(r"^%s_pvalue +([0-9.]+) " % re.escape(name), out, re.MULTILINE)
            self.assertLess(float(p), 0.01, out)
        self.assertRegex(out, r"OVERALL_GEOMEAN +\+1\.0000 ")
        self.assertNotIn("WARNING", out)
        entries = [e for e in json.loads(a.read_text())["benchmarks"] if e["name"] == SERVICE + " service_time"]
        for entry, times in zip(entries, samples(self.calm, "http/service_time", "http_service", 1)):
            self.assertEqual(entry["iterations"], REQUESTS)
            self.assertAlmostEqual(entry["real_time"], sum(times) / len(times) * 1e9, delta=0.01)

    def test_pyperf(self):
        python = self.tool(PYTHON)
        a, b = self.both("pyperf", left_out=["throughput"])
        out = run(python, "-m", "pyperf", "compare_to", a, b, "--table")
        for name in HELLO + " run_time", HASH + " run_time", SERVICE + " cold_start", SERVICE + " service_time":
            self.assertRegex(out, r"\| %s +\|.*: 2\.00x slower" % re.escape(name))
        read = json.loads(run(python, "-c", READ_PYPERF, a))
        self.assertEqual(read[SERVICE + " service_time"], ["second", BLOCKS, [
            v for trial in samples(self.calm, "http/service_time", "http_service", 1) for v in trial]])
        self.assertEqual(read[HELLO + " run_time"], ["second", BLOCKS, [
            v for trial in samples(self.calm, "start/ready", "hello") for v in trial]])
        self.assertEqual(read[SERVICE + " memory_steady"][:2], ["byte", BLOCKS])

    def test_hyperfine(self):
        scripts, python = self.tool(FOLDER / "hyperfine"), self.tool(PYTHON)
        times = self.export(self.measured, "hyperfine", left_out=["memory_peak", "max_rss", "throughput", "memory_steady"])
        out = run(python, scripts / "advanced_statistics.py", times, "--time-unit", "millisecond")
        block = out.split("Command '%s service_time'" % SERVICE)[1].split("Command ")[0]
        values = [v for trial in samples(self.measured, "http/service_time", "http_service", 1) for v in trial]
        self.assertRegex(block, r"runs: +%d\n" % (BLOCKS * REQUESTS))
        self.assertRegex(block, r"max: +%.3f ms" % (max(values) * 1e3))
        picture = self.folder / "whisker.png"
        run(python, scripts / "plot_whisker.py", times, "--sort-by", "median", "-o", picture, MPLBACKEND="Agg")
        self.assertEqual(picture.read_bytes()[:8], b"\x89PNG\r\n\x1a\n")
        two = self.export(self.calm, "hyperfine", "--metric", "run_time")
        self.assertIn("A statistically significant difference", run(python, scripts / "welch_ttest.py", two))

    def test_benchstat(self):
        benchstat = self.tool(FOLDER / "benchstat")
        a, b = self.both("benchstat")
        out = run(benchstat, a, b)
        for unit, name, change in (
                ("sec/op", "workload=http_service", "+100.00%"), ("cold_start-sec", "workload=http_service", "+100.00%"),
                ("run_time-sec", "workload=hello", "+100.00%"), ("throughput-req/s", "workload=http_service", "-50.00%"),
                ("memory_steady-bytes", "workload=http_service", "~")):
            table, = [t for t in re.split(r"\n\n", out) if re.search(r"│ +%s +" % re.escape(unit), t)]
            line, = [one for one in table.splitlines() if name in one]
            self.assertIn(change, line)
            self.assertIn("n=%d" % BLOCKS, line)
        columns = run(benchstat, "-col", "/workload", "-filter", ".unit:run_time-sec", a)
        self.assertRegex(columns, r"│ +hello +│ +cpu_hash +│")

    def test_openmetrics(self):
        python = self.tool(PYTHON)
        path = self.export(self.measured, "openmetrics")
        families = {f[0]: f[1:] for f in json.loads(run(python, "-c", READ_OPENMETRICS, path))}
        kind, unit, found = families["wasmbench_run_time_seconds"]
        self.assertEqual((kind, unit, len(found)), ("gauge", "seconds", 2 * BLOCKS))
        self.assertEqual([v for _, labels, v, _ in found if labels["workload"] == "hello"],
                         [v for trial in samples(self.measured, "start/ready", "hello") for v in trial])
        kind, unit, found = families["wasmbench_service_time_seconds"]
        values = [v for trial in samples(self.measured, "http/service_time", "http_service", 1) for v in trial]
        self.assertEqual((kind, unit), ("histogram", "seconds"))
        count, = [v for name, _, v, _ in found if name.endswith("_count")]
        self.assertEqual(count, len(values))
        half, = [v for _, labels, v, _ in found if labels.get("le") == "0.0001"]
        self.assertEqual(half, sum(1 for v in values if v <= 0.0001))
        self.assertEqual(families["wasmbench_campaign"][0], "info")
        promtool = shutil.which("promtool")
        if promtool:
            run(promtool, "tsdb", "create-blocks-from", "openmetrics", path, self.folder / "blocks")
            self.assertTrue(list((self.folder / "blocks").iterdir()))

    def test_github_action_benchmark(self):
        checkout = os.environ.get("WASMBENCH_GITHUB_ACTION_BENCHMARK")
        if not checkout or not shutil.which("node"):
            self.skipTest("github-action-benchmark is in no package registry, and WASMBENCH_GITHUB_ACTION_BENCHMARK names no "
                          "checkout of it")
        event = self.folder / "event.json"
        event.write_text(json.dumps({"head_commit": {"id": "1", "message": "", "author": {}, "committer": {}}}))
        smaller = self.export(self.measured, "github-action", left_out=["throughput"])
        names = {}
        for kind, path in (("customSmallerIsBetter", smaller), ("customBiggerIsBetter", self.export(
                self.measured, "github-action-bigger", "--metric", "throughput"))):
            read = json.loads(run("node", "-e", READ_WITH_ACTION, checkout, kind, path, GITHUB_EVENT_PATH=str(event)))
            self.assertEqual(read, json.loads(path.read_text()))
            names.update({entry["name"]: entry for entry in read})
        self.assertEqual(names[SERVICE + " throughput"]["unit"], "req/s")
        self.assertEqual(names[HELLO + " run_time"]["unit"], "ms")
        for entry in names[SERVICE + " throughput"], names[HELLO + " run_time"]:
            code = "console.log(require(process.argv[1] + '/dist/src/extractRangeInfo.js').extractRangeInfo(process.argv[2]).value)"
            self.assertGreaterEqual(float(run("node", "-e", code, checkout, entry["range"])), 0)

    def junit(self, path):
        totals, cases = json.loads(run(self.tool(PYTHON), "-c", READ_JUNIT, path))
        return totals, {(suite, case): results for suite, case, results in cases}

    def test_junit_of_a_gate(self):
        path = self.folder / "gate.xml"
        done = wasmbench("compare", self.calm, self.slower, "--junit", path)
        self.assertEqual(done.returncode, 1, done.stderr)
        totals, cases = self.junit(path)
        self.assertEqual(totals[0], len(cases))
        self.assertGreater(totals[1], 2)
        (kind, message), = cases["comparison", "verdict"]
        self.assertEqual(kind, "Failure")
        self.assertTrue(message.startswith(done.stdout.splitlines()[0]), message)  # which is wrapped
        self.assertEqual(cases[HELLO, "run_time"][0][0], "Failure")
        done = wasmbench("compare", self.calm, self.calm, "--margin", 100000, "--junit", "-")
        self.assertEqual(done.returncode, 0, done.stderr)
        path.write_text(done.stdout)
        totals, cases = self.junit(path)
        self.assertEqual(totals[1:3], [0, 0])
        self.assertEqual(cases["comparison", "verdict"], [])

    def test_junit_of_trials(self):
        totals, cases = self.junit(self.export(self.measured, "junit"))
        self.assertEqual(totals[:3], [3 * BLOCKS, 0, 0])
        failing = self.folder / "failing"
        shutil.copytree(self.measured, failing)
        lines = (failing / "raw.jsonl").read_text().splitlines()
        last, = [i for i, line in enumerate(lines) if json.loads(line)["type"] == "trial_ended"][-1:]
        key = json.loads(lines[last])["key"]
        lines[last:] = []  # the harness was killed
        (failing / "raw.jsonl").write_text("\n".join(lines) + "\n")
        totals, cases = self.junit(self.export(failing, "junit"))
        self.assertEqual(totals[:3], [3 * BLOCKS, 0, 1])
        (kind, message), = cases[next(k for k in cases if k[1] == "block %d, trial %d" % (key["block"], key["trial"]))]
        self.assertEqual((kind, message), ("Error", "the harness ended before the trial did"))

    def refused(self, *arguments, words, status=2):
        done = wasmbench(*arguments)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        self.assertEqual(done.stdout, "")
        line, = [one for one in done.stderr.splitlines() if one]
        for word in words:
            self.assertIn(word, line)

    def test_what_makes_no_sense(self):
        self.refused("export", self.measured, "--format", "xls", words=["--format", "xls", "benchstat"])
        self.refused("export", self.measured, words=["--format"])
        self.refused("export", self.folder / "nowhere", "--format", "pyperf", words=["nowhere"])
        self.refused("export", self.measured, "--format", "pyperf", "--metric", "speed", words=["speed", "cold_start"])
        self.refused("export", self.measured, "--format", "junit", "--metric", "cold_start", words=["cold_start", "trials"])
        self.refused("export", self.measured, "--format", "pyperf", "--metric", "throughput", words=["throughput", "slower"])
        self.refused("export", self.measured, "--format", "hyperfine", "--metric", "memory_peak", words=["times only"])
        self.refused("export", self.measured, "--format", "pyperf", "--out", self.folder / "no" / "file", words=["no/file"], status=3)
        torn = self.folder / "torn"
        shutil.copytree(self.measured, torn)
        text = (torn / "raw.jsonl").read_text().splitlines()
        text[4] = text[4][:20]
        (torn / "raw.jsonl").write_text("\n".join(text) + "\n")
        self.refused("export", torn, "--format", "benchstat", words=["torn/raw.jsonl line 5"])


if __name__ == "__main__":
    unittest.main()
