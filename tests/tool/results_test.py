"""Results that are wrong: folders from others are not trusted. `wasmbench report`, `export`, `compare` and `run --resume` say in
one line what is wrong and where, write nothing, and neither crash nor hang; what a power failure leaves at a file's end is
set aside, and the campaign goes on. One small campaign is really measured, and cut so that something is left to go on with."""

import json
import os
import pathlib
import resource
import shutil
import subprocess
import tempfile
import unittest

import campaigns

TOOL = os.environ["WASMBENCH_TOOL"]
DERIVED = ("summary.csv", "summary.md", "summary.tex", "report.html", "plots")
ERROR, DONE, ELSEWHERE = "an error", "done", "not for this command"
MEMORY = 12 << 30  # of a command that reads a stranger's folder; under AddressSanitizer it means nothing
MOST_SECONDS = 60
DEEP = "[" * 200000 + "]" * 200000


def limited():
    if not os.environ.get("WASMBENCH_SANITIZED"):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def text(name, change):
    """What a case does: replaces the bytes of a file by those that `change` makes of them."""
    def damage(folder):
        file = folder / name
        file.write_bytes(change(file.read_bytes()))
    return damage


def instead(name, make):
    """Likewise: removes the file, and lets `make` put something in its place."""
    def damage(folder):
        (folder / name).unlink()
        make(folder / name)
    return damage


def lines(change):
    """Likewise: lets `change` do to the list of lines of raw.jsonl, each with its line feed, what it wants."""
    def damage(folder):
        file = folder / "raw.jsonl"
        all_lines = file.read_bytes().splitlines(keepends=True)
        change(all_lines)
        file.write_bytes(b"".join(all_lines))
    return damage


def events(change):
    """Likewise with the lines as values, of a file without a chain: what is in them is met by the reader."""
    def damage(folder):
        file = folder / "raw.jsonl"
        values = [campaigns.without_chain(event) for event in campaigns.records(file)]
        change(values)
        file.write_text("".join((v if isinstance(v, str) else json.dumps(v)) + "\n" for v in values))
    return damage


def first(values, kind, **fields):
    return next(i for i, v in enumerate(values) if v["type"] == kind and all(v.get(k) == x for k, x in fields.items()))


def in_measured(pointer, value):
    """Likewise: sets one field of the first start/ready."""
    def change(values):
        at = values[first(values, "measured", metric="start/ready")]
        *way, last = pointer.split("/")[1:]
        for step in way:
            at = at[int(step)] if isinstance(at, list) else at[step]
        at[int(last) if isinstance(at, list) else last] = value
    return events(change)


def raw_text_in_measured(old, new):
    """Likewise for what Python's json does not write."""
    def change(values):
        i = first(values, "measured", metric="start/ready")
        line = json.dumps(values[i])
        assert old in line, line
        values[i] = line.replace(old, new, 1)
    return events(change)


def sparse(size):
    def make(path):
        with open(path, "wb") as file:
            file.truncate(size)
    return make


def twice(kind):
    def change(values):
        i = first(values, kind)
        values.insert(i, values[i])
    return events(change)


def without(kind):
    def change(values):
        del values[first(values, kind)]
    return events(change)


def long_line(values):
    values.insert(2, '{"type":"skipped","at":5,"reason":"' + "x" * 200_000_000 + '"}')


def swapped(all_lines):
    all_lines[2], all_lines[3] = all_lines[3], all_lines[2]


def changed_value(all_lines):
    i = next(i for i, line in enumerate(all_lines) if b'"trial_starting"' in line)
    all_lines[i] = all_lines[i].replace(b'"trial":0', b'"trial":7')


def moved_to_the_front(all_lines):
    all_lines.insert(1, all_lines.pop(4))


# What it is, what is done to the folder, what the message has to say, and of which commands it is no error.
FOLDERS = [
    ("plan: cut", text("plan.json", lambda b: b[:len(b) // 2]), ["plan.json", "a JSON document"], {}),
    ("plan: empty", text("plan.json", lambda b: b""), ["plan.json", "a JSON document"], {}),
    ("plan: a list", text("plan.json", lambda b: b"[]"), ["plan.json", "an object"], {}),
    ("plan: NUL bytes", text("plan.json", lambda b: b"\0" * len(b)), ["plan.json", "a JSON document"], {}),
    ("plan: not UTF-8", text("plan.json", lambda b: b.replace(b'"hello"', b'"\xff\xfe"', 1)), ["plan.json", "UTF-8"], {}),
    ("plan: of a later schema", text("plan.json", lambda b: b.replace(b'"schema": 1', b'"schema": 99')), ["/schema", "at most 1"], {}),
    ("plan: nested", text("plan.json", lambda b: DEEP.encode()), ["plan.json", "at most 100 levels"], {}),
    ("plan: nested in a field", text("plan.json", lambda b: b'{"schema":1,"rows":' + DEEP.encode() + b"}"), ["at most 100 levels"], {}),
    ("plan: a row that would lead out", text("plan.json", lambda b: b.replace(b'"name": "', b'"name": "../../')), ["/name"], {}),
    ("plan: missing", instead("plan.json", lambda path: None), ["plan.json", "No such file"], {}),
    ("plan: a pipe", instead("plan.json", os.mkfifo), ["plan.json", "no regular file"], {}),
    ("plan: a folder", instead("plan.json", os.mkdir), ["plan.json", "no regular file"], {}),
    ("plan: a device", instead("plan.json", lambda path: path.symlink_to("/dev/zero")), ["plan.json", "no regular file"], {}),
    ("plan: a tebibyte", instead("plan.json", sparse(1 << 40)), ["plan.json", "too large"], {}),

    ("environment: a list", text("environment.json", lambda b: b"[1, 2]"), ["environment.json"], {"report": DONE, "export": DONE}),
    ("environment: nested", text("environment.json", lambda b: b'{"cpu":' + DEEP.encode() + b"}"), ["environment.json"],
     {"report": DONE, "export": DONE}),
    ("environment: a pipe", instead("environment.json", os.mkfifo), ["environment.json", "no regular file"], {}),
    ("environment: a tebibyte", instead("environment.json", sparse(1 << 40)), ["environment.json", "too large"], {}),

    # Of a file without a line nothing is left to be read, and a resumption begins anew.
    ("raw: empty", text("raw.jsonl", lambda b: b""), ["raw.jsonl", "a header"], {"resume": ELSEWHERE}),
    ("raw: missing", instead("raw.jsonl", lambda path: None), ["raw.jsonl", "No such file"], {"resume": ELSEWHERE}),
    ("raw: a pipe", instead("raw.jsonl", os.mkfifo), ["raw.jsonl", "no regular file"], {}),
    ("raw: a folder", instead("raw.jsonl", os.mkdir), ["raw.jsonl", "no regular file"], {}),
    ("raw: a device", instead("raw.jsonl", lambda path: path.symlink_to("/dev/zero")), ["raw.jsonl"], {}),
    ("raw: a tebibyte", instead("raw.jsonl", sparse(1 << 40)), ["raw.jsonl", "too large"], {}),
    ("raw: another format", text("raw.jsonl", lambda b: b"\x1f\x8b\x08\0\n" + b), ["raw.jsonl line 1"], {}),
    ("raw: UTF-16", text("raw.jsonl", lambda b: b.decode().encode("utf-16")), ["raw.jsonl line 1"], {}),
    ("raw: Windows line ends", text("raw.jsonl", lambda b: b.replace(b"\n", b"\r\n")), ["raw.jsonl line 1", "check"], {}),
    ("raw: without its header", lines(lambda all_lines: all_lines.pop(0)), ["raw.jsonl line 1", "header"], {}),
    ("raw: a header that is a list", lines(lambda all_lines: all_lines.__setitem__(0, b"[]\n")), ["line 1", "an object"], {}),
    ("raw: two campaigns in one", text("raw.jsonl", lambda b: b + b), ["raw.jsonl line", "check"], {}),
    ("raw: of a later schema", events(lambda values: values[0].update(schema=99)), ["line 1 at /schema", "at most 1"], {}),
    ("raw: a chain of a later release", lines(lambda all_lines: all_lines.__setitem__(0, all_lines[0].replace(b"crc32c", b"xxh128"))),
     ["line 1 at /chain", "crc32c"], {}),

    ("chain: a value changed", lines(changed_value), ["check", "head -n"], {}),
    ("chain: a line gone", lines(lambda all_lines: all_lines.pop(3)), ["raw.jsonl line 4", "lines 1 to 3 are intact"], {}),
    ("chain: two lines changed places", lines(swapped), ["raw.jsonl line 3", "lines 1 to 2 are intact"], {}),
    ("chain: a line twice", lines(lambda all_lines: all_lines.insert(3, all_lines[2])), ["raw.jsonl line 4"], {}),
    ("chain: a line from elsewhere", lines(lambda all_lines: all_lines.insert(3, b'{"type":"skipped"}\n')), ["raw.jsonl line 4", "check"], {}),
    ("chain: a line moved", lines(moved_to_the_front), ["raw.jsonl line 2"], {}),
    ("chain: NUL bytes in the middle", lines(lambda all_lines: all_lines.__setitem__(2, b"\0" * 500 + b"\n")), ["raw.jsonl line 3"], {}),

    ("line: a type of another type", in_measured("/type", 7), ["at /type", "a string"], {}),
    ("line: a type that there is not", in_measured("/type", "guessed"), ["at /type", "one of row"], {}),
    ("line: a key that is a list", in_measured("/key", []), ["at /key", "an object"], {}),
    ("line: a trial that is a word", in_measured("/key/trial", "zero"), ["at /key/trial", "a whole number"], {}),
    ("line: a trial of 128 bits", in_measured("/key/trial", 2 ** 127), ["at /key/trial", "a whole number"], {}),
    ("line: a time of 64 bits", in_measured("/at", 2 ** 63 - 1), ["at /at", "nanoseconds"], {}),
    ("line: a sample's time of 64 bits", in_measured("/samples/0/0", -2 ** 63), ["at /samples/0", "nanoseconds"], {}),
    ("line: a sample of three", in_measured("/samples/0", [1, 2, 3]), ["at /samples/0"], {}),
    ("line: a sample that is a word", in_measured("/samples/0/1", "fast"), ["at /samples/0"], {}),
    ("line: a sample that is nested", raw_text_in_measured('"samples": [[', '"samples": [' + DEEP + ", [["[:-1]), ["at most 100 levels"], {}),
    ("line: nested where nobody looks", raw_text_in_measured('"type"', '"x": ' + DEEP + ', "type"'), ["at most 100 levels"], {}),
    ("line: NaN", in_measured("/samples/0/1", float("nan")), ["a JSON document"], {}),
    ("line: Infinity", in_measured("/samples/0/1", float("inf")), ["a JSON document"], {}),
    ("line: a number out of range", raw_text_in_measured('"at": ', '"at": 1e999, "x": '), ["a JSON document"], {}),
    ("line: a unit that there is not", in_measured("/unit", "ms"), ["at /unit", "one of s, B"], {}),
    ("line: not UTF-8", lines(lambda all_lines: all_lines.__setitem__(slice(0, 2), [b'{"type":"header","schema":1,"library":"\xff\xfe"}\n', b"\n"])),
     ["line 1", "UTF-8"], {}),
    ("line: a NUL byte", raw_text_in_measured('"metric"', '"met\0ric"'), ["a JSON document"], {}),
    ("line: escapes for a terminal", in_measured("/unit", "\x1b[2J\x1b]0;x\x07"), ["at /unit"], {}),
    ("line: 200 MB", events(long_line), ["raw.jsonl line 3", "at most 64 MiB"], {}),
    ("line: nothing", events(lambda values: values.insert(2, "")), ["raw.jsonl line 3", "a JSON document"], {}),

    ("order: an end twice", twice("trial_ended"), ["a second end of trial"], {}),
    ("order: a begin twice", twice("trial_starting"), ["the begin of trial"], {}),
    ("order: samples without a trial", without("trial_starting"), ["no trial is under way"], {}),
    ("order: a trial without an end", without("trial_ended"), ["the end of trial"], {}),
]


class ResultsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = pathlib.Path(tempfile.mkdtemp(prefix="wasmbench-results-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.root, ignore_errors=True)
        done = subprocess.run([TOOL, "study", "--workloads", "hello", "--runtimes", "native", "--blocks", "4", "--quiet"],
                              capture_output=True, text=True, timeout=120, cwd=cls.root)
        assert done.returncode == 0, done.stderr
        cls.good, = (cls.root / "results").iterdir()
        for name in DERIVED:
            path = cls.good / name
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        cls.cut = cls.root / "cut"  # three of its four trials
        shutil.copytree(cls.good, cls.cut)
        whole = (cls.good / "raw.jsonl").read_bytes().splitlines(keepends=True)
        ends = [i for i, line in enumerate(whole) if b'"trial_ended"' in line]
        (cls.cut / "raw.jsonl").write_bytes(b"".join(whole[:ends[2] + 1]))

    def copy(self):
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.root)) / "campaign"
        shutil.copytree(self.cut, folder)
        self.addCleanup(shutil.rmtree, folder.parent, ignore_errors=True)
        return folder

    def run_tool(self, *arguments):
        """Its exit status (below 0: it crashed), what it printed, and its messages."""
        done = subprocess.run([TOOL, *map(str, arguments)], capture_output=True, text=True, timeout=MOST_SECONDS, cwd=self.root,
                              preexec_fn=limited, env=dict(os.environ, XDG_STATE_HOME=str(self.root / "state")))
        return done.returncode, done.stdout, done.stderr

    def seen(self, folder):
        return sorted((str(path.relative_to(folder)), path.lstat().st_mtime_ns, path.lstat().st_size) for path in folder.rglob("*"))

    def commands(self, folder):
        return {"report": ("report", folder), "export": ("export", folder, "--format", "benchstat"),
                "compare": ("compare", self.good, folder), "resume": ("run", "--resume", folder, "--quiet")}

    def assert_one_line(self, err, words):
        said = [line for line in err.splitlines() if line]
        self.assertEqual(len(said), 1, "one line, not: " + err[:2000])
        self.assertTrue(said[0].isprintable(), repr(said[0]))
        self.assertLess(len(said[0]), 1500)
        for word in words:
            self.assertIn(word, said[0])

    def test_folders_that_are_wrong(self):
        self.assertGreaterEqual(len(FOLDERS), 20)
        for name, damage, words, exceptions in FOLDERS:
            folder = self.copy()
            damage(folder)
            before = self.seen(folder)
            for command, arguments in self.commands(folder).items():
                expected = exceptions.get(command, ERROR)
                if expected == ELSEWHERE:
                    continue
                with self.subTest(folder=name, command=command):
                    status, out, err = self.run_tool(*arguments)
                    if expected == DONE:
                        self.assertEqual(status, 0, err)
                        if command == "report":
                            self.assertIn("what machine this was is not known", (folder / "summary.md").read_text())
                            for derived in DERIVED:
                                path = folder / derived
                                shutil.rmtree(path) if path.is_dir() else path.unlink()
                        continue
                    self.assertIn(status, (2, 3), (out, err[:2000]))
                    self.assertEqual(out, "")
                    self.assert_one_line(err, words)
                    left = [line for line in self.seen(folder) if line[0] not in ("plots",)]
                    self.assertEqual(left, before, "nothing is made or changed")
            shutil.rmtree(folder.parent)

    def test_the_good_one_is_taken(self):
        """Else the others might be refused for another reason than theirs."""
        for change in (lambda folder: None, events(lambda values: None)):
            folder = self.copy()
            change(folder)
            for command, arguments in self.commands(folder).items():
                status, out, err = self.run_tool(*arguments)
                # Four trials are too few for a verdict.
                self.assertEqual(status, 3 if command == "compare" else 0, (command, out, err))

    def test_numbers_that_are_extreme_end_no_report(self):
        for value in (1e308, -1e308, 5e-324, 0, -5, "inf", "-inf", None, 2 ** 64):
            with self.subTest(value=value):
                folder = self.copy()

                def change(values):
                    for v in values:
                        if v["type"] == "measured":
                            v["samples"] = [[at, value] for at, _ in v["samples"]]
                events(change)(folder)
                for command, arguments in self.commands(folder).items():
                    if command == "resume":
                        continue
                    status, out, err = self.run_tool(*arguments)
                    self.assertIn(status, (0, 2, 3), (command, err))  # 2: nothing that could be exported or compared

    def test_links_and_pipes_in_the_place_of_what_is_written(self):
        victim = self.root / "victim"
        for name in DERIVED[:-1]:
            for ending in ("", ".unfinished"):
                with self.subTest(name=name + ending):
                    folder = self.copy()
                    victim.write_text("kept")
                    (folder / (name + ending)).symlink_to(victim)
                    status, _, err = self.run_tool("report", folder)
                    self.assertEqual(status, 0, err)
                    self.assertEqual(victim.read_text(), "kept")
                    self.assertFalse((folder / name).is_symlink())
                    self.assertFalse((folder / (name + ".unfinished")).is_symlink())
        folder = self.copy()
        os.mkfifo(folder / "summary.csv")
        os.mkfifo(folder / "summary.md.unfinished")
        status, _, err = self.run_tool("report", folder)
        self.assertEqual(status, 0, err)
        self.assertTrue((folder / "summary.csv").is_file())

    def test_what_is_in_the_way_of_what_is_written(self):
        elsewhere = self.root / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / "holiday.png").write_text("kept")
        for name, make, words in (
            ("summary.md", os.mkdir, ["summary.md", "Is a directory"]),
            ("plots", lambda path: path.write_text("a file"), ["plots"]),
            ("plots", lambda path: path.symlink_to(elsewhere), ["plots", "symbolic link"]),
        ):
            with self.subTest(name=name, words=words):
                folder = self.copy()
                make(folder / name)
                status, out, err = self.run_tool("report", folder)
                self.assertEqual((status, out), (3, ""), err)
                self.assert_one_line(err, words)
                self.assertEqual(list(folder.glob("*.unfinished")), [])
        for name in ("logs", "raw.jsonl", "environment.json"):
            with self.subTest(name=name):
                folder = self.copy()
                (folder / name).rename(self.root / "target")
                (folder / name).symlink_to(self.root / "target")
                before = self.seen(folder)
                status, out, err = self.run_tool("run", "--resume", folder)
                self.assertEqual((status, out), (3, ""), err)
                self.assert_one_line(err, [name, "symbolic link"])
                self.assertEqual(self.seen(folder), before)
                target = self.root / "target"
                shutil.rmtree(target) if target.is_dir() else target.unlink()
        self.assertEqual([path.name for path in elsewhere.iterdir()], ["holiday.png"])
        self.assertEqual((elsewhere / "holiday.png").read_text(), "kept")

    def test_what_a_power_failure_leaves_is_set_aside_and_the_campaign_goes_on(self):
        whole = (self.good / "raw.jsonl").read_bytes().splitlines(keepends=True)
        ends = [i for i, line in enumerate(whole) if b'"trial_ended"' in line]
        kept = b"".join(whole[:ends[2] + 1])
        begun = b"".join(whole[ends[2] + 1:ends[2] + 4])
        for name, tail in {
            "a line that is cut": begun[:-20],
            "NUL bytes": b"\0" * 5000,
            "whole lines, then NUL bytes": begun + b"\0" * 300,
            "half a line, NUL bytes, the rest": begun[:100] + b"\0" * 512 + begun[612:],
            "garbage with line feeds": b"\x7fELF\n\n\xff\xfe\n",
        }.items():
            with self.subTest(tail=name):
                folder = self.copy()
                (folder / "raw.jsonl").write_bytes(kept + tail)
                status, _, err = self.run_tool("report", folder)
                self.assertEqual(status, 0, err)
                self.assertIn("is torn", (folder / "summary.md").read_text())
                status, out, err = self.run_tool("run", "--resume", folder)
                self.assertEqual(status, 0, err)
                self.assertIn("raw.unfinished-1.jsonl", err)
                self.assertEqual((folder / "raw.unfinished-1.jsonl").read_bytes(), tail, "nothing is lost")
                after = (folder / "raw.jsonl").read_bytes()
                self.assertTrue(after.startswith(kept))
                ended = [r["key"]["trial"] for r in campaigns.records(folder / "raw.jsonl") if r["type"] == "trial_ended"]
                self.assertEqual(ended, [0, 1, 2, 3])
                # What was written behind it is of the same chain.
                self.assertEqual(self.run_tool("report", folder)[0], 0)
                changed = after.replace(b'"trial_ended"', b'"trial_endED"')
                (folder / "raw.jsonl").write_bytes(changed)
                self.assertNotEqual(self.run_tool("report", folder)[0], 0)

    def test_what_is_intact_can_be_kept_as_the_message_says(self):
        folder = self.copy()
        raw = folder / "raw.jsonl"
        all_lines = raw.read_bytes().splitlines(keepends=True)
        ends = [i for i, line in enumerate(all_lines) if b'"trial_ended"' in line]
        number = ends[1]  # of the last line that will be intact
        del all_lines[number]
        raw.write_bytes(b"".join(all_lines))
        status, _, err = self.run_tool("report", folder)
        self.assertEqual(status, 2, err)
        self.assertIn(f"raw.jsonl line {number + 1})", err)
        self.assertIn(f"lines 1 to {number} are intact and hold 1 whole trials", err)
        self.assertIn(f"head -n {number}", err)
        raw.write_bytes(b"".join(all_lines[:number]))
        self.assertEqual(self.run_tool("report", folder)[0], 0)
        status, _, err = self.run_tool("run", "--resume", folder)
        self.assertEqual(status, 0, err)
        ended = [r["key"]["trial"] for r in campaigns.records(raw) if r["type"] == "trial_ended"]
        self.assertEqual(ended, [0, 1, 2, 3])


if __name__ == "__main__":
    unittest.main()
