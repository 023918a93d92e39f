"""What scripts/fuzz makes of targets that find something and of those that do not, and that every target is complete.

Usage: fuzz_test.py ROOT
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()

# A fuzzer that counts what it is started with, and finds something if a file tells it to.
FUZZER = """#!/bin/sh
for argument; do case $argument in -artifact_prefix=*) prefix=${argument#*=} ;; esac; done
echo "$0 $*" >> calls
if [ -e "find_$(basename "$0")" ]; then
    echo boom > "${prefix}crash-1"
    echo "==1== ERROR: AddressSanitizer: boom"
    exit 77
fi
echo "#7	DONE   cov: 12 ft: 3 corp: 2/9b"
echo "Done 7 runs in 1 second(s)"
echo "stat::number_of_executed_units: 7"
"""


class Script(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        shutil.copytree(ROOT / "scripts" / "lib", self.root / "scripts" / "lib")
        shutil.copy(ROOT / "scripts" / "fuzz", self.root / "scripts" / "fuzz")
        self.write("scripts/deps", "#!/bin/sh\n")
        self.write("bin/cmake", "#!/bin/sh\n")
        for target in "one", "two":
            self.write(f"tests/fuzz/{target}.cpp", "LLVMFuzzerTestOneInput")
            self.write(f"tests/fuzz/corpus/{target}/seed", "x")
            self.write(f"build/fuzz/bin/fuzz_{target}", FUZZER)
        self.write("tests/fuzz/replay.cpp", "LLVMFuzzerTestOneInput")

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        file.chmod(0o755)

    def fuzz(self, *arguments):
        return subprocess.run([self.root / "scripts" / "fuzz", *arguments], capture_output=True, text=True, timeout=60, check=False,
                              cwd=self.root, env={"PATH": f"{self.root}/bin:/usr/bin:/bin", "HOME": str(self.root)})

    def test_each_target_runs_for_its_time_from_its_corpus(self):
        done = self.fuzz("--seconds", "7")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        calls = sorted((self.root / "calls").read_text(encoding="utf-8").splitlines())
        self.assertEqual(len(calls), 2)
        for call, target in zip(calls, ("one", "two")):
            self.assertIn(f"bin/fuzz_{target} ", call)
            self.assertIn("-max_total_time=7 ", call)
            self.assertTrue(call.endswith(f"tests/fuzz/corpus/{target}"), call)
        self.assertRegex(done.stdout, r"one +7 inputs, +12 edges, +1 s")
        self.assertFalse((self.root / "tests/fuzz/findings/one").exists())

    def test_a_finding_is_kept_and_said_and_the_others_run(self):
        self.write("find_fuzz_one", "")
        done = self.fuzz()
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertTrue((self.root / "tests/fuzz/findings/one/crash-1").exists())
        self.assertIn("AddressSanitizer: boom", done.stderr)
        self.assertIn("found something in: one", done.stderr)
        self.assertRegex(done.stdout, r"two +7 inputs")

    def test_what_was_found_is_where_the_next_run_begins_too(self):
        self.write("tests/fuzz/findings/two/old", "x")
        self.assertEqual(self.fuzz("two").returncode, 0)
        self.assertIn("tests/fuzz/findings/two\n", (self.root / "calls").read_text(encoding="utf-8"))

    def test_arguments_that_make_no_sense(self):
        for arguments in ("three",), ("--seconds",), ("--seconds", "0"), ("--jobs", "x"), ("--what",):
            self.assertEqual(self.fuzz(*arguments).returncode, 2, arguments)
        self.assertEqual(self.fuzz("--list").stdout, "one\ntwo\n")


class Targets(unittest.TestCase):
    def test_each_is_built_and_has_a_corpus_and_a_line_in_the_docs(self):
        folder = ROOT / "tests" / "fuzz"
        built = set(re.findall(r"^ *wasmbench_add_fuzz_target\((\w+)$", (folder / "CMakeLists.txt").read_text(encoding="utf-8"), re.M))
        sources = {file.stem for file in folder.glob("*.cpp")} - {"replay"}
        self.assertEqual(built, sources)
        page = (ROOT / "docs" / "fuzzing.md").read_text(encoding="utf-8")
        for target in sources:
            files = list((folder / "corpus" / target).iterdir())
            self.assertTrue(files, target)
            self.assertLess(max(file.stat().st_size for file in files), 1 << 17, target)
            self.assertIn(f"| `{target}` |", page)


if __name__ == "__main__":
    unittest.main()
