"""Runs an example inside another harness, and reads what that harness reports: check_harness.py catch2|google PROGRAM."""

import json
import subprocess
import sys
import xml.etree.ElementTree


def output_of(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=50)
    if done.returncode != 0:
        sys.exit("%s ended with %d: %s" % (command[0], done.returncode, done.stdout))
    return done.stdout


def check(condition, what, found):
    if not condition:
        sys.exit("%s, but: %s" % (what, found))


def catch2(program):
    report = xml.etree.ElementTree.fromstring(
        output_of(program, "--reporter", "xml", "--benchmark-samples", "20", "--benchmark-warmup-time", "10"))
    totals = report.find("OverallResultsCases").attrib
    check((totals["successes"], totals["failures"]) == ("3", "0"), "three test cases pass", totals)
    mean = float(report.find(".//BenchmarkResults/mean").attrib["value"])
    check(100e3 < mean < 10e9, "a hundred requests take more than 100 us and less than 10 s", "%g ns" % mean)


def google(program):
    runs = json.loads(output_of(program, "--benchmark_format=json"))["benchmarks"]
    times = {}
    for run in runs:
        check("error_occurred" not in run, "the service starts", run)
        if run["run_type"] == "iteration":
            times.setdefault(run["run_name"], []).append(run["real_time"])
    check(sorted(len(values) for values in times.values()) == [1, 1, 3], "two sizes of load, and three repetitions of a cold start",
          times)
    for name, values in times.items():
        # Nanoseconds: a start takes a process, a request on the loopback some microseconds.
        least = 1e5 if "cold_start" in name else 1e3
        check(all(least < value < 10e9 for value in values), "plausible times", (name, values))


{"catch2": catch2, "google": google}[sys.argv[1]](sys.argv[2])
