"""The live view of `wasmbench study` and `run`, on a pseudo terminal: what is on the screen while it runs and after it,
that the terminal is as before however it ends, that no runtime writes on it, and that what is no terminal gets plain
lines."""

import fcntl
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import tempfile
import termios
import time
import unittest

import campaigns

TOOL = os.environ["WASMBENCH_TOOL"]
ESCAPE = re.compile(r"\x1b(?:\[([0-9;?]*)([A-Za-z@`])|(.))?", re.S)


class Screen:
    """As much of a terminal as the view needs; anything else that would be done to a terminal is an error."""

    def __init__(self, columns, rows):
        self.columns, self.lines, self.scrolled = columns, [""] * rows, []
        self.row = self.column = 0
        self.widest = 0

    def write(self, text):
        at = 0
        while at < len(text):
            c = text[at]
            at += 1
            if c == "\r":
                self.column = 0
            elif c == "\n":
                self.down()
            elif c == "\x1b":
                found = ESCAPE.match(text, at - 1)
                at = found.end()
                self.escape(found)
            else:
                if ord(c) < 32 or 127 <= ord(c) < 160:
                    raise AssertionError(f"control character {c!r}")
                self.put(c)

    def put(self, c):
        if self.column == self.columns:
            self.column = 0
            self.down()
        line = self.lines[self.row].ljust(self.column)
        self.lines[self.row] = line[:self.column] + c + line[self.column + 1:]
        self.column += 1

    def down(self):
        if self.row + 1 < len(self.lines):
            self.row += 1
        else:
            self.scrolled.append(self.lines.pop(0))
            self.lines.append("")

    def escape(self, found):
        number, what = found.group(1), found.group(2)
        if what == "A":
            self.row = max(0, self.row - int(number or 1))
        elif (number, what) == ("", "K"):
            self.lines[self.row] = self.lines[self.row][:self.column]
        elif (number, what) == ("", "J"):
            self.lines[self.row] = self.lines[self.row][:self.column]
            self.lines[self.row + 1:] = [""] * (len(self.lines) - self.row - 1)
        else:
            raise AssertionError(f"escape {found.group(0)!r}")

    def text(self):
        return "\n".join(line.rstrip() for line in self.lines).rstrip()

    def everything(self):
        return "\n".join(line.rstrip() for line in self.scrolled + self.lines).rstrip()


class LiveViewTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="wasmbench-live-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        (self.folder / "tmp").mkdir()
        self.process = None
        self.addCleanup(self.end)

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for pid in campaigns.processes_with(self.folder):  # of the one that was killed
            os.kill(pid, signal.SIGKILL)

    def environment(self, **changes):
        return dict(os.environ, TMPDIR=str(self.folder / "tmp"), XDG_STATE_HOME=str(self.folder / "state"),
                    **{"TERM": "xterm", **changes})

    def resize(self, columns, rows):
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def start(self, *arguments, columns=80, rows=24, **environment):
        self.terminal, inside = pty.openpty()
        self.addCleanup(os.close, self.terminal)
        self.resize(columns, rows)
        self.modes = termios.tcgetattr(self.terminal)
        self.process = subprocess.Popen([TOOL, *map(str, arguments)], stdin=inside, stdout=inside, stderr=inside,
                                        env=self.environment(**environment), cwd=self.folder, start_new_session=True)
        os.close(inside)
        self.written = b""

    def read(self, until=None, seconds=90):
        """What it writes, until that is there or it has ended: the text since the start."""
        deadline = time.monotonic() + seconds
        while True:
            text = self.written.decode("utf-8", errors="replace")
            if until and until in text:
                return text
            if time.monotonic() > deadline:
                self.fail(f"not within {seconds} s: {until}, but {text[-2000:]!r}")
            if not select.select([self.terminal], [], [], 0.2)[0]:
                continue
            try:
                more = os.read(self.terminal, 65536)
            except OSError:  # the last one who had it open has closed it
                more = b""
            if not more:
                self.assertIsNone(until, "ended before it wrote that: " + text[-2000:])
                self.process.wait(timeout=20)
                return text
            self.written += more

    def assert_as_before(self, text, columns=80, rows=24):
        """Nothing of the view is left, and no mode of the terminal is another."""
        screen = Screen(columns, rows)
        screen.write(text)
        for word in ("ETA", "last results", "last failures", "now  "):
            self.assertNotIn(word, screen.everything())
        self.assertEqual(termios.tcgetattr(self.terminal), self.modes)
        return screen

    study = ("study", "--workloads", "hello,http_service", "--runtimes", "native")

    def test_the_view_while_it_runs(self):
        for columns, rows in ((80, 24), (120, 40), (40, 8)):
            with self.subTest(columns=columns, rows=rows):
                self.start(*self.study, "--blocks", "2", columns=columns, rows=rows)
                text = self.read()
                self.assertEqual(self.process.returncode, 0, text)
                screen = self.assert_as_before(text, columns, rows)
                self.assertIn("Report:", screen.everything())
                # Each picture ends with "erase below".
                pictures, now = [], Screen(columns, rows)
                for part in text.split("\x1b[J"):
                    now.write(part)
                    pictures.append(now.text())
                self.assertTrue(any("6/6" in p for p in pictures))
                for picture in pictures:
                    self.assertLessEqual(picture.count("ETA"), 1, picture)
                for step in ("starting", "sequential", "concurrent, 10 at once", "stopping"):
                    self.assertTrue(any(step in p for p in pictures), step)
                if rows > 8:
                    self.assertTrue(any("last results" in p and "cold start" in p and "/s" in p for p in pictures))
                    self.assertTrue(any(str(next((self.folder / "results").iterdir()).name) in p for p in pictures))
                shutil.rmtree(self.folder / "results")

    def test_ended_by_a_signal(self):
        once = [(s,) for s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
        for signals in once + [(signal.SIGINT, signal.SIGINT), (signal.SIGTERM, signal.SIGTERM)]:
            with self.subTest(signals=signals):
                self.start(*self.study, "--blocks", "500")
                self.read(until="concurrent, 10")
                for s in signals:
                    self.process.send_signal(s)
                    time.sleep(0.05)
                text = self.read()
                self.assertEqual(self.process.returncode, 130, text)
                screen = self.assert_as_before(text)
                self.assertIn("interrupted: finishing the current trial", screen.everything())
                self.assertIn("wasmbench run --resume", screen.everything())
                shutil.rmtree(self.folder / "results")

    def test_a_hangup_that_is_to_be_ignored(self):
        process = subprocess.Popen([TOOL, *self.study, "--blocks", "2"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=True, env=self.environment(), cwd=self.folder,
                                   preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        self.process = process
        self.assertEqual(process.stderr.readline(), "6 trials\n")
        process.send_signal(signal.SIGHUP)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, err)
        self.assertIn("[   6/6]", err)

    def test_killed(self):
        self.start(*self.study, "--blocks", "500")
        self.read(until="concurrent, 10")
        self.process.kill()
        text = self.read()
        screen = Screen(80, 24)
        screen.write(text)  # nothing but what moves within the view: the terminal is usable at once
        self.assertEqual(screen.column, 0, "the prompt is on a line of its own")
        self.assertEqual(termios.tcgetattr(self.terminal), self.modes)

    def test_made_smaller_while_it_runs(self):
        self.start(*self.study, "--blocks", "3", columns=120, rows=40)
        self.read(until="concurrent, 10")
        self.resize(40, 10)
        seen = len(self.written)
        text = self.read()
        self.assertEqual(self.process.returncode, 0, text)
        later = text[seen:].partition("\x1b[J")[2].rpartition("\x1b[J")[0]
        widths = {len(ESCAPE.sub("", line)) for line in later.replace("\r", "").split("\n")}
        self.assertLess(max(widths), 40)

    def program(self, script):
        """A folder with a workload whose program is that script."""
        build = pathlib.Path(TOOL).parents[1]
        manifest = json.loads((build / "workloads" / "hello" / "manifest.json").read_text())
        file = self.folder / "program"
        file.write_text(script)
        file.chmod(0o755)
        manifest["artifacts"] = {"native": str(file)}
        folder = self.folder / "workloads" / "hello"
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(json.dumps(manifest))
        return folder.parent

    def test_a_program_that_writes_escapes(self):
        words = "\\033[2J\\033]0;title\\007\\033[?1049h last \\233 words"
        workloads = self.program(f"#!/bin/sh\nprintf '{words}' >&2\nexit 3\n")
        self.start("study", "--workloads-dir", workloads, "--runtimes", "native", "--blocks", "3")
        text = self.read()
        self.assertEqual(self.process.returncode, 1, text)
        screen = self.assert_as_before(text)  # and Screen takes no other escape than the view's
        lines = [line for line in screen.everything().splitlines() if line.startswith("failed:")]
        self.assertEqual(len(lines), 3, "failures stay, as lines")
        pictures = text.split("\x1b[J")
        self.assertTrue(any("last failures" in p and "failed 1" in p for p in pictures))

    def run_without_terminal(self, *arguments, **environment):
        return subprocess.run([TOOL, *map(str, arguments)], capture_output=True, text=True, cwd=self.folder, timeout=90,
                              env=self.environment(**environment))

    def test_without_a_terminal_there_are_lines(self):
        done = self.run_without_terminal("study", "--workloads", "hello", "--runtimes", "native", "--blocks", "2")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("\x1b", done.stdout + done.stderr)
        self.assertEqual(done.stderr.splitlines()[0], "2 trials")
        self.assertRegex(done.stderr.splitlines()[1], r"^\[   1/2\] native, hello: first answer after ")
        self.assertEqual(len(done.stderr.splitlines()), 3)

    def test_a_terminal_that_cannot_move_its_cursor_gets_lines(self):
        for term in ("dumb", ""):
            self.start("study", "--workloads", "hello", "--runtimes", "native", "--blocks", "2", TERM=term)
            text = self.read()
            self.assertNotIn("\x1b", text)
            self.assertIn("[   2/2] native, hello", text)

    def test_quiet(self):
        quiet = ("--workloads", "hello", "--runtimes", "native,wasmtime", "--blocks", "2", "--quiet")
        absent = {"WASMBENCH_WASMTIME": "/nonexistent/wasmtime"}
        done = self.run_without_terminal("study", *quiet, **absent)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("Report:", done.stdout)
        self.start("study", *quiet, **absent)
        text = self.read()
        self.assertNotIn("\x1b", text)
        self.assertNotIn("skipped: wasmtime", text)
        workloads = self.program("#!/bin/sh\nexit 3\n")
        done = self.run_without_terminal("study", "--workloads-dir", workloads, "--runtimes", "native", "--blocks", "1",
                                         "--quiet")
        self.assertEqual(done.returncode, 1)
        self.assertEqual([line[:7] for line in done.stderr.splitlines()], ["failed:"])
        plan = self.folder / "plan.json"
        printed = self.run_without_terminal("study", "--workloads", "hello", "--runtimes", "native", "--blocks", "1",
                                            "--print-plan")
        plan.write_text(printed.stdout)
        done = self.run_without_terminal("run", plan, "--quiet", "--out", "elsewhere")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        done = self.run_without_terminal("run", "--quiet", "--resume", next((self.folder / "elsewhere").iterdir()))
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
