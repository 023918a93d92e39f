"""The key-value service over real sockets, with a real Redis server on the loopback: natively, under WasmEdge, and under
`wasmtime serve` with an instance for each request and with reused ones (target wasi-http-reused)."""
import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

import support

options = support.arguments("target")
manifest = support.manifest(options.build, "kv_service")
component = options.target.startswith("wasi-http")
program = options.build / manifest["artifacts"]["wasi-http" if component else options.target]
redis = shutil.which("redis-server") or shutil.which("valkey-server") or support.tool("redis-server")
native = options.target == "native"
launch = [program] if native else [support.tool("wasmedge"), "run", program] if not component else \
    [support.tool("wasmtime"), "serve", "-C", "cache=n", "-S", "cli=y", "-S", "inherit-network=y"]
REUSE = ("--max-instance-reuse-count", "1000000000", "--idle-instance-timeout", "86400s")


def arguments(port, store_port):
    if component:
        reuse = REUSE if options.target == "wasi-http-reused" else ()
        return ["--addr", f"127.0.0.1:{port}", *reuse, "--env", f"STORE=127.0.0.1:{store_port}", program]
    return [text.format(address="127.0.0.1", port=port, store=f"127.0.0.1:{store_port}") for text in manifest["native_arguments"]]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def wait_for(condition, what):
    deadline = time.monotonic() + support.LIMIT_S
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {support.LIMIT_S} s: {what}")
        time.sleep(0.01)


def say(port, *words):
    """One command to the store and its reply, of one line."""
    with socket.create_connection(("127.0.0.1", port), timeout=support.LIMIT_S) as connection:
        connection.sendall((" ".join(words) + "\r\n").encode())
        return connection.makefile("rb").readline().strip().decode()


def answers(port):
    try:
        return say(port, "PING") == "+PONG"
    except OSError:
        return False


@contextlib.contextmanager
def store(port):
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen([redis, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no",
                                    "--dir", folder], stdout=subprocess.DEVNULL)
        try:
            wait_for(lambda: answers(port), "the store's answer")
            yield process
        finally:
            process.kill()
            process.wait()


@contextlib.contextmanager
def service(store_port, *more):
    """The service's (process, port)."""
    port = free_port()
    command = [str(part) for part in (*launch, *arguments(port, store_port), *more)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL if component else None)
    try:
        def listens():
            if process.poll() is not None:
                raise AssertionError(f"the service ended, status {process.returncode}")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                return True
            return False
        wait_for(listens, "the service's socket")
        yield process, port
    finally:
        process.kill()
        process.wait()


class Answers(support.HttpTest):
    def setUp(self):
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.store_port = free_port()
        self.store = stack.enter_context(store(self.store_port))
        _, self.port = stack.enter_context(service(self.store_port))

    def test_manifest_on_one_connection(self):
        with support.client(self.port) as connection:
            self.check_endpoints(manifest["endpoints"], connection, range(1, 11))
        self.assertEqual(say(self.store_port, "GET", "counter"), "$2")  # and then 10: it is there and nowhere else

    def test_the_count_is_the_stores(self):
        say(self.store_port, "SET", "counter", "41")
        with support.client(self.port) as connection:
            self.assertEqual(support.get(connection, "/store?x=1")[2], b"42\n")
            self.assertEqual(support.get(connection, "/nothing")[0], 404)
            status, _, body = support.get(connection, "/store", "HEAD")
            self.assertEqual((status, body), (200, b""))
            self.assertEqual(support.get(connection, "/store")[2], b"44\n")

    def test_one_count_for_all_connections(self):
        self.check_one_count(self.port, "/store", clients=16, each=200)

    def test_pipelined_beyond_every_buffer_keeps_its_order(self):
        count = 1000 if component else 5000
        request = b"GET /store HTTP/1.1\r\nHost: x\r\n\r\n"
        with socket.create_connection(("127.0.0.1", self.port), timeout=support.LIMIT_S) as connection:
            sender = threading.Thread(target=connection.sendall, args=(request * count + request.replace(b"store", b"none"),))
            sender.start()
            file = connection.makefile("rb")
            for expected in range(1, count + 2):
                status = int(file.readline().split()[1])
                while (line := file.readline().strip()):
                    if line.lower().startswith(b"content-length: "):
                        length = int(line.split()[1])
                body = file.read(length)
                if (status, body) != ((200, b"%d\n" % expected) if expected <= count else (404, b"not found\n")):
                    self.fail(f"answer {expected} is {status} {body!r}")
            sender.join()

    @unittest.skipIf(component, "the HTTP is the host's own")
    def test_connection_ends_when_asked_and_after_what_is_not_http(self):
        for message, status in ((b"GET /store HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"200"),
                                (b"GET /store HTTP/1.0\r\n\r\n", b"200"), (b"nonsense\r\n\r\n", b"400")):
            with socket.create_connection(("127.0.0.1", self.port), timeout=support.LIMIT_S) as connection:
                connection.sendall(message)
                answer = connection.makefile("rb").read()
                self.assertEqual(answer.split()[1], status)
                self.assertIn(b"\r\nConnection: close\r\n", answer)

    def test_clients_that_leave_while_the_store_is_asked_harm_nobody(self):
        for _ in range(50):
            with socket.create_connection(("127.0.0.1", self.port), timeout=support.LIMIT_S) as connection:
                connection.sendall(b"GET /store HTTP/1.1\r\nHost: x\r\n\r\n")
        with support.client(self.port) as connection:
            # Theirs may still be counted between these two.
            first, second = (int(support.get(connection, "/store")[2]) for _ in range(2))
            self.assertIn(second, range(first + 1, first + 52))

    @unittest.skipUnless(component, "how long an instance keeps its connection")
    def test_an_instance_has_one_connection_for_as_long_as_it_lives(self):
        def made():
            with socket.create_connection(("127.0.0.1", self.store_port), timeout=support.LIMIT_S) as connection:
                connection.sendall(b"INFO stats\r\n")
                file = connection.makefile("rb")
                while not (line := file.readline()).startswith(b"total_connections_received:"):
                    pass
                return int(line.split(b":")[1])

        before = made()
        with support.client(self.port) as connection:
            for expected in range(1, 101):
                self.assertEqual(support.get(connection, "/store")[2], b"%d\n" % expected)
        more = made() - before - 1  # its own
        if options.target == "wasi-http-reused":
            self.assertLess(more, 5)  # a second instance is made where the first was not yet seen to be free
        else:
            self.assertEqual(more, 100)

    def test_what_the_store_refuses_is_503_and_not_the_end(self):
        say(self.store_port, "SET", "counter", "word")
        with support.client(self.port) as connection:
            status, headers, body = support.get(connection, "/store")
            self.assertEqual((status, headers["content-type"], body), (503, "text/plain", b"the store refused\n"))
            say(self.store_port, "SET", "counter", "1")
            self.assertEqual(support.get(connection, "/store")[2], b"2\n")

    def test_a_store_that_goes_is_503_until_one_is_there_again(self):
        unreachable = (503, b"the store cannot be reached\n")
        with support.client(self.port) as connection:
            self.assertEqual(support.get(connection, "/store")[2], b"1\n")
            self.store.kill()
            self.store.wait()
            for _ in range(3):
                status, _, body = support.get(connection, "/store")
                self.assertEqual((status, body), unreachable)
            with store(self.store_port):
                self.assertEqual(support.get(connection, "/store")[2], b"1\n")

    @unittest.skipUnless(native, "the Wasm programs wait as long as their client does")
    def test_a_store_that_stands_still_is_as_good_as_none(self):
        with support.client(self.port) as connection:
            self.assertEqual(support.get(connection, "/store")[2], b"1\n")
            self.store.send_signal(signal.SIGSTOP)
            try:
                self.assertEqual(support.get(connection, "/store")[0], 503)
            finally:
                self.store.send_signal(signal.SIGCONT)
            self.assertEqual(support.get(connection, "/store")[0], 200)


class Process(unittest.TestCase):
    def test_without_a_store_it_starts_and_says_503(self):
        with service(free_port()) as (_, port), support.client(port) as connection:
            for _ in range(3):
                self.assertEqual(support.get(connection, "/store")[0], 503)

    def test_what_speaks_another_protocol_is_no_store(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            def refuse():
                with contextlib.suppress(OSError):
                    while True:
                        connection, _ = listener.accept()
                        with connection:
                            connection.recv(100)
                            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            threading.Thread(target=refuse, daemon=True).start()
            with service(listener.getsockname()[1]) as (_, port), support.client(port) as connection:
                for _ in range(3):
                    self.assertEqual(support.get(connection, "/store")[0], 503)
            listener.shutdown(socket.SHUT_RDWR)

    @unittest.skipUnless(native, "ends by signals and has threads natively")
    def test_signals_end_it_while_it_waits(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            with service(silent.getsockname()[1], "--threads", 3) as (process, port):
                waiting = [http.client.HTTPConnection("127.0.0.1", port, timeout=support.LIMIT_S) for _ in range(5)]
                for connection in waiting:
                    connection.request("GET", "/store")
                process.send_signal(signal.SIGTERM)
                self.assertEqual(process.wait(support.LIMIT_S), 0)
                for connection in waiting:
                    connection.close()

    @unittest.skipIf(component, "it has none")
    def test_unusable_arguments(self):
        for arguments in ([], ["--port", "80"], ["--store", "here", "--port", "80"], ["--store", "127.0.0.1:1", "--port", "x"],
                          ["--store", "127.0.0.1:1", "--color", "1"]):
            result = support.run([*launch, *arguments])
            self.assertEqual((result.returncode, result.stdout), (2, b""), arguments)
            self.assertRegex(result.stderr.decode(), r"\A[^\n]+\n\Z")

    @unittest.skipUnless(native, "the module has none")
    def test_help(self):
        result = support.run([program, "--help"], env={**os.environ})
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        self.assertIn(b"--store", result.stdout)


if __name__ == "__main__":
    unittest.main()
