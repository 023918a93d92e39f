"""What scripts/cross-macos looks at after a build: Mach-O files for arm64, made here byte by byte, and files that are none.

Usage: cross_macos_test.py FOLDER-OF-SCRIPTS
"""

import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

SCRIPTS = pathlib.Path(sys.argv.pop(1)).resolve()
ARM64, X86_64 = 0x0100000C, 0x01000007
SYSTEM = "/usr/lib/libSystem.B.dylib"


def macho(kind=2, cpu=ARM64, libraries=(SYSTEM,), platform=1):
    """mach-o/loader.h: the header and its load commands."""
    commands = [struct.pack("<6I", 0x32, 24, platform, 13 << 16, 13 << 16, 0)]  # LC_BUILD_VERSION
    for name in libraries:
        text = name.encode() + b"\0" * (8 - len(name) % 8)
        commands.append(struct.pack("<6I", 0xC, 24 + len(text), 24, 0, 0, 0) + text)  # LC_LOAD_DYLIB
    body = b"".join(commands)
    return struct.pack("<8I", 0xFEEDFACF, cpu, 0, kind, len(commands), len(body), 0, 0) + body


def archive(*objects):
    """ar(5), as BSD writes long names: in front of the body."""
    out = b"!<arch>\n"
    for name, body in [(b"__.SYMDEF SORTED", b"table of symbols")] + [(b"a_rather_long_name.o", one) for one in objects]:
        body = name + body
        head = f"#1/{len(name)}".ljust(16) + "0".ljust(12) + "0".ljust(6) * 2 + "644".ljust(8) + str(len(body)).ljust(10) + "`\n"
        out += head.encode() + body + b"\n" * (len(body) % 2)
    return out


class Products(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        (self.root / "bin").mkdir()

    def look(self, data, status=0):
        file = self.root / "file"
        file.write_bytes(data)
        done = subprocess.run([sys.executable, str(SCRIPTS / "lib" / "macho.py"), str(file)], capture_output=True, text=True,
                              timeout=30, check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        self.assertEqual(done.stderr, "")
        return done.stdout.strip()

    def check(self, status=0):
        code = f"set -euo pipefail; source {SCRIPTS}/lib/common.sh; source {SCRIPTS}/lib/macos_cross.sh; check_macos_products {self.root}"
        done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_a_program_is_described(self):
        self.assertEqual(self.look(macho()), f"Mach-O program for arm64, macOS 13.0 or newer, links to {SYSTEM}")

    def test_an_archive_is_looked_into(self):
        self.assertEqual(self.look(archive(macho(1, libraries=()), macho(1, libraries=()))), "archive of 2 Mach-O objects for arm64")

    def test_what_is_none_is_said(self):
        self.assertIn("it begins with 7f454c46", self.look(b"\x7fELF" + b"\0" * 60, 1))
        self.assertIn("not for arm64", self.look(macho(cpu=X86_64), 1))
        self.assertIn("not for macOS", self.look(macho(platform=2), 1))
        self.assertIn("too short", self.look(b"", 1))
        self.assertIn("no size", self.look(struct.pack("<8I", 0xFEEDFACF, ARM64, 0, 2, 1, 8, 0, 0) + b"\0" * 8, 1))
        self.assertIn("without object files", self.look(archive(), 1))
        self.assertIn("it begins with 7f454c46", self.look(archive(macho(1), b"\x7fELF" + b"\0" * 60), 1))

    def test_a_library_that_macos_does_not_bring_is_named(self):
        self.assertIn("links to @rpath/libfmt.9.dylib,", self.look(macho(libraries=(SYSTEM, "@rpath/libfmt.9.dylib")), 1))

    def test_a_build_needs_both_kinds_of_product(self):
        self.assertIn("holds 0 libraries and 0 programs", self.check(1))
        (self.root / "bin" / "tool").write_bytes(macho())
        self.assertIn("holds 0 libraries and 1 programs", self.check(1))
        (self.root / "libcore.a").write_bytes(archive(macho(1)))
        self.assertIn("1 libraries and 1 programs for macOS on arm64; compiled and linked, not run", self.check())

    def test_one_wrong_product_fails_the_build(self):
        (self.root / "bin" / "tool").write_bytes(macho())
        (self.root / "bin" / "other").write_bytes(b"\x7fELF" + b"\0" * 60)
        (self.root / "libcore.a").write_bytes(archive(macho(1)))
        self.assertIn("1 products are no Mach-O files for arm64", self.check(1))


if __name__ == "__main__":
    unittest.main()
