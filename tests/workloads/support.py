"""What the workload tests share: arguments, manifests, tools, and servers that are ended whatever happens."""
import argparse
import contextlib
import http.client
import json
import os
import pathlib
import re
import selectors
import shutil
import subprocess
import sys
import threading
import time
import unittest

LIMIT_S = 30  # for anything that should take milliseconds; only a hang reaches it


def arguments(*names):
    """The options --build and --NAME of the test program, taken away from unittest's own."""
    parser = argparse.ArgumentParser()
    for name in ("build", *names):
        parser.add_argument("--" + name, required=True)
    options, rest = parser.parse_known_args()
    sys.argv[1:] = rest
    options.build = pathlib.Path(options.build)
    return options


def manifest(build, workload):
    return json.loads((build / "workloads" / workload / "manifest.json").read_text())


def skip(reason):
    """Ends the test program; ctest shows it as skipped."""
    print("SKIPPED:", reason)
    sys.exit(4)


def tool(name):
    """The path of a runtime: PATH, then the prefix of scripts/runtimes."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    prefix = os.environ.get("WASMBENCH_PREFIX") or os.path.join(cache, "wasmbench")
    found = shutil.which(name) or shutil.which(name, path=os.path.join(prefix, "bin"))
    if not found:
        skip(f"{name} is neither on PATH nor in {prefix}/bin; scripts/runtimes installs it")
    return found


def run(command, **options):
    return subprocess.run([str(part) for part in command], capture_output=True, timeout=LIMIT_S * 2, **options)


@contextlib.contextmanager
def server(command, pattern, stream):
    """Starts `command`, waits until its `stream` ("stdout" or "stderr") has a line that matches `pattern`, whose first
    group is the port. Gives (process, port)."""
    process = subprocess.Popen([str(part) for part in command], **{stream: subprocess.PIPE})
    try:
        pipe = getattr(process, stream)
        text = ""
        with selectors.DefaultSelector() as readable:
            readable.register(pipe, selectors.EVENT_READ)
            deadline = time.monotonic() + LIMIT_S
            while not (match := re.search(pattern, text)):
                if not readable.select(max(0, deadline - time.monotonic())):
                    raise AssertionError(f"{command} did not say where it listens within {LIMIT_S} s: {text!r}")
                piece = os.read(pipe.fileno(), 4096).decode()
                if not piece:
                    raise AssertionError(f"{command} ended, status {process.wait(LIMIT_S)}, after: {text!r}")
                text += piece
        yield process, int(match[1])
    finally:
        process.kill()
        process.wait()
        getattr(process, stream).close()


@contextlib.contextmanager
def client(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_S)
    try:
        yield connection
    finally:
        connection.close()


def get(connection, path, method="GET", **options):
    """The status, the headers (lower-case names) and the body of the answer."""
    connection.request(method, path, **options)
    response = connection.getresponse()
    return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()


class HttpTest(unittest.TestCase):
    def check_endpoints(self, endpoints, connection, counts):
        """Asks every endpoint of the manifest as often as `counts` has entries: what a counter has to answer."""
        for endpoint in endpoints:
            for count in counts:
                status, headers, body = get(connection, endpoint["path"])
                self.assertEqual(status, endpoint["status"])
                self.assertEqual(headers["content-type"], endpoint["content_type"])
                self.assertEqual(headers["content-length"], str(len(body)))
                self.assertIn("date", headers)
                expected = endpoint["body"].get("exact")
                if expected is None:
                    expected = str(count) + endpoint["body"]["counter"]["suffix"]
                self.assertEqual(body.decode(), expected)

    def check_one_count(self, port, path, clients, each):
        """So many clients at once ask a counter at `path` so often: every number comes once, to one of them."""
        seen = [[] for _ in range(clients)]

        def ask(mine):
            with client(port) as connection:
                for _ in range(each):
                    mine.append(int(get(connection, path)[2]))

        threads = [threading.Thread(target=ask, args=(mine,)) for mine in seen]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(sum(seen, [])), list(range(1, clients * each + 1)))
