"""A workload that runs and ends, natively or in Wasmtime, against its manifest."""
import os
import re
import subprocess
import unittest

import support

options = support.arguments("workload", "target")
manifest = support.manifest(options.build, options.workload)
if options.target == "native":
    program = [options.build / manifest["artifacts"]["native"]]
else:
    module = options.build / manifest["artifacts"]["wasm32-wasi"]
    program = [support.tool("wasmtime"), "run", "-C", "cache=n", module]


class Command(unittest.TestCase):
    def test_manifest(self):
        result = support.run(program + manifest["arguments"])
        self.assertEqual((result.returncode, result.stderr), (manifest["expect"]["exit_status"], b""))
        expected = manifest["expect"]["stdout"]
        pattern = expected.get("regex") or re.escape(expected["exact"])
        self.assertRegex(result.stdout.decode(), f"\\A(?:{pattern})\\Z")

    def test_output_that_cannot_be_written_is_a_failure(self):
        if options.target != "native" or not os.path.exists("/dev/full"):
            self.skipTest("needs a native program and /dev/full")
        with open("/dev/full", "wb") as full:
            result = subprocess.run([str(program[0]), *manifest["arguments"]], stdout=full, timeout=support.LIMIT_S)
        self.assertEqual(result.returncode, 1)


@unittest.skipUnless(options.workload == "cpu_hash", "hello takes no argument")
class CpuHash(unittest.TestCase):
    def test_digests(self):
        for count, digest in manifest["digests"].items():
            result = support.run(program + [count])
            self.assertRegex(result.stdout.decode(), rf"\Aiterations={count} digest={digest} elapsed_ms=\d+\.\d{{3}}\n\Z")

    def test_default_is_two_million(self):
        result = support.run(program)
        self.assertIn(f"iterations=2000000 digest={manifest['digests']['2000000']} ", result.stdout.decode())

    def test_unusable_arguments(self):
        for arguments in (["x"], ["-1"], ["1.5"], [""], ["18446744073709551616"], ["1", "2"]):
            result = support.run(program + arguments)
            self.assertEqual((result.returncode, result.stdout), (2, b""), arguments)
            self.assertRegex(result.stderr.decode(), r"\Ausage: [^\n]+\n\Z")


if __name__ == "__main__":
    unittest.main()
