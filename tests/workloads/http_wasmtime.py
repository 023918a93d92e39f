"""The wasi:http component under `wasmtime serve`: an instance per request, reused instances, compiled ahead of time."""
import pathlib
import subprocess
import tempfile
import unittest

import support

options = support.arguments()
manifest = support.manifest(options.build, "http_service")
component = options.build / manifest["artifacts"]["wasi-http"]
wasmtime = support.tool("wasmtime")

# Without the second option an instance that had nothing to do for a second is dropped, and its count with it.
REUSE = ("--max-instance-reuse-count", 1_000_000_000, "--idle-instance-timeout", "86400s")


def serve(*more, module=component):
    # No compilation cache: the test leaves nothing behind in the home folder, and finds nothing there.
    command = [wasmtime, "serve", "-C", "cache=n", "--addr", "127.0.0.1:0", *more, module]
    return support.server(command, r"Serving HTTP on http://127\.0\.0\.1:(\d+)/", "stderr")


class Wasmtime(support.HttpTest):
    def check(self, running, counts):
        with running as (_, port), support.client(port) as connection:
            self.check_endpoints(manifest["endpoints"], connection, counts)

    def test_instance_per_request_is_stateless(self):
        self.check(serve(), [1] * 5)

    def test_reused_instance_counts(self):
        self.check(serve(*REUSE), range(1, 6))

    def test_precompiled(self):
        with tempfile.TemporaryDirectory() as folder:
            compiled = pathlib.Path(folder) / "http_service.cwasm"
            subprocess.run([wasmtime, "compile", str(component), "-o", str(compiled)], check=True, timeout=60)
            self.check(serve("--allow-precompiled", module=compiled), [1] * 5)
            self.check(serve("--allow-precompiled", *REUSE, module=compiled), range(1, 6))

    def test_other_paths_and_methods(self):
        with serve(*REUSE) as (_, port), support.client(port) as connection:
            self.assertEqual(support.get(connection, "/nothing")[0::2], (404, b"not found\n"))
            self.assertEqual(support.get(connection, "/state?x=1")[2], b"1\n")
            self.assertEqual(support.get(connection, "/state", "POST", body=b"x" * 100_000)[2], b"2\n")
            status, headers, body = support.get(connection, "/", "HEAD")
            self.assertEqual((status, headers["content-length"], body), (200, "21", b""))

    def test_long_paths_do_not_use_up_the_memory_of_an_instance(self):
        # 40 MiB of paths through an instance that is allowed 1 MiB: each request's memory is given back.
        limit = ("-W", "max-memory-size=1048576")
        with serve(*REUSE, *limit) as (_, port), support.client(port) as connection:
            for length in [1, 100, 60_000] + [40_000] * 1000:
                self.assertEqual(support.get(connection, "/" + "a" * length)[0], 404)
            self.assertEqual(support.get(connection, "/state")[2], b"1\n")


if __name__ == "__main__":
    unittest.main()
