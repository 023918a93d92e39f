"""scripts/sbom: what it lists is what is pinned and linked, and the document is one that the standard's own tools take."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib
import unittest

SCRIPTS = pathlib.Path(sys.argv.pop(1)).resolve()
ROOT = SCRIPTS.parent


def export_tools():
    """As scripts/lib/export_tools.sh finds its folder."""
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    prefix = pathlib.Path(os.environ.get("WASMBENCH_PREFIX") or cache / "wasmbench")
    return pathlib.Path(os.environ.get("WASMBENCH_EXPORT_TOOLS") or prefix / "export-tools")


class SbomTest(unittest.TestCase):
    def run_sbom(self, *arguments, **environment):
        return subprocess.run([SCRIPTS / "sbom", *arguments], capture_output=True, text=True, check=False,
                              env=dict(os.environ, SOURCE_DATE_EPOCH="1764500000", **environment))

    def document(self):
        done = self.run_sbom()
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_every_relationship_is_between_packages_that_are_listed_once(self):
        document = self.document()
        ids = [p["SPDXID"] for p in document["packages"]]
        self.assertEqual(len(ids), len(set(ids)))
        related = {document["SPDXID"]}
        for one in document["relationships"]:
            self.assertIn(one["spdxElementId"], [*ids, document["SPDXID"]])
            self.assertIn(one["relatedSpdxElement"], ids)
            related |= {one["spdxElementId"], one["relatedSpdxElement"]}
        self.assertEqual(related, {*ids, document["SPDXID"]})

    def test_each_runtime_has_the_version_and_sum_of_its_description(self):
        listed = {p["name"]: p for p in self.document()["packages"] if p["SPDXID"].startswith("SPDXRef-runtime-")}
        descriptions = list((SCRIPTS / "lib" / "runtimes").glob("*.sh"))
        self.assertEqual(sorted(listed), sorted(d.stem for d in descriptions))
        for description in descriptions:
            text = description.read_text(encoding="utf-8")
            with self.subTest(description.stem):
                self.assertEqual(listed[description.stem]["versionInfo"], re.search(r"^version=(\S+)", text, re.M).group(1))
                pinned = re.search(r"^archive_sha256=(\w+)", text, re.M)
                if pinned:
                    self.assertEqual(listed[description.stem]["checksums"], [{"algorithm": "SHA256", "checksumValue": pinned.group(1)}])

    def test_each_crate_of_the_lock_file_has_its_sum(self):
        lock = tomllib.loads((ROOT / "adapters/wasmcloud/host/Cargo.lock").read_text(encoding="utf-8"))
        expected = {(e["name"], e["version"]): e["checksum"] for e in lock["package"] if "checksum" in e}
        listed = {(p["name"], p["versionInfo"]): p["checksums"][0]["checksumValue"] for p in self.document()["packages"]
                  if p["SPDXID"].startswith("SPDXRef-crate-")}
        self.assertEqual(listed, expected)
        self.assertGreater(len(listed), 100)

    def test_libraries_have_the_versions_of_this_machine(self):
        boost = next(p for p in self.document()["packages"] if p["name"] == "Boost")
        if boost["versionInfo"] == "NOASSERTION":
            self.skipTest("Boost is here without a package that dpkg knows")
        header = pathlib.Path("/usr/include/boost/version.hpp").read_text(encoding="utf-8")
        number = int(re.search(r"#define BOOST_VERSION (\d+)", header).group(1))
        self.assertTrue(boost["versionInfo"].startswith(f"{number // 100000}.{number // 100 % 1000}."), boost["versionInfo"])

    def test_without_dpkg_nothing_is_made_up(self):
        with tempfile.TemporaryDirectory() as folder:
            for program in ("bash", "env", "python3", "uname", "dirname"):
                os.symlink(subprocess.run(["which", program], capture_output=True, text=True, check=True).stdout.strip(),
                           pathlib.Path(folder) / program)
            os.remove(pathlib.Path(folder) / "python3")
            os.symlink(sys.executable, pathlib.Path(folder) / "python3")
            done = self.run_sbom(PATH=folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        versions = {p["versionInfo"] for p in json.loads(done.stdout)["packages"] if p["SPDXID"].startswith("SPDXRef-library-")}
        self.assertEqual(versions, {"NOASSERTION"})

    def test_the_same_tree_gives_the_same_bytes(self):
        self.assertEqual(self.run_sbom().stdout, self.run_sbom().stdout)

    def test_unusable_input(self):
        for arguments, environment, expected in (
            (["--out", "/nonexistent/sbom.json"], {}, "No such file or directory. Name a file in a folder that is there"),
            ([], {"SOURCE_DATE_EPOCH": "yesterday"}, "SOURCE_DATE_EPOCH is 'yesterday', expected seconds since 1970"),
        ):
            done = subprocess.run([SCRIPTS / "sbom", *arguments], capture_output=True, text=True, check=False,
                                  env=dict(os.environ, **environment))
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(expected, done.stderr)
            self.assertNotIn("Traceback", done.stderr)

    def test_the_standards_own_tools_take_it(self):
        validator = export_tools() / "python" / "bin" / "pyspdxtools"
        if not validator.exists():
            self.skipTest(f"{validator} is not there: scripts/deps --with exports installs it")
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "wasmbench.spdx.json"
            self.assertEqual(self.run_sbom("--out", file).returncode, 0)
            done = subprocess.run([validator, "-i", file], capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
            # That it looks at all.
            file.write_text(file.read_text(encoding="utf-8").replace("SPDXRef-library-fmt", "SPDXRef library fmt", 1), encoding="utf-8")
            self.assertNotEqual(subprocess.run([validator, "-i", file], capture_output=True, check=False).returncode, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
