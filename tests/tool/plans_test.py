"""Plans that are wrong: `wasmbench run` says in one line where (as a JSON pointer) and what was expected, its exit status
is 2, and nothing is made or changed."""

import copy
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

TOOL = os.environ["WASMBENCH_TOOL"]
GONE = object()


def changed(plan, pointer, value):
    """`plan` as text, with the value at a JSON pointer replaced, added, or (GONE) removed."""
    out = copy.deepcopy(plan)
    *way, last = pointer.split("/")[1:]
    at = out
    for step in way:
        at = at[int(step)] if isinstance(at, list) else at[step]
    if isinstance(at, list):
        last = int(last)
    if value is GONE:
        del at[last]
    else:
        at[last] = value
    return json.dumps(out)


# Pointer, value there, what the line has to say beside the pointer.
FIELDS = [
    ("/bocks", 3, ["not known", "only schema, name"]),
    ("/rows/0/runtme", "native", ["not known", "only runtime"]),
    ("/settings/conections", 3, ["not known"]),
    ("/blocks", -1, ["a whole number from 1", "found -1"]),
    ("/blocks", 0, ["a whole number from 1", "found 0"]),
    ("/blocks", 1.5, ["a whole number", "found 1.5"]),
    ("/blocks", "3", ["a whole number", "found a string"]),
    ("/blocks", None, ["a whole number", "found null"]),
    ("/blocks", 4294967296, ["to 4294967295", "found 4294967296"]),
    ("/blocks", 4000000, ["at most 1000000 trials"]),
    ("/blocks", GONE, ["this field", "found nothing"]),
    ("/seed", -42, ["a whole number", "found -42"]),
    ("/seed", 2 ** 64, ["to 18446744073709551615"]),
    ("/name", "../../up", ["letters, digits"]),
    ("/name", "", ["not empty"]),
    ("/name", "a\x1b[2Jb", ["letters, digits"]),
    ("/schema", 99, ["at most"]),
    ("/schema", GONE, ["this field"]),
    ("/rows", "all", ["a list", "found a string"]),
    ("/rows", {}, ["a list", "found an object"]),
    ("/rows", [], ["at least one row"]),
    ("/rows/0", 7, ["an object", "found 7"]),
    ("/rows/0/workload", GONE, ["this field", "found nothing"]),
    ("/rows/0/workload", "hallo", ["hallo", "hello"]),
    ("/rows/0/runtime", "nativ", ["nativ", "native"]),
    ("/rows/0/runtime", 7, ["a string", "found 7"]),
    ("/rows/0/endpoint", "state", ["begins with '/'"]),
    ("/rows/0/options", [], ["an object", "found a list"]),
    ("/rows/0/options", {"mode": "warp"}, ["mode"]),
    ("/rows/0/old_options", {"mode": "warp"}, ["mode"]),
    ("/rows/0/options/mode", True, ["a string", "found true"]),
    ("/rows/0/firewall", {"kind": "brick"}, ["one of off, chain, set"]),
    ("/rows/0/firewall", {"kind": "chain"}, ["this field"]),
    ("/rows/0/firewall", {"kind": "chain", "rules": 10 ** 9}, ["from 0 to 100000"]),
    ("/rows/0/firewall", {"kind": "off"}, ["a service"]),  # before a program
    ("/rows/0/density", {}, ["this field"]),
    ("/rows/0/page_cache", "hot", ["one of any, warm, cold"]),
    ("/rows/0/blocks", 0, ["from 1"]),
    ("/settings", GONE, ["this field"]),
    ("/settings/connections", 0, ["from 1"]),
    ("/settings/sequential_requests", -50, ["found -50"]),
    ("/settings/stop_grace_seconds", 1e300, ["at most 31536000 seconds"]),
    ("/settings/ready_within_seconds", 0, ["above 0"]),
    ("/settings/sample_period_seconds", 1e-9, ["at least 0.001"]),
    ("/precision", {"metric": "speed"}, ["start/ready"]),
]

# Where the message points to deeper, or to the first of two.
DEEPER = {
    ("/rows/0/firewall", "one of off, chain, set"): "/rows/0/firewall/kind",
    ("/rows/0/firewall", "this field"): "/rows/0/firewall/rules",
    ("/rows/0/density", "this field"): "/rows/0/density/most_instances",
    ("/rows/0/firewall", "from 0 to 100000"): "/rows/0/firewall/rules",
    ("/precision", "start/ready"): "/precision/metric",
}


class PlansTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        command = [TOOL, "study", "--workloads", "hello", "--runtimes", "native", "--blocks", "1", "--print-plan"]
        made = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        cls.text = made.stdout
        cls.plan = json.loads(made.stdout)

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="wasmbench-plans-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.file = self.folder / "plan.json"

    def seen(self):
        return sorted((str(path.relative_to(self.folder)), path.stat().st_mtime_ns) for path in self.folder.rglob("*"))

    def refused(self, *words, argument="plan.json"):
        before = self.seen()
        env = dict(os.environ, TMPDIR=str(self.folder), XDG_STATE_HOME=str(self.folder / "state"),
                   XDG_CACHE_HOME=str(self.folder / "cache"), HOME=str(self.folder))
        done = subprocess.run([TOOL, "run", argument], capture_output=True, text=True, timeout=60, cwd=self.folder,
                              env=env)
        self.assertEqual(done.returncode, 2, done)
        self.assertEqual(done.stdout, "")
        lines = done.stderr.splitlines()
        self.assertEqual(len(lines), 1, "one line, not: " + done.stderr)
        self.assertTrue(lines[0].isprintable(), repr(lines[0]))
        for word in words:
            self.assertIn(word, lines[0])
        self.assertEqual(self.seen(), before, "nothing is made")

    def test_fields(self):
        self.assertGreaterEqual(len(FIELDS), 25)
        for pointer, value, words in FIELDS:
            with self.subTest(pointer=pointer, value="gone" if value is GONE else value):
                self.file.write_text(changed(self.plan, pointer, value))
                self.refused(DEEPER.get((pointer, words[0]), pointer), *words)

    def test_the_name_of_the_file_is_said(self):
        self.file.write_text(changed(self.plan, "/blocks", 0))
        self.refused("plan.json")

    def test_duplicate_fields(self):
        self.file.write_text(self.text.replace('"blocks": 1', '"blocks": 1, "blocks": 2'))
        self.refused("/blocks", "each field once")
        self.file.write_text(self.text.replace('"workload": "hello"', '"workload": "hello", "workload": "cpu_hash"'))
        self.refused("/rows/0/workload", "each field once")

    def test_numbers_that_are_none(self):
        for number in ("1e999", "-1e999", "0x10", "01", "NaN", "Infinity", "+1", ".5"):
            with self.subTest(number=number):
                self.file.write_text(self.text.replace('"blocks": 1', f'"blocks": {number}'))
                self.refused("/blocks", "a JSON document")

    def test_what_is_no_json(self):
        for text in ("", " \n", "{", "[", "}", "null,", "plan", "{\"schema\": 1,}", "\0", "[" * 100000,
                     self.text + "{}", self.text[:-30], "# a comment\n" + self.text, "'schema'"):
            with self.subTest(text=text[:40]):
                self.file.write_text(text)
                self.refused("plan.json", "a JSON document")
        self.file.write_bytes(b'{"schema": "\xff\xfe"}')
        self.refused("plan.json", "a JSON document")

    def test_json_that_is_no_plan(self):
        for text in ("null", "[]", "7", '"plan"', "true"):
            with self.subTest(text=text):
                self.file.write_text(text)
                self.refused("plan.json", "an object")
        self.file.write_text("{}")
        self.refused("/schema", "this field")

    def test_what_is_no_file(self):
        self.refused("nowhere.json", "No such file", argument="nowhere.json")
        (self.folder / "a-folder").mkdir()
        self.refused("a-folder", "Is a directory", argument="a-folder")
        self.refused("a-folder/x", "No such file", argument="a-folder/x")

    def check(self):
        before = self.seen()
        env = dict(os.environ, XDG_CACHE_HOME=str(self.folder / "cache"), WASMBENCH_WASMEDGE=str(self.folder / "none"))
        done = subprocess.run([TOOL, "run", "plan.json", "--check"], capture_output=True, text=True, timeout=60, cwd=self.folder,
                              env=env)
        self.assertEqual(self.seen(), before, "nothing is made")
        return done

    def test_a_check_runs_nothing(self):
        self.file.write_text(self.text)
        done = self.check()
        self.assertEqual((done.returncode, done.stdout), (0, "1 rows, 1 of which can be run here; 1 trials in all\n"), done)
        self.file.write_text(changed(self.plan, "/blocks", 0))
        self.assertEqual(self.check().returncode, 2)

    def test_a_check_names_rows_that_are_not_for_this_machine(self):
        self.file.write_text(changed(self.plan, "/rows/0/runtime", "wasmedge"))
        done = self.check()
        self.assertEqual(done.returncode, 0, done)
        self.assertIn("wasmedge hello: not on this machine: ", done.stdout)
        self.assertIn("1 rows, 0 of which can be run here; 1 trials in all\n", done.stdout)


if __name__ == "__main__":
    unittest.main()
