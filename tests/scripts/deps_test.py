"""What scripts/deps works out before it calls apt: missing packages, and the sources of the backports.

Usage: deps_test.py FOLDER-OF-SCRIPTS
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPTS = pathlib.Path(sys.argv.pop(1)).resolve()


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def write(self, path, text, mode=0o644):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        file.chmod(mode)

    def bash(self, code, status=0):
        script = f"set -euo pipefail; for file in common packages backports go conan export_tools; do source {SCRIPTS}/lib/$file.sh; done\n{code}"
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=30, check=False, cwd=self.root,
                              env={**os.environ, "PATH": f"{self.root}/bin:{os.environ['PATH']}", "apt_etc": str(self.root / "apt"),
                                   "WASMBENCH_EXPORT_TOOLS": str(self.root / "tools")})
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout


class Backports(Folder):
    def sources(self, status=0):
        (self.root / "parts").mkdir()
        self.bash("backports_sources bookworm parts", status)
        return {file.name: file.read_text(encoding="utf-8") for file in (self.root / "parts").iterdir()}

    def test_one_line_sources_keep_options_mirror_and_components(self):
        self.write("apt/sources.list", "# deb http://old.example/debian bookworm main\n"
                   "deb http://mirror.example/debian bookworm main contrib\n"
                   "deb-src http://mirror.example/debian bookworm main\n"
                   "deb http://mirror.example/security bookworm-security main\n")
        self.write("apt/sources.list.d/more.list", "deb [arch=amd64 signed-by=/k.gpg] http://two.example/debian bookworm main\n")
        self.assertEqual(self.sources(), {
            "sources.list": "deb http://mirror.example/debian bookworm-backports main contrib\n",
            "more.list": "deb [arch=amd64 signed-by=/k.gpg] http://two.example/debian bookworm-backports main\n"})

    def test_stanzas_keep_their_fields_and_an_embedded_key(self):
        self.write("apt/sources.list.d/debian.sources",
                   "Types: deb deb-src\n# a comment\nURIs: http://mirror.example/debian\nSuites: bookworm bookworm-updates\n"
                   "Components: main\nSigned-By:\n -----BEGIN\n .\n abc\n\n"
                   "Types: deb\nURIs: http://mirror.example/security\nSuites: bookworm-security\nComponents: main\n\n"
                   "Enabled: no\nTypes: deb\nURIs: http://off.example/debian\nSuites: bookworm\nComponents: main\n")
        self.assertEqual(self.sources(), {"debian.sources":
                         "Types: deb\nURIs: http://mirror.example/debian\nComponents: main\nSigned-By:\n -----BEGIN\n .\n abc\n"
                         "Suites: bookworm-backports\n\n"})

    def test_a_system_of_another_release_gives_none(self):
        self.write("apt/sources.list", "deb http://mirror.example/debian trixie main\n")
        self.assertEqual(self.sources(status=1), {})


class Missing(Folder):
    """With a dpkg-query that knows four packages, one of them removed but for its configuration."""

    def setUp(self):
        super().setUp()
        self.write("bin/dpkg-query", "#!/bin/sh\necho installed g++ 4:12.2.0\necho installed catch2 2.13.10-1\n"
                   "echo config-files cmake 3.25\necho installed libboost1.88-dev 1.88.0\nexit 1\n", 0o755)
        # The real one is not on every machine that runs the tests.
        self.write("bin/dpkg", '#!/bin/sh\n[ "$(printf "%s\\n" "$2" "$4" | sort -V | head -n 1)" = "$4" ]\n', 0o755)

    def missing(self, *requirements):
        return self.bash("missing_of " + " ".join(f"'{one}'" for one in requirements)).split()

    def test_installed_absent_and_half_removed(self):
        self.assertEqual(self.missing("g++", "cmake", "ninja-build"), ["cmake", "ninja-build"])

    def test_a_version_that_is_too_old(self):
        self.assertEqual(self.missing("catch2>=3"), ["catch2>=3"])
        self.assertEqual(self.missing("catch2>=2.13"), [])

    def test_one_of_several_is_enough(self):
        self.assertEqual(self.missing("libboost1.83-dev|libboost1.88-dev"), [])
        self.assertEqual(self.missing("libboost1.83-dev|libboost1.90-dev"), ["libboost1.83-dev|libboost1.90-dev"])

    def test_the_package_that_is_installed_for_a_requirement(self):
        self.assertEqual(self.bash("package_of 'libboost1.83-dev|libboost1.88-dev'; package_of 'catch2>=3'"), "libboost1.83-dev\ncatch2\n")


class Requirements(Folder):
    def test_the_compilers_number_fits_the_release(self):
        for release, number in ("bookworm", "14"), ("trixie", "19"), ("noble", "18"):
            words = self.bash(f"requirements_of wasm {release}").split()
            self.assertIn(f"libclang-rt-{number}-dev-wasm32", words)
            self.assertIn(f"libc++abi-{number}-dev-wasm32", words)

    def test_a_release_that_is_not_known_gets_names_without_number(self):
        self.assertEqual(self.bash("requirements_of wasm forky").split(),
                         ["clang", "lld", "wasi-libc", "libclang-rt-dev-wasm32", "libc++-dev-wasm32"])
        self.assertIn("libboost-dev>=1.81", self.bash("requirements_of build forky").split())

    def test_a_browser_is_asked_for_where_it_is_a_package(self):
        self.assertEqual(self.bash("requirements_of browser bookworm").split(), ["chromium"])
        self.assertEqual(self.bash("requirements_of browser noble; missing_of").split(), [])


class Conan(Folder):
    def test_a_folder_of_its_own_counts_when_its_program_runs(self):
        ask = f"PATH=/nowhere; conan_folder={self.root}/own; conan_is_here && echo here || echo absent"
        self.assertEqual(self.bash(ask), "absent\n")
        self.write("own/bin/conan", "#!/bin/sh\nexit 1\n", 0o755)
        self.assertEqual(self.bash(ask), "absent\n")
        self.write("own/bin/conan", "#!/bin/sh\necho 2\n", 0o755)
        self.assertEqual(self.bash(ask), "here\n")

    def test_what_cannot_be_installed_leaves_nothing(self):
        self.write("bin/python3", "#!/bin/sh\nmkdir -p \"$3\"\nexit 1\n", 0o755)
        self.bash(f"conan_folder={self.root}/own; install_conan", status=1)
        self.assertFalse((self.root / "own").exists())


class ExportTools(Folder):
    def missing(self):
        return self.bash("missing_export_tools").split()

    def test_each_is_missing_until_it_is_there_at_its_version(self):
        names = self.missing()
        for start in "pyperf==", "benchstat-v", "hyperfine-scripts-":
            self.assertEqual(len([name for name in names if name.startswith(start)]), 1, names)
        pins = [name for name in names if "==" in name]
        self.write("tools/python/installed", "\n".join(pins) + "\n")
        self.write("tools/" + names[-2], "", 0o755)
        self.assertEqual(self.missing(), names[-1:])
        self.write("tools/hyperfine-" + names[-1].rpartition("-")[2] + "/plot_whisker.py", "")
        self.assertEqual(self.missing(), [])
        self.write("tools/python/installed", "pyperf==1.0\n")
        self.assertEqual(self.missing(), pins)


class Arguments(unittest.TestCase):
    def test_what_makes_no_sense_has_status_2(self):
        for arguments in ["--with"], ["--with", "luck"], ["--without", "build"], ["now"]:
            done = subprocess.run([SCRIPTS / "deps", *arguments], capture_output=True, text=True, timeout=30, check=False)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("See deps --help", done.stderr)


if __name__ == "__main__":
    unittest.main()
