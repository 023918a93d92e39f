"""A copy of the tree with a build of one room's unit tests that is quick to bring up to date.

The copy is what gets the bugs: the checkout is never changed.
"""

import json
import os
import pathlib
import shlex
import shutil
import signal
import subprocess
import time

# What most files of a room include, compiled once: a mutant then costs a second or two for each file that is compiled again.
PRECOMPILED = {
    "stats": ["algorithm", "cmath", "span", "string", "vector", "boost/math/distributions.hpp", "catch2/catch_all.hpp"],
    "core": ["algorithm", "chrono", "filesystem", "functional", "map", "string", "thread", "vector", "boost/asio.hpp",
             "catch2/catch_all.hpp"],
}
PRECOMPILED["load"] = PRECOMPILED["core"] + ["boost/beast/core.hpp", "boost/beast/http.hpp"]


def run(command, cwd, limit=None):
    """(status, output); the status is None when it was killed because it took longer than `limit` seconds."""
    with subprocess.Popen(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace", start_new_session=True) as process:
        try:
            output, _ = process.communicate(timeout=limit)
            return process.returncode, output
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # the session is its own: what it started goes too
            return None, process.communicate()[0]


def checked(command, cwd):
    status, output = run(command, cwd)
    if status != 0:
        raise SystemExit(f"mutate: this failed without any bug injected: {shlex.join(map(str, command))}\n{output[-4000:]}")


class MutationBuild:
    def __init__(self, checkout, folder, room, programs, jobs):
        self.checkout, self.room, self.programs, self.jobs = checkout, room, programs, jobs
        self.tree = folder / "tree"
        self.folder = folder / room
        self.limits = {}  # of each program, in seconds

    def copy_tree(self):
        """Brings the copy up to date; a file that is the same keeps its time, so that it is not compiled again."""
        listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=self.checkout, check=True,
                                capture_output=True, text=True).stdout
        for name in filter(None, listed.split("\0")):
            source, target = self.checkout / name, self.tree / name
            if not source.is_file():
                target.unlink(missing_ok=True)
            elif not target.is_file() or source.read_bytes() != target.read_bytes():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, target)

    def configure(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        header = self.folder / "precompiled.hpp"
        text = "".join(f"#include <{name}>\n" for name in PRECOMPILED[self.room])
        if not header.is_file() or header.read_text(encoding="utf-8") != text:
            header.write_text(text, encoding="utf-8")
            shutil.rmtree(f"{header}.gch", ignore_errors=True)
        checked(["cmake", "-S", self.tree, "-B", self.folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=None",
                 f"-DCMAKE_CXX_FLAGS=-O1 -include {header}", "-DCCACHE_PROGRAM=OFF", "-DWASMBENCH_BUILD_TOOL=OFF",
                 "-DWASMBENCH_BUILD_EXAMPLES=OFF"], self.folder)
        self._precompile(header)

    def _precompile(self, header):
        # One for each set of flags that the room's files are compiled with: the compiler takes the one that fits.
        folder = pathlib.Path(f"{header}.gch")
        folder.mkdir(exist_ok=True)
        places = (f"/src/{self.room}/", f"/tests/unit/{self.room}/")
        seen = set()
        for entry in json.loads((self.folder / "compile_commands.json").read_text(encoding="utf-8")):
            if not any(place in entry["file"] for place in places):
                continue
            words = shlex.split(entry["command"])
            if "-x" in words:  # a check that a header stands alone
                continue
            words = [w for w in words[:words.index("-o")] if not (w.startswith("-DWASMBENCH") or w == "-include" or w == str(header))]
            flags = tuple(w for w in words if not w.startswith(("-I", "-W")))
            out = folder / f"{len(seen)}.gch"
            if flags in seen:
                continue
            seen.add(flags)
            if not out.is_file():
                checked([*words, "-x", "c++-header", "-c", header, "-o", out], self.folder)

    def make(self, limit=600):
        """True when it compiles."""
        status, _ = run(["cmake", "--build", self.folder, "-j", str(self.jobs), "--target", *self.programs], self.folder, limit)
        return status == 0

    def measure(self):
        """Runs the tests without a bug, which must pass, and sets the limits by how long they take."""
        if not self.make(None):
            checked(["cmake", "--build", self.folder, "-j", str(self.jobs), "--target", *self.programs], self.folder)
        for program in self.programs:
            begin = time.monotonic()
            checked([self.folder / "bin" / program], self.folder)
            self.limits[program] = 10 + 5 * (time.monotonic() - begin)

    def test(self):
        """(verdict, which test): "caught", "timeout" or "survived"."""
        for program in self.programs:
            status, output = run([self.folder / "bin" / program, "--abort"], self.folder, self.limits[program])
            if status is None:
                return "timeout", program
            if status != 0:
                return "caught", failed_test(output) or program
        return "survived", ""

    def try_out(self, mutant):
        file = self.tree / mutant.file
        original = file.read_text(encoding="utf-8")
        lines = original.split("\n")
        assert lines[mutant.line - 1] == mutant.before
        lines[mutant.line - 1] = mutant.after
        file.write_text("\n".join(lines), encoding="utf-8")
        try:
            return self.test() if self.make() else ("did not compile", "")
        finally:
            file.write_text(original, encoding="utf-8")


def failed_test(output):
    """The name of the first test that failed, in Catch2's report: the line between the first two rules."""
    lines = output.splitlines()
    for number, line in enumerate(lines[:-1]):
        if line.startswith("----------"):
            return lines[number + 1].strip()
    return ""
