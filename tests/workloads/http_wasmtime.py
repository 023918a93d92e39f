"""The wasi:http component under `wasmtime serve`: an instance per request, reused instances, compiled ahead of time."""
import collections
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
    def check_stateless(self, running):
        with running as (_, port), support.client(port) as connection:
            self.check_endpoints(manifest["endpoints"], connection, [1] * 5)

    def check_reused(self, running):
        """Counts grow, and every instance counts without a gap. There may be more than one: a request that arrives before
        the host sees the instance free again gets a new one (README.md of the workload)."""
        asked = 50
        with running as (_, port), support.client(port) as connection:
            self.check_endpoints(manifest["endpoints"][:1], connection, [None] * 5)
            times_seen = collections.Counter({0: asked})
            for _ in range(asked):
                count = int(support.get(connection, "/state")[2])
                times_seen[count] += 1
                self.assertLessEqual(times_seen[count], times_seen[count - 1], f"a gap before {count}")
        self.assertGreater(max(times_seen), asked // 10, "almost every request got an instance of its own")

    def test_instance_per_request_is_stateless(self):
        self.check_stateless(serve())

    def test_reused_instance_counts(self):
        self.check_reused(serve(*REUSE))

    def test_precompiled(self):
        with tempfile.TemporaryDirectory() as folder:
            compiled = pathlib.Path(folder) / "http_service.cwasm"
            subprocess.run([wasmtime, "compile", str(component), "-o", str(compiled)], check=True, timeout=60)
            self.check_stateless(serve("--allow-precompiled", module=compiled))
            self.check_reused(serve("--allow-precompiled", *REUSE, module=compiled))

    def test_other_paths_and_methods(self):
        with serve() as (_, port), support.client(port) as connection:
            self.assertEqual(support.get(connection, "/nothing")[0::2], (404, b"not found\n"))
            self.assertEqual(support.get(connection, "/state?x=1")[2], b"1\n")
            status, headers, body = support.get(connection, "/", "HEAD")
            self.assertEqual((status, headers["content-length"], body), (200, "21", b""))

    def test_request_with_a_body(self):
        # Small, and on a connection of its own: the component does not read it, and a host may then close the connection.
        with serve() as (_, port), support.client(port) as connection:
            self.assertEqual(support.get(connection, "/state", "POST", body=b"0123456789")[2], b"1\n")

    def test_long_paths_do_not_use_up_the_memory_of_an_instance(self):
        # 40 MiB of paths through an instance that is allowed 1 MiB: each request's memory is given back.
        limit = ("-W", "max-memory-size=1048576")
        with serve(*REUSE, *limit) as (_, port), support.client(port) as connection:
            for length in [1, 100, 60_000] + [40_000] * 1000:
                self.assertEqual(support.get(connection, "/" + "a" * length)[0], 404)
            self.assertEqual(support.get(connection, "/")[2], b"hello from wasmbench\n")


if __name__ == "__main__":
    unittest.main()
