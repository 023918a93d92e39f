"""A workload that runs and ends, natively or in Wasmtime, against its manifest."""
import os
import re
import resource
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


# What a program that computes prints between its argument, its digest and its time.
LINES = {"cpu_hash": ("iterations=", " digest=", ""), "json_transform": ("rounds=", " digest=", ""),
         "memory_walk": ("mib=", " checksum=", r" fill_ms=\d+\.\d{3}")}


@unittest.skipUnless(options.workload in LINES, "hello takes no argument")
class Computing(unittest.TestCase):
    def check_line(self, result, argument, digest):
        count_name, digest_name, more = LINES[options.workload]
        line = rf"{count_name}{argument}{digest_name}{digest}{more} elapsed_ms=\d+\.\d{{3}}\n"
        self.assertRegex(result.stdout.decode(), rf"\A{line}\Z")

    def test_digests(self):
        for argument, digest in manifest["digests"].items():
            self.check_line(support.run(program + [argument]), argument, digest)

    def test_default_is_that_of_the_manifest(self):
        argument = manifest["arguments"][0]
        self.check_line(support.run(program), argument, manifest["digests"][argument])

    def test_unusable_arguments(self):
        more = [["0"], ["1025"]] if options.workload == "memory_walk" else []
        for arguments in (["x"], ["-1"], ["1.5"], [""], ["18446744073709551616"], ["1", "2"], *more):
            result = support.run(program + arguments)
            self.assertEqual((result.returncode, result.stdout), (2, b""), arguments)
            self.assertRegex(result.stderr.decode(), r"\Ausage: [^\n]+\n\Z")


@unittest.skipUnless(options.workload == "json_transform", "the workload that has a document")
class Document(unittest.TestCase):
    def test_is_the_same_natively_and_in_wasmtime(self):
        document = support.run(program + ["document"]).stdout
        native = options.build / manifest["artifacts"]["native"]
        self.assertEqual(document, support.run([native, "document"]).stdout)
        self.assertGreater(len(document), 80_000)


# A sanitizer's own memory is some 25 MiB.
SANITIZED = os.environ.get("WASMBENCH_SANITIZED") == "1"


@unittest.skipUnless(options.workload == "memory_walk", "the workload whose footprint is known")
class Footprint(unittest.TestCase):
    def test_is_resident(self):
        # The peak of the largest child so far: larger arguments than other tests have, growing.
        for mib in (160, 320):
            self.assertEqual(support.run(program + [str(mib)]).returncode, 0)
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            self.assertGreaterEqual(peak, mib)
            self.assertLess(peak, mib + (8 if options.target == "native" and not SANITIZED else 80))


if __name__ == "__main__":
    unittest.main()
