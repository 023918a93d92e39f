"""The manifests name files that exist and answers that hash to what Python computes."""
import hashlib
import os
import struct
import unittest

import oracle_json
import oracle_walk
import support

options = support.arguments()
NAMES = ("hello", "cpu_hash", "http_service", "json_transform", "kv_service", "memory_walk")


class Manifests(unittest.TestCase):
    def test_artifacts_exist(self):
        for name in NAMES:
            manifest = support.manifest(options.build, name)
            self.assertEqual((manifest["schema"], manifest["name"]), (1, name))
            self.assertIn(manifest["kind"], ("command", "http"))
            for target, path in manifest["artifacts"].items():
                if target == "native-static" and os.environ["WASMBENCH_STATIC_WORKLOADS"] != "1":
                    continue
                self.assertTrue((options.build / path).is_file(), f"{name}, {target}: {path}")

    def test_modules_are_of_the_kind_that_the_target_says(self):
        header = {"wasm32-wasi": b"\0asm\x01\0\0\0", "wasi-sockets": b"\0asm\x01\0\0\0",
                  "wasi-http": b"\0asm\x0d\0\x01\0", "handler-component": b"\0asm\x0d\0\x01\0"}  # core module, component
        for name in NAMES:
            for target, path in support.manifest(options.build, name)["artifacts"].items():
                if target in header:
                    self.assertEqual((options.build / path).read_bytes()[:8], header[target], path)

    def test_components_import_no_preview1(self):
        for workload in NAMES:
            manifest = support.manifest(options.build, workload)
            component = (options.build / manifest["artifacts"]["wasi-http"]).read_bytes()
            if "beside" in manifest:  # the environment says where, and is all of wasi:cli
                component = component.replace(b"wasi:cli/environment@0.2.0", b"")
            for name in (b"wasi:http/types@0.2.0", b"wasi:io/streams@0.2.0", b"wasi:http/incoming-handler@0.2.0"):
                self.assertIn(name, component, workload)
            for name in (b"wasi_snapshot_preview1", b"wasi:cli", b"wasi:filesystem"):
                self.assertNotIn(name, component, workload)

    def check_that_the_answer_has_the_digest(self, manifest):
        self.assertIn(manifest["digests"][manifest["arguments"][0]], manifest["expect"]["stdout"]["regex"])

    def test_digests_of_json_transform(self):
        manifest = support.manifest(options.build, "json_transform")
        program = options.build / manifest["artifacts"]["native"]
        document = support.run([program, "document"]).stdout.decode()
        self.assertEqual(set(manifest["digests"]), {"1", "8", "200"})
        for count, digest in manifest["digests"].items():
            computed, results = oracle_json.digest(document, int(count))
            self.assertEqual(computed, digest, f"{count} rounds")
        self.assertEqual(len(set(results)), len(results), "two rounds have one result")
        self.check_that_the_answer_has_the_digest(manifest)

    def test_checksums_and_footprint_of_memory_walk(self):
        manifest = support.manifest(options.build, "memory_walk")
        self.assertEqual(set(manifest["digests"]), {"1", "3", "64"})
        for mib, checksum in manifest["digests"].items():
            self.assertEqual(oracle_walk.checksum(int(mib)), checksum, f"{mib} MiB")
        self.assertEqual(manifest["footprint_bytes"], int(manifest["arguments"][0]) << 20)
        self.check_that_the_answer_has_the_digest(manifest)

    def test_digests_of_cpu_hash(self):
        manifest = support.manifest(options.build, "cpu_hash")
        self.assertEqual(set(manifest["digests"]), {"1", "1000", "2000000"})
        text = b"cpu-hash-benchmark".ljust(24, b"\0")
        for count, digest in manifest["digests"].items():
            computed = hashlib.sha256()
            for iteration in range(int(count)):
                computed.update(text + struct.pack("<Q", iteration))
            self.assertEqual(computed.hexdigest(), digest, f"{count} iterations")
        self.check_that_the_answer_has_the_digest(manifest)


if __name__ == "__main__":
    unittest.main()
