"""scripts/lib/validate.py over toy programs: its table, its status, its JSON.

Usage: validate_test.py PATH-OF-SCRIPTS
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPTS = pathlib.Path(sys.argv.pop(1))


def row(part, verdict, figure="1 us"):
    return json.dumps({"part": part, "what": f"{part} is right", "figure": figure, "target": "<= 2 us", "verdict": verdict})


class ValidateTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def program(self, name, *lines, status=0):
        file = self.folder / f"wasmbench-validate-{name}"
        words = "".join(f"cat <<'END'\n{line}\nEND\n" for line in lines)
        file.write_text(f"#!/bin/sh\necho \"$@\" > {self.folder}/{name}.arguments\n{words}exit {status}\n", encoding="utf-8")
        file.chmod(0o755)

    def validate(self, *arguments):
        done = subprocess.run([sys.executable, SCRIPTS / "lib" / "validate.py", "--programs", self.folder, *arguments],
                              capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr

    def arguments(self, name):
        return (self.folder / f"{name}.arguments").read_text(encoding="utf-8").strip()

    def test_all_rows_are_one_table(self):
        self.program("one", row("one", "reached"), row("one", ""))
        self.program("two", row("two", "noisy"))
        status, out, _ = self.validate()
        self.assertEqual(status, 0)
        self.assertEqual(sum(line.startswith(" one ") for line in out.splitlines()), 2)
        self.assertEqual(sum(line.startswith(" two ") for line in out.splitlines()), 1)
        self.assertIn("noisy", out)
        self.assertEqual((self.arguments("one"), self.arguments("two")), ("", ""))

    def test_only_what_needs_a_docker_engine_runs_beside_one(self):
        self.program("ledger", row("ledger", "reached"))
        self.program("other", row("other", "reached"))
        beside = self.folder / "beside"
        beside.write_text(f'#!/bin/sh\necho "$1" >> {self.folder}/beside.log\nexec "$@"\n', encoding="utf-8")
        beside.chmod(0o755)
        status, out, _ = self.validate("--docker", beside)
        self.assertEqual(status, 0)
        self.assertIn("ledger is right", out)
        self.assertEqual((self.folder / "beside.log").read_text(encoding="utf-8").split(),
                         [str(self.folder / "wasmbench-validate-ledger")])

    def test_a_target_that_was_missed_is_status_1(self):
        self.program("one", row("one", "not reached"), status=1)
        self.program("two", row("two", "reached"))
        status, out, _ = self.validate()
        self.assertEqual(status, 1)
        self.assertIn("not reached", out)
        self.assertIn("two is right", out, "the parts after it are run")

    def test_a_part_that_does_not_run_is_a_row_and_status_2(self):
        self.program("broken", status=7)
        self.program("silent")
        status, out, _ = self.validate()
        self.assertEqual(status, 2)
        self.assertIn("it ended with status 7", out)
        self.assertIn("it printed no row", out)

    def test_quick_and_parts_are_passed_on(self):
        self.program("one", row("one", "reached"))
        self.program("two", row("two", "reached"))
        status, out, _ = self.validate("--quick", "--parts", "two")
        self.assertEqual(status, 0)
        self.assertNotIn("one is right", out)
        self.assertEqual(self.arguments("two"), "--quick")
        self.assertFalse((self.folder / "one.arguments").exists())

    def test_an_unknown_part_is_refused_before_anything_runs(self):
        self.program("one", row("one", "reached"))
        status, out, err = self.validate("--parts", "one,tow")
        self.assertEqual((status, out), (2, ""))
        self.assertIn("no part is called tow", err)
        self.assertFalse((self.folder / "one.arguments").exists())

    def test_the_document_holds_the_rows(self):
        self.program("one", row("one", "reached", figure="3.2 us"), "no row at all")
        status, _, err = self.validate("--out", str(self.folder / "out.json"))
        self.assertEqual(status, 0)
        self.assertIn("one: no row at all", err)
        parts = json.loads((self.folder / "out.json").read_text(encoding="utf-8"))["parts"]
        self.assertEqual([p["name"] for p in parts], ["one"])
        self.assertEqual([r["figure"] for r in parts[0]["rows"]], ["3.2 us"])
        self.assertEqual(parts[0]["status"], 0)

    def test_long_cells_are_wrapped_and_nothing_is_lost(self):
        self.program("one", row("one", "reached", figure=" ".join(f"word{i}" for i in range(60))))
        _, out, _ = self.validate()
        for i in range(60):
            self.assertIn(f"word{i}", out)
        self.assertLessEqual(max(map(len, out.splitlines())), 180)


if __name__ == "__main__":
    unittest.main()
