"""wasmbench clean: for each kind of thing that a run makes, one that a killed run has really left is listed and removed, one of
a run that lives is not touched, and neither is what only looks like ours. Other programs' leftovers may be on the machine, too:
what is looked at is this test's own."""

import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

import campaigns

TOOL = os.environ["WASMBENCH_TOOL"]
IS_ROOT = os.geteuid() == 0
NOBODY = 65534
DAEMON = """
import os, sys, time
if os.fork(): os._exit(0)
os.setsid()
if os.fork(): os._exit(0)
print(os.getpid(), flush=True)
os.close(1)
time.sleep(120)
"""


def alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def owned(harness):
    return campaigns.processes_with(f"WASMBENCH_OWNER={harness}.")


def serving(harness):
    """Whether a service of that harness runs: it stays, unlike the tools around it."""
    for pid in owned(harness):
        try:
            if b"http-service" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes():
                return True
        except OSError:
            pass
    return False


def engine_answers():
    return bool(campaigns.answer("docker", "version", "--format", "{{.Server.Version}}"))


class CleanTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="wasmbench-clean-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()
        self.strays = []
        self.addCleanup(self.end_strays)

    def end_strays(self):
        for pid in self.strays + campaigns.processes_with(self.folder):
            if alive(pid):
                os.kill(pid, signal.SIGKILL)

    def environment(self, **more):
        return dict(os.environ, TMPDIR=str(self.temporary), XDG_STATE_HOME=str(self.folder / "state"), **more)

    def start(self, *arguments, **more):
        process = subprocess.Popen([TOOL, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   env=self.environment(**more), cwd=self.folder, start_new_session=True)
        self.strays.append(process.pid)
        return process

    def clean(self, *arguments, **more):
        process = self.start("clean", *arguments, **more)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def study(self, runtimes="native", workloads="http_service", blocks="1000"):
        return ["study", "--runtimes", runtimes, "--workloads", workloads, "--blocks", blocks, "--out", self.folder / "results",
                "--firewall", "pair" if IS_ROOT and "native" in runtimes else "none"]

    def running(self, *arguments, until):
        process = self.start(*arguments)
        deadline = time.monotonic() + 90
        while not until(process.pid):
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                self.fail(f"the run did not come so far: {process.communicate()}")
            time.sleep(0.005)
        return process

    def killed(self, *arguments, until=serving):
        """Killed while `until` holds: a trial takes milliseconds, so the harness is stopped before it is asked again."""
        def holds_when_stopped(pid):
            if not until(pid):
                return False
            os.kill(pid, signal.SIGSTOP)
            if until(pid):
                return True
            os.kill(pid, signal.SIGCONT)
            return False

        process = self.running(*arguments, until=holds_when_stopped)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return process.pid

    def stray(self, program, environment):
        """A process that is no child of ours any more, started as `python -c program`; its pid is what it prints."""
        child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=environment)
        pid = int(child.stdout.readline())
        child.stdout.close()
        child.wait()
        self.strays.append(pid)
        return pid

    def control_groups_can_be_made(self):
        process = self.start("doctor", "--json")
        findings = json.loads(process.communicate(timeout=120)[0])["findings"]
        return next(f["usable"] for f in findings if f["name"] == "own control groups")

    def in_a_group(self, harness):
        """Of a trial, not the one by which it is tried out whether there can be any."""
        return (self.folder / "state" / "wasmbench" / "runs").is_dir() and campaigns.control_groups(harness)

    def record(self):
        """The only record of a run: its owner and its text."""
        found = list((self.folder / "state" / "wasmbench" / "runs").glob("*.run"))
        self.assertEqual(len(found), 1, found)
        return found[0].name.removesuffix(".run"), json.loads(found[0].read_text())

    def assert_removed(self, *names):
        """A dry run lists them and removes nothing; clean removes them, and then they are not listed any more."""
        status, out, err = self.clean("--dry-run")
        self.assertEqual(status, 1, out + err)
        for name in names:
            self.assertIn(name, out)
        again = self.clean("--dry-run")[1]
        for name in names:
            self.assertIn(name, again, "looking removes nothing")
        status, out, err = self.clean()
        self.assertEqual(status, 0, out + err)
        for name in names:
            self.assertIn(name, out)
        left = self.clean("--dry-run")[1]
        for name in names:
            self.assertNotIn(name, left)

    def test_all_that_a_native_run_leaves(self):
        state = self.folder / "state" / "wasmbench"
        pid = self.killed(*self.study(), until=lambda pid: serving(pid) and (not IS_ROOT or campaigns.interfaces(pid)))
        orphans = owned(pid)
        self.assertTrue(orphans)
        owner, record = self.record()
        self.assertTrue(owner.startswith(f"{pid}."))
        self.assertEqual(record["temporary"], str(self.temporary))
        folder, = self.temporary.iterdir()
        self.assertEqual((folder / ".owner").read_text(), owner + "\n")
        groups, links = campaigns.control_groups(pid), campaigns.interfaces(pid)
        names = [f"process {orphan}" for orphan in orphans] + [f"temporary folder {folder}", f"record of a run {state}/runs/{owner}.run"]
        names += [f"control group {group}" for group in groups] + [f"network cell {link}" for link in links]
        listed = self.clean("--dry-run")[1]
        # Whose it was: the campaign, the process and its start.
        self.assertIn(f"of the run of {record['campaign']} (process {pid}, start {owner.split('.')[1]}, begun {record['started']})", listed)
        for orphan in orphans:
            self.assertTrue(alive(orphan))
        self.assert_removed(*names)
        self.assertEqual([orphan for orphan in orphans if alive(orphan)], [])
        self.assertEqual(campaigns.control_groups(pid), [])
        self.assertEqual(campaigns.interfaces(pid), [])
        self.assertEqual(list(self.temporary.iterdir()), [])
        self.assertEqual(list((state / "runs").iterdir()), [])
        if IS_ROOT:
            self.assertEqual(list((state / "network-cells").iterdir()), [])

    def test_the_next_run_removes_it_too(self):
        pid = self.killed(*self.study())
        orphans = owned(pid)
        process = self.start(*self.study(workloads="hello", blocks="1"))
        out, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0, err)
        self.assertIn("removed what a killed run had left", err)
        self.assertEqual([orphan for orphan in orphans if alive(orphan)], [])
        self.assertEqual(list(self.temporary.iterdir()), [])
        self.assertEqual(list((self.folder / "state" / "wasmbench" / "runs").iterdir()), [])

    def test_a_run_that_lives_is_not_touched(self):
        lives = self.running(*self.study(blocks="4"), until=serving)
        folders = list(self.temporary.iterdir())
        self.assertEqual(len(folders), 1)
        for _ in range(5):
            status, out, err = self.clean()
            self.assertEqual(status, 0, out + err)
            self.assertNotIn(f"process {lives.pid},", out)
            self.assertNotIn(f"process {lives.pid},", self.clean("--dry-run")[1])
        self.assertIsNone(lives.poll(), "it was cleaned while it ran")
        self.assertEqual(list(self.temporary.iterdir()), folders)
        out, err = lives.communicate(timeout=120)
        self.assertEqual(lives.returncode, 0, "the run went on as if nothing had been cleaned: " + err)

    def test_processes_that_daemonise_or_hide(self):
        # One that has left its parent, its group and its session is known by its mark; one that has no mark by its group.
        groups_here = self.control_groups_can_be_made()
        pid = self.killed(*self.study(), until=self.in_a_group if groups_here else owned)
        owner, _ = self.record()
        daemon = self.stray(DAEMON, self.environment(WASMBENCH_OWNER=f"{owner}-77"))
        names = [f"process {daemon}"]
        if groups_here:
            groups = campaigns.control_groups(pid)
            hidden = self.stray(DAEMON, {})
            (pathlib.Path(groups[0]) / "cgroup.procs").write_text(str(hidden))
            names += [f"control group {group}" for group in groups]
        self.assert_removed(*names)
        self.assertFalse(alive(daemon))
        if not groups_here:
            self.skipTest("no control groups can be made here")
        self.assertFalse(alive(hidden))
        self.assertEqual(campaigns.control_groups(pid), [])

    def test_programs_in_a_folder_that_is_left(self):
        # As a host's plugin: no mark, no parent; its program is in the dead run's folder, or was.
        def runs_from(name, removed=False):
            program = self.temporary / name / f"plugin{removed:d}"
            program.parent.mkdir(exist_ok=True)
            shutil.copy(shutil.which("sleep"), program)
            process = subprocess.Popen([program, "120"], env={})
            self.addCleanup(process.wait)
            self.addCleanup(process.kill)
            if removed:
                program.unlink()
            return process.pid

        left = [runs_from("wasmbench-run-abcdef"), runs_from("wasmbench-run-abcdef", removed=True)]
        mine = runs_from("mywasmbench-run-abcdef")
        self.assert_removed(*(f"process {pid}" for pid in left), f"temporary folder {self.temporary / 'wasmbench-run-abcdef'}")
        self.assertEqual([pid for pid in left if alive(pid)], [])
        self.assertTrue(alive(mine), "a program of another folder is not touched")

    def test_what_only_looks_like_ours_is_not_touched(self):
        groups_here = self.control_groups_can_be_made()
        pid = self.killed(*self.study(), until=self.in_a_group if groups_here else owned)
        owner, _ = self.record()
        number, start, namespace, boot = owner.split(".", 3)
        living = f"{os.getpid()}." + pathlib.Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19] + f".{namespace}.{boot}"
        marks = [f"{owner}", f"{number}-{start}-1", f"{number}.{start}.4026531000.{boot}-1", f"{number}.{start}-1", "x", f"{living}-3"]
        strays = [self.stray(DAEMON, self.environment(WASMBENCH_OWNER=mark)) for mark in marks]
        strays.append(self.stray(DAEMON, self.environment(NOT_WASMBENCH_OWNER=f"{owner}-1")))
        for name in ("wasmbench-other", "wasmbench-run", "mywasmbench-run-abcdef"):
            (self.temporary / name).mkdir()
        (self.temporary / "wasmbench-run-afile").write_text("mine")
        (self.temporary / "wasmbench-run-alink").symlink_to(self.folder / "elsewhere")
        (self.folder / "elsewhere").mkdir()
        (self.folder / "elsewhere" / "file").write_text("mine")
        groups = []
        for group in campaigns.control_groups(pid):
            self.assertTrue(groups_here)
            for name in (f"wasmbench-{number}-{start}-0", f"wasmbench-{living}-0", "wasmbench-mine"):
                folder = pathlib.Path(group).parent / name
                folder.mkdir()
                self.addCleanup(folder.rmdir)
                groups.append(folder)
        runs = self.folder / "state" / "wasmbench" / "runs"
        kept = [runs / "notes.txt", runs / f"{living}.run"]
        for file in kept:
            file.write_text("mine")
        self.assertEqual(bool(groups), groups_here)
        if IS_ROOT:
            # A link of a cell's name without its mark, in the way of a dead run's entry.
            name = f"wb{number}x9"
            subprocess.run(["ip", "link", "add", name, "type", "veth", "peer", "name", "wbtestpeer"], check=True)
            self.addCleanup(subprocess.run, ["ip", "link", "del", name])
            entry = self.folder / "state" / "wasmbench" / "network-cells" / f"{number}-{start}-9.cell"
            entry.parent.mkdir(parents=True, exist_ok=True)
            entry.write_text(f"1\n{owner}\n")
        status, out, err = self.clean()
        self.assertEqual(status, 0, out + err)
        self.assertIn(f"process {pid}, start {start}", out)
        self.assertEqual([stray for stray in strays if not alive(stray)], [])
        left = {path.name for path in self.temporary.iterdir()}
        self.assertEqual(left, {"wasmbench-other", "wasmbench-run", "mywasmbench-run-abcdef", "wasmbench-run-afile", "wasmbench-run-alink"})
        self.assertEqual((self.folder / "elsewhere" / "file").read_text(), "mine")
        for path in groups + kept:
            self.assertTrue(path.exists(), path)
        if IS_ROOT:
            self.assertIn(name, [link for _, link in socket.if_nameindex()])
            self.assertFalse(entry.exists())

    def test_a_number_that_was_given_away_again(self):
        # The owner's pid is a living process's, of another start: this test's own.
        pid = self.killed(*self.study())
        owner, _ = self.record()
        number, start, rest = owner.split(".", 2)
        earlier = f"{os.getpid()}.{start}.{rest}"
        stray = self.stray(DAEMON, self.environment(WASMBENCH_OWNER=f"{earlier}-1"))
        self.assert_removed(f"process {stray}")
        self.assertFalse(alive(stray))

    def test_what_cannot_be_removed_is_said(self):
        if not IS_ROOT:
            self.skipTest("needs a file of another user: root can make one")
        # nobody's run, and in its folder something of root's.
        state = self.folder / "state"
        for folder in (self.folder, self.temporary):
            os.chown(folder, NOBODY, NOBODY)
        left = self.temporary / "wasmbench-run-abcdef"
        (left / "theirs").mkdir(parents=True)
        (left / "theirs" / "file").write_text("x")
        os.chown(left, NOBODY, NOBODY)
        as_nobody = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        run = lambda *more: subprocess.run([*as_nobody, TOOL, "clean", *more], env=self.environment(HOME=str(self.folder)),
                                           cwd=self.folder, capture_output=True, text=True, timeout=120)
        done = run()
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertRegex(done.stderr, "not removed: temporary folder .*wasmbench-run-abcdef: .*Permission denied")
        self.assertTrue((left / "theirs" / "file").exists())
        shutil.rmtree(left / "theirs")
        done = run()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertFalse(left.exists())
        self.assertFalse(state.exists(), "clean makes nothing")

    def test_containers_and_images(self):
        if not engine_answers():
            self.skipTest("no Docker engine answers")
        # Not ours: no label, a label without an owner, an owner that is none, an owner that lives.
        subprocess.run(["tar", "--create", "--file", self.folder / "empty.tar", "--files-from", "/dev/null"], check=True)
        image = f"wasmbench-clean-test-{os.getpid()}"
        subprocess.run(["docker", "import", self.folder / "empty.tar", image], check=True, capture_output=True)
        self.addCleanup(subprocess.run, ["docker", "rmi", "--force", image], capture_output=True)
        runs = lambda harness: campaigns.containers(harness, which=())  # not those in which an image is built
        for _ in range(5):  # its container may be just going when it is killed
            pid = self.killed(*self.study(runtimes="docker"), until=runs)
            if campaigns.containers(pid):
                break
            self.assertEqual(self.clean()[0], 0)
        owner, _ = self.record()
        _, start, namespace, boot = owner.split(".", 3)
        living = f"{os.getpid()}." + pathlib.Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19] + f".{namespace}.{boot}"
        strangers = []
        for labels in ([], ["wasmbench=1"], ["wasmbench=1", "wasmbench.owner=what"], ["wasmbench=1", f"wasmbench.owner={living}"],
                       [f"wasmbench.owner={owner}"]):
            words = [word for label in labels for word in ("--label", label)]
            made = subprocess.run(["docker", "create", *words, image, "/x"], check=True, capture_output=True, text=True).stdout.strip()
            self.addCleanup(subprocess.run, ["docker", "rm", "--force", made], capture_output=True)
            strangers.append(made[:12])
        ours = [line.split()[0] for line in campaigns.containers(pid)]
        built = campaigns.images(pid)
        self.assertTrue(ours)
        self.assertTrue(built)
        self.assert_removed(*(f"container {one}" for one in ours), f"process {pid}, start {start}")
        self.assertEqual(campaigns.containers(pid), [])
        self.assertEqual(campaigns.images(pid), [])
        there = campaigns.answer("docker", "ps", "--all", "--quiet").split()
        self.assertEqual([one for one in strangers if one not in there], [])
        self.assertEqual(campaigns.control_groups(pid), [])

    def test_without_an_engine_it_is_said_that_nobody_looked_there(self):
        status, out, err = self.clean(DOCKER_HOST=f"unix://{self.folder}/none.sock")
        self.assertEqual(status, 0, out + err)
        self.assertIn("containers and images were not looked for", err)

    def test_another_engine_of_a_killed_run_is_named(self):
        self.killed(*self.study())
        owner, _ = self.record()
        record, = (self.folder / "state" / "wasmbench" / "runs").glob("*.run")
        record.write_text(json.dumps({"owner": owner, "docker": "unix:///run/other.sock"}))
        out, err = self.clean("--dry-run")[1:]
        self.assertIn("DOCKER_HOST=unix:///run/other.sock wasmbench clean", err)
        self.assertEqual(self.clean()[0], 0)


if __name__ == "__main__":
    unittest.main()
