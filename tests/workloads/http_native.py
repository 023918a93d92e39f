"""The native HTTP service, over real sockets on the loopback."""
import os
import signal
import socket
import sys
import threading
import unittest

import support

options = support.arguments()
manifest = support.manifest(options.build, "http_service")
program = options.build / manifest["artifacts"]["native"]


def service(*more):
    arguments = [text.format(address="127.0.0.1", port=0) for text in manifest["native_arguments"]]
    return support.server([program, *arguments, *more], r"\Alistening on 127\.0\.0\.1:(\d+)\n\Z", "stdout")


def request(path="/", more="", version="1.1"):
    return f"GET {path} HTTP/{version}\r\nHost: localhost\r\n{more}\r\n".encode()


class Raw:
    """A socket that sends what it is told to and reads responses one by one."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=support.LIMIT_S)
        self.file = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def response(self, with_body=True):
        status = int(self.file.readline().split()[1])
        headers = {}
        while (line := self.file.readline().strip()):
            name, value = line.decode().split(": ", 1)
            headers[name.lower()] = value
        return status, headers, self.file.read(int(headers["content-length"])) if with_body else b""

    def at_end(self):
        return self.file.read(1) == b""


class Answers(support.HttpTest):
    def setUp(self):
        self.running = service()
        self.process, self.port = self.running.__enter__()
        self.addCleanup(self.running.__exit__, None, None, None)

    def test_manifest_on_one_connection(self):
        with support.client(self.port) as connection:
            self.check_endpoints(manifest["endpoints"], connection, range(1, 11))

    def test_other_paths_and_methods(self):
        with support.client(self.port) as connection:
            self.assertEqual(support.get(connection, "/nothing")[0], 404)
            self.assertEqual(support.get(connection, "/state?x=1")[2], b"1\n")
            self.assertEqual(support.get(connection, "/state", "POST", body=b"x" * 100_000)[2], b"2\n")
            status, headers, body = support.get(connection, "/", "HEAD")
            self.assertEqual((status, headers["content-length"], body), (200, "21", b""))
            self.assertEqual(support.get(connection, "/state")[2], b"3\n")

    def test_one_count_for_all_connections(self):
        self.check_one_count(self.port, "/state", clients=8, each=250)

    def test_pipelined(self):
        with Raw(self.port) as raw:
            raw.send(request("/state") + request("/") + request("/nothing") + request("/state"))
            answers = [raw.response() for _ in range(4)]
        self.assertEqual([answer[0] for answer in answers], [200, 200, 404, 200])
        self.assertEqual([answers[i][2] for i in (0, 3)], [b"1\n", b"2\n"])

    def test_pipelined_beyond_every_buffer(self):
        count = 20_000
        with Raw(self.port) as raw:
            sender = threading.Thread(target=raw.send, args=(request("/state") * count,))
            sender.start()
            for expected in range(1, count + 1):
                if (body := raw.response()[2]) != b"%d\n" % expected:
                    self.fail(f"answer {expected} is {body!r}")
            sender.join()

    def test_cut_into_bytes(self):
        chunked = request("/state", "Transfer-Encoding: chunked\r\n") + b"3\r\nabc\r\n0\r\n\r\n"
        with_body = request("/state", "Content-Length: 3\r\n") + b"abc"
        with Raw(self.port) as raw:
            raw.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for expected, message in enumerate((request("/state"), with_body, chunked), start=1):
                for byte in message:
                    raw.send(bytes((byte,)))
                self.assertEqual(raw.response()[2], b"%d\n" % expected)

    def test_bodies_are_read_past(self):
        message = (request("/state", "Content-Length: 50000\r\n") + b"G" * 50_000
                   + request("/state", "Transfer-Encoding: chunked\r\n") + b"c350\r\n" + b"G" * 50_000 + b"\r\n0\r\n\r\n"
                   + request("/state"))
        with Raw(self.port) as raw:
            raw.send(message)
            self.assertEqual([raw.response()[2] for _ in range(3)], [b"1\n", b"2\n", b"3\n"])

    def test_connection_ends_when_asked(self):
        for message in (request(more="Connection: close\r\n"), request(version="1.0")):
            with Raw(self.port) as raw:
                raw.send(message + request())  # what follows is not answered
                status, headers, _ = raw.response()
                self.assertEqual((status, headers["connection"]), (200, "close"))
                self.assertTrue(raw.at_end())

    def test_http_1_0_keep_alive(self):
        with Raw(self.port) as raw:
            for _ in range(2):
                raw.send(request(more="Connection: keep-alive\r\n", version="1.0"))
                self.assertEqual(raw.response()[1]["connection"], "keep-alive")

    def test_what_is_not_http_gets_400_and_the_end(self):
        chunks = request(more="Transfer-Encoding: chunked\r\n")
        for message in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS client\r\n\r\n", b"nonsense\r\n\r\n",
                        b"GET / HTTP/1.1\r\n\r\n", request("/" + "a" * 10_000), request(more="X: " + "a" * 10_000 + "\r\n"),
                        b"GET /" + b"a" * 300_000, chunks + b"1;" + b"a" * 300_000, chunks + b"zz\r\n",
                        request(more="Content-Length: 99999999\r\n")):
            with self.subTest(message[:30]), Raw(self.port) as raw:
                raw.send(message)
                status, headers, _ = raw.response()
                self.assertEqual((status, headers["connection"]), (400, "close"))
                self.assertTrue(raw.at_end())

    def test_the_rest_is_read_after_the_last_response_within_a_bound(self):
        # A server that closed at once would reset the connection, and the client might lose the response to it.
        with Raw(self.port) as raw:
            raw.send(b"nonsense\r\n\r\n")
            self.assertEqual(raw.response()[0], 400)
            self.assertTrue(raw.at_end())
            for _ in range(100):
                raw.send(b"a" * 10_000)
            with self.assertRaises(OSError):
                for _ in range(100):
                    raw.send(b"a" * 1_000_000)

    def test_clients_that_leave_harm_nobody(self):
        for message in (b"", b"GET / HT", request("/state", "Content-Length: 10\r\n") + b"1", request()):
            with Raw(self.port) as raw:
                raw.send(message)
        with support.client(self.port) as connection:
            self.assertEqual(support.get(connection, "/state")[2], b"1\n")


class Process(unittest.TestCase):
    def test_signals_end_it_with_connections_open(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with service("--threads", 3) as (process, port):
                with Raw(port) as idle, Raw(port) as busy, Raw(port) as unfinished, Raw(port) as fresh:
                    busy.send(request())
                    busy.response()
                    unfinished.send(b"GET / ")
                    process.send_signal(number)
                    self.assertEqual(process.wait(support.LIMIT_S), 0)
                    self.assertTrue(idle.at_end() and fresh.at_end())

    @unittest.skipUnless(sys.platform == "linux", "counts threads in /proc")
    def test_threads(self):
        if b"__tsan_init" in program.read_bytes():
            self.skipTest("ThreadSanitizer adds threads of its own")
        for count in (1, 3):
            with service("--threads", count) as (process, port):
                with support.client(port) as connection:
                    support.get(connection, "/")
                self.assertEqual(len(os.listdir(f"/proc/{process.pid}/task")), count)

    def test_port_taken(self):
        with service() as (_, port):
            result = support.run([program, "--port", port])
            self.assertEqual((result.returncode, result.stdout), (1, b""))
            self.assertRegex(result.stderr.decode(), rf"\A[^\n]*cannot listen on 127\.0\.0\.1:{port}: [^\n]*in use[^\n]*\n\Z")

    def test_unusable_arguments(self):
        for arguments in (["--port", "x"], ["--port"], ["--threads", "0"], ["--address", "here"], ["--color", "1"]):
            result = support.run([program, *arguments])
            self.assertEqual((result.returncode, result.stdout), (2, b""), arguments)
            self.assertRegex(result.stderr.decode(), r"\A[^\n]+\n\Z")

    def test_help(self):
        result = support.run([program, "--help"])
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        for option in (b"--address", b"--port", b"--threads"):
            self.assertIn(option, result.stdout)


if __name__ == "__main__":
    unittest.main()
