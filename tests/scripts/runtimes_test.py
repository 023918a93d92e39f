"""scripts/runtimes with a toy runtime, an archive made here, and a PATH without the real tools.

Usage: runtimes_test.py FOLDER-OF-SCRIPTS
"""

import hashlib
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest

SCRIPTS = pathlib.Path(sys.argv.pop(1)).resolve()

DESCRIPTION = """
version={version}
programs=(toy)
archive=toy-$version.tar.xz
archive_platform=$(uname -m)-$(uname -s)
archive_sha256={sum}
build_tool=rust
build_time=seconds
build_into() {{ install_crate toy-cli "$1"; }}
"""
CARGO = """#!/bin/sh
while [ "$1" != --root ]; do echo "cargo $1" >> {log}; shift; done
mkdir -p "$2/bin"
printf '#!/bin/sh\\necho toy 1.2.3\\n' > "$2/bin/toy"
chmod +x "$2/bin/toy"
"""


# All that the script calls; a cargo or a runtime of this machine must not be found.
TOOLS = "bash cat chmod cut date dirname du env flock head mkdir mv paste rm sed sh sha256sum sleep sort tar timeout uname xz".split()


def program(output):
    return f"#!/bin/sh\necho {output}\n"


class Toy(unittest.TestCase):
    """A copy of the scripts that knows one runtime, toy 1.2.3, with its archive in a cache folder."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.prefix = self.root / "a prefix"
        self.cache = self.root / "cache"
        self.bin = self.root / "bin"
        self.cache.mkdir()
        self.bin.mkdir()
        tools = self.root / "tools"
        tools.mkdir()
        for tool in TOOLS:
            (tools / tool).symlink_to(shutil.which(tool))
        self.path = f"{self.bin}:{tools}"
        shutil.copytree(SCRIPTS, self.root / "scripts")
        self.descriptions = self.root / "scripts/lib/runtimes"
        shutil.rmtree(self.descriptions)
        self.descriptions.mkdir()
        self.describe("toy", program("toy 1.2.3"))

    def describe(self, name, content, version="1.2.3"):
        archive = self.cache / f"toy-{version}.tar.xz"
        with tarfile.open(archive, "w:xz") as tar:
            info = tarfile.TarInfo("toy")
            info.mode, info.size = 0o755, len(content)
            tar.addfile(info, io.BytesIO(content.encode()))
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        (self.descriptions / f"{name}.sh").write_text(DESCRIPTION.format(version=version, sum=digest), encoding="utf-8")

    def put_on_path(self, name, text):
        file = self.bin / name
        file.write_text(text, encoding="utf-8")
        file.chmod(0o755)

    def run_script(self, *arguments, cache=True):
        environment = {"PATH": self.path, "HOME": str(self.root), "WASMBENCH_PREFIX": str(self.prefix)}
        if cache:
            environment["WASMBENCH_RUNTIME_CACHE"] = str(self.cache)
        done = subprocess.run([self.root / "scripts/runtimes", *arguments], env=environment, capture_output=True, text=True,
                              timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr

    def expect(self, status, *arguments, says="", warns="", **options):
        result, out, err = self.run_script(*arguments, **options)
        self.assertEqual(result, status, out + err)
        self.assertIn(says, out)
        self.assertIn(warns, err)

    def installed(self):
        return self.prefix / "bin/toy"


class Install(Toy):
    def test_from_the_archive_then_nothing_to_do(self):
        self.expect(0, "install", "toy", says="sum as pinned")
        self.assertTrue(os.access(self.installed(), os.X_OK))
        self.expect(0, "path", "toy", says=f"{self.installed()}\n")
        os.remove(self.cache / "toy-1.2.3.tar.xz")
        self.expect(0, "install", "all", says="toy: 1.2.3 is there")
        self.assertEqual(list((self.prefix / "staging").iterdir()), [])

    def test_all_leaves_out_what_is_only_installed_by_name(self):
        text = (self.descriptions / "toy.sh").read_text(encoding="utf-8")
        (self.descriptions / "extra.sh").write_text(text + "optional=yes\n", encoding="utf-8")
        status, out, err = self.run_script("install", "all")
        self.assertEqual(status, 0, err)
        self.assertIn("toy: 1.2.3 installed", out)
        self.assertNotIn("extra", out)
        self.expect(0, "install", "extra", says="extra: 1.2.3 installed")
        self.expect(0, "list", says="extra ")

    def test_a_damaged_archive_is_refused(self):
        with open(self.cache / "toy-1.2.3.tar.xz", "ab") as archive:
            archive.write(b"x")
        self.put_on_path("cargo", CARGO.format(log=self.root / "log"))
        self.put_on_path("rustc", program("rustc 99.0.0"))
        self.expect(1, "install", "toy", warns="is not the archive that is pinned")
        self.assertFalse(self.installed().exists())

    def test_an_archive_with_another_version_inside_is_refused(self):
        self.describe("toy", program("toy 1.2.4"))
        self.expect(1, "install", "toy", warns="says it is 1.2.4, expected 1.2.3")
        self.assertFalse(self.installed().exists())

    def test_an_archive_whose_program_does_not_run_is_refused(self):
        self.describe("toy", "#!/bin/sh\nexit 3\n")
        self.expect(1, "install", "toy", warns="does not run on this machine")
        self.assertEqual(list((self.prefix / "staging").iterdir()), [])

    def test_by_cargo_where_there_is_no_archive(self):
        log = self.root / "log"
        self.put_on_path("cargo", CARGO.format(log=log))
        self.put_on_path("rustc", program("rustc 99.0.0"))
        self.expect(0, "to-compile", "toy", says="toy rust", cache=False)
        self.expect(0, "install", "toy", says="compiling the crate toy-cli", cache=False)
        words = log.read_text(encoding="utf-8").split()
        self.assertEqual([word for word in words if word != "cargo"][:5], ["install", "toy-cli", "--version", "1.2.3", "--locked"])
        self.expect(0, "verify", says="cargo install, rustc 99.0.0", cache=False)

    def test_without_archive_and_cargo_the_reason_is_said(self):
        self.expect(1, "install", "toy", warns="names no folder with prebuilt archives, and it cannot be made", cache=False)
        os.remove(self.cache / "toy-1.2.3.tar.xz")
        self.expect(1, "install", "toy", warns=f"toy-1.2.3.tar.xz is not in {self.cache}")

    def test_a_rust_that_is_too_old_is_named(self):
        self.put_on_path("cargo", CARGO.format(log=self.root / "log"))
        self.put_on_path("rustc", program("rustc 1.63.0"))
        self.expect(1, "install", "toy", warns="and rustc is 1.63.0", cache=False)

    def test_a_rustc_without_cargo_is_not_enough(self):
        self.put_on_path("rustc", program("rustc 99.0.0"))
        self.expect(1, "install", "toy", warns="and cargo is not on PATH", cache=False)

    def test_one_that_fails_does_not_stop_the_next(self):
        self.describe("a_broken", "#!/bin/sh\nexit 3\n", version="9.9.9")
        self.expect(1, "install", "all", says="toy: 1.2.3 installed", warns="a_broken")
        self.assertTrue(self.installed().exists())

    def test_another_version_in_the_prefix_is_replaced(self):
        self.expect(0, "install", "toy")
        self.describe("toy", program("toy 2.0.0"), version="2.0.0")
        self.expect(0, "list", says="version 1.2.3 is in")
        self.expect(0, "install", "toy", says="toy: 2.0.0 installed")

    def test_two_at_once_install_once(self):
        self.describe("toy", "#!/bin/sh\nsleep 0.3\necho toy 1.2.3\n")
        command = [self.root / "scripts/runtimes", "install", "toy"]
        environment = {"PATH": self.path, "WASMBENCH_PREFIX": str(self.prefix), "HOME": str(self.root),
                       "WASMBENCH_RUNTIME_CACHE": str(self.cache)}
        both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        output = "".join(one.communicate(timeout=60)[0] for one in both)
        self.assertEqual([one.returncode for one in both], [0, 0])
        self.assertEqual(output.count("unpacking"), 1, output)


class OnPath(Toy):
    def test_a_program_on_path_is_preferred_and_recorded(self):
        self.put_on_path("toy", program("toy 7.7"))
        self.expect(0, "install", "toy", says=f"toy: 7.7 on PATH is used ({self.bin}/toy; pinned would be 1.2.3)")
        self.assertFalse(self.installed().exists())
        self.expect(0, "path", "toy", says=f"{self.bin}/toy\n")
        self.assertEqual((self.prefix / "receipts/toy.on-path").read_text(encoding="utf-8"),
                         f"version 7.7\nsource PATH\nprogram {self.bin}/toy\n")
        self.expect(0, "to-compile", "toy", cache=False)

    def test_one_that_does_not_run_is_passed_over(self):
        self.put_on_path("toy", "#!/bin/sh\nexit 1\n")
        self.expect(0, "install", "toy", says="toy: 1.2.3 installed", warns="is passed over")


class Verify(Toy):
    def test_a_changed_byte_is_noticed_and_mended_by_install(self):
        self.expect(0, "install", "toy")
        self.expect(0, "verify", says="toy: 1.2.3, all 1 file(s) as installed")
        with open(self.installed(), "a", encoding="utf-8") as file:
            file.write("# more\n")
        self.expect(1, "verify", warns=f"{self.installed()} is damaged")
        self.expect(0, "install", "toy", says="installing it anew")
        self.expect(0, "verify")

    def test_a_program_that_is_gone(self):
        self.expect(0, "install", "toy")
        self.installed().unlink()
        self.expect(1, "verify", "toy", warns="is gone")
        self.expect(1, "path", "toy", warns="neither on PATH nor in")

    def test_what_was_never_installed(self):
        self.expect(0, "verify", says="nothing is installed")
        self.expect(1, "verify", "toy", warns="toy: not installed")


class Arguments(Toy):
    def test_what_makes_no_sense_has_status_2(self):
        for arguments in [], ["install"], ["install", "nothing"], ["install", "toy", "nothing"], ["path"], ["dance"], ["list", "toy"]:
            self.expect(2, *arguments, warns="See runtimes --help")
        self.assertFalse(self.prefix.exists())

    def test_help_names_the_commands_and_the_variables(self):
        for word in "install", "verify", "WASMBENCH_PREFIX", "WASMBENCH_RUNTIME_CACHE":
            self.expect(0, "--help", says=word)


class RealDescriptions(unittest.TestCase):
    def test_each_names_all_that_the_installer_reads(self):
        names = [file.stem for file in (SCRIPTS / "lib/runtimes").glob("*.sh")]
        self.assertIn("wasmtime", names)
        for name in names:
            script = f"""set -euo pipefail
                source {SCRIPTS}/lib/common.sh; source {SCRIPTS}/lib/rust.sh; source {SCRIPTS}/lib/go.sh; source {SCRIPTS}/lib/debian_packages.sh; source {SCRIPTS}/lib/wheels.sh; source {SCRIPTS}/lib/runtime_install.sh
                select_runtime {name}
                echo "$name $version ${{programs[*]}} $archive_platform $build_time" "$archive"
                [[ -z $archive || ( $archive == *"${{crate:-$version}}"* && $archive_sha256 =~ ^[0-9a-f]{{64}}$ ) ]]
                [ "${{#programs[@]}}" -gt 0 ] || [ "${{#files[@]}}" -gt 0 ]
                declare -F build_into "${{build_tool}}_problem" > /dev/null"""
            done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=30, check=False)
            self.assertEqual(done.returncode, 0, name + done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
