"""Results that can no longer be written, made to happen: a disk that is full, a folder that is read-only or goes away, no more
descriptors, a limit of a file's size. Each is one clear error with an exit status that says so; every trial that had ended
is there and readable, the campaign goes on where it stopped once that is mended, and no half is taken for a whole.

A file system that is full is a small tmpfs in a mount namespace of its own, for which one has to be root."""

import json
import os
import pathlib
import resource
import shutil
import subprocess
import tempfile
import time
import unittest

import campaigns

TOOL = os.environ["WASMBENCH_TOOL"]
TRIALS = 6
STUDY = ("study", "--workloads", "hello", "--runtimes", "native", "--blocks", str(TRIALS), "--seed", "3", "--quiet")
IS_ROOT = os.geteuid() == 0
KIB = 1024


def may_mount():
    return IS_ROOT and subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True).returncode == 0


class FailingDiskTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="wasmbench-disk-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.results = self.folder / "results"
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()

    def environment(self):
        return dict(os.environ, TMPDIR=str(self.temporary), XDG_STATE_HOME=str(self.folder / "state"))

    def run_tool(self, *arguments, limits=(), before=()):
        """`before`: the command that runs it. The limits are those of the harness alone."""
        def set_limits():
            for which, most in limits:
                resource.setrlimit(which, (most, most))
        done = subprocess.run([*map(str, before), TOOL, *map(str, arguments)], capture_output=True, text=True, timeout=120,
                              cwd=self.folder, env=self.environment(), preexec_fn=set_limits)
        self.assertGreaterEqual(done.returncode, 0, "a signal has ended it: " + done.stderr)
        return done.returncode, done.stdout, done.stderr

    def on_tmpfs(self, mount_options, prepare, *arguments):
        """Runs the tool with a tmpfs as its results folder, of which a copy is left when it has ended."""
        self.results.mkdir(exist_ok=True)
        kept = self.folder / "kept"
        script = ('mount -t tmpfs -o "$1" none "$2" || exit 99; ' + prepare + '; kept=$3; results=$2; shift 3; "$@"; status=$?; '
                  'rm -f "$results/ballast"; cp -a "$results" "$kept"; exit $status')
        done = self.run_tool(*arguments, before=("unshare", "-m", "sh", "-c", script, "sh", mount_options, self.results, kept))
        self.assertNotEqual(done[0], 99, done)
        self.results.rmdir()
        if kept.exists():
            kept.rename(self.results)
        return done

    def campaign(self):
        found = list(self.results.glob("*")) if self.results.exists() else []
        self.assertLessEqual(len(found), 1, found)
        return found[0] if found else None

    def ended_trials(self):
        raw = self.campaign() / "raw.jsonl"
        return [r["key"]["trial"] for r in campaigns.records(raw) if r["type"] == "trial_ended"]

    def assert_one_error(self, err, *words):
        said = [line for line in err.splitlines() if line.startswith("wasmbench: ")]
        self.assertEqual(len(said), 1, "one line, not: " + err)
        for word in words:
            self.assertIn(word, said[0])

    def assert_whole_or_absent(self):
        """Of each derived file: none was left half written, and none is there that a later run might take for new."""
        folder = self.campaign()
        self.assertEqual([str(path) for path in folder.rglob("*.unfinished")], [])
        for name, end in (("summary.csv", "\n"), ("summary.md", "\n"), ("report.html", "</html>\n")):
            if (folder / name).exists():
                self.assertTrue((folder / name).read_text().endswith(end), name)

    def assert_readable_and_goes_on(self):
        """What had ended is reported on, and with the fault gone the rest is run: each trial once. Gives how many had ended."""
        folder = self.campaign()
        if not (folder / "raw.jsonl").exists() or b"\n" not in (folder / "raw.jsonl").read_bytes():
            before = []
        else:
            before = self.ended_trials()
            status, out, err = self.run_tool("report", folder)
            self.assertEqual(status, 0, err)
            self.assertIn(f"{len(before)} of {TRIALS} trials" if before else f"of {TRIALS} trials", (folder / "summary.md").read_text())
        if (folder / "plan.json").exists():
            status, out, err = self.run_tool("run", "--resume", folder, "--quiet")
            self.assertEqual(status, 0, err)
            self.assertEqual(self.ended_trials(), list(range(TRIALS)))
        return len(before)

    def test_a_disk_that_is_full(self):
        if not may_mount():
            self.skipTest("to mount a tmpfs one has to be root, with CAP_SYS_ADMIN")
        ended = set()
        for free in (0, 4, 8, 16, 32, 48, 64, 96):
            with self.subTest(free_kib=free):
                fill = f'head -c {(256 - free) * KIB} /dev/zero > "$2/ballast"'
                status, out, err = self.on_tmpfs(f"size={256 * KIB}", fill, *STUDY)
                self.assertEqual(status, 3, err)
                self.assert_one_error(err, "No space left on device")
                if self.campaign():
                    self.assert_whole_or_absent()
                    ended.add(self.assert_readable_and_goes_on())
            shutil.rmtree(self.results, ignore_errors=True)
        self.assertIn(0, ended)
        self.assertTrue(any(0 < n < TRIALS for n in ended), f"none of them was filled in the middle of the trials: {ended}")

    def test_a_disk_that_has_no_more_inodes(self):
        if not may_mount():
            self.skipTest("to mount a tmpfs one has to be root, with CAP_SYS_ADMIN")
        for inodes in (1, 2, 3, 5, 6, 7, 9):  # the folder itself is one
            with self.subTest(inodes=inodes):
                status, out, err = self.on_tmpfs(f"nr_inodes={inodes}", "true", *STUDY)
                self.assertIn(status, (1, 3), err)
                self.assertIn("No space left on device", err)
                if self.campaign():
                    self.assert_whole_or_absent()
            shutil.rmtree(self.results, ignore_errors=True)

    def test_a_disk_that_is_read_only(self):
        if not may_mount():
            self.skipTest("to mount a tmpfs one has to be root, with CAP_SYS_ADMIN")
        status, out, err = self.on_tmpfs("size=1m", 'mount -o remount,ro "$2"', *STUDY)
        self.assertEqual((status, out), (3, ""), err)
        self.assert_one_error(err, str(self.results.name), "Read-only file system", "--out")

    def test_a_folder_that_may_not_be_written(self):
        if IS_ROOT:
            self.skipTest("root may write everywhere")
        self.results.mkdir(mode=0o500)
        status, out, err = self.run_tool(*STUDY)
        self.assertEqual((status, out), (3, ""), err)
        self.assert_one_error(err, "Permission denied", "--out")

    def test_a_folder_that_goes_away(self):
        process = subprocess.Popen([TOOL, *STUDY[:-5], "--blocks", "1000", "--quiet"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=True, cwd=self.folder, env=self.environment())
        try:
            deadline = time.monotonic() + 60
            while not any(b'"trial_ended"' in raw.read_bytes() for raw in self.results.glob("*/raw.jsonl")):
                self.assertLess(time.monotonic(), deadline)
                self.assertIsNone(process.poll())
                time.sleep(0.01)
            while self.results.exists():  # a trial may make a log in it meanwhile
                shutil.rmtree(self.results, ignore_errors=True)
            out, err = process.communicate(timeout=60)
        finally:
            if process.poll() is None:
                process.kill()
                process.communicate()
        self.assertEqual(process.returncode, 3, err)
        self.assert_one_error(err, "raw.jsonl: No such file or directory")
        self.assertEqual(list(self.temporary.iterdir()), [])
        self.assertEqual(campaigns.processes_with(self.folder), [])

    def test_no_more_descriptors(self):
        statuses = {}
        # With fewer than five the dynamic loader does not find the libraries.
        for most in (5, 6, 7, 8, 10, 12, 14, 17, 20, 25, 30):
            with self.subTest(most=most):
                status, out, err = self.run_tool(*STUDY, limits=[(resource.RLIMIT_NOFILE, most)])
                statuses[most] = status
                if status != 0:
                    self.assertIn("Too many open files", err)
                if self.campaign() and (self.campaign() / "raw.jsonl").exists():
                    self.assert_whole_or_absent()
                    raw = (self.campaign() / "raw.jsonl").read_bytes()
                    self.assertEqual(self.run_tool("report", self.campaign())[0], 0 if b"\n" in raw else 2)
                    if status == 0:
                        self.assertEqual(self.ended_trials(), list(range(TRIALS)))
                self.assertEqual(campaigns.processes_with(self.folder), [])
            shutil.rmtree(self.results, ignore_errors=True)
        self.assertTrue(any(status != 0 for status in statuses.values()), statuses)

    def test_a_limit_of_a_files_size(self):
        ended = set()
        for most in (0, 10, 1000, 3 * KIB, 6 * KIB, 10 * KIB, 15 * KIB, 25 * KIB):
            with self.subTest(bytes=most):
                status, out, err = self.run_tool(*STUDY, limits=[(resource.RLIMIT_FSIZE, most)])
                self.assertEqual(status, 3, err)
                self.assert_one_error(err, "File too large", "ulimit -f")
                if self.campaign():
                    self.assert_whole_or_absent()
                    ended.add(self.assert_readable_and_goes_on())
            shutil.rmtree(self.results, ignore_errors=True)
        self.assertTrue(any(0 < n < TRIALS for n in ended), f"none of them was met in the middle of the trials: {ended}")

    def test_standard_output_that_is_full(self):
        status, _, err = self.run_tool(*STUDY)
        self.assertEqual(status, 0, err)
        for arguments in (("export", self.campaign(), "--format", "benchstat"), ("report", self.campaign()), ("doctor", "--json")):
            with self.subTest(command=arguments[0]), open("/dev/full", "w") as full:
                done = subprocess.run([TOOL, *map(str, arguments)], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60,
                                      env=self.environment())
                self.assertEqual(done.returncode, 3, done.stderr)
                self.assert_one_error(done.stderr, "standard output", "No space left on device")


if __name__ == "__main__":
    unittest.main()
