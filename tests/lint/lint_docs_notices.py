"""scripts/lint-docs over small trees: each planted fault is named, and nothing that is right is.

Usage: lint_docs_notices.py PATH-OF-LINT-DOCS
"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

LINT = sys.argv.pop(1)


def lint(files, *options):
    """Writes {path: text} as a tree and returns (status, the faults, the tree's files afterwards)."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            file = pathlib.Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        done = subprocess.run([sys.executable, LINT, "--root", folder, *options], capture_output=True, text=True, timeout=30,
                              check=False)
        after = {path: pathlib.Path(folder, path).read_text(encoding="utf-8") for path in files}
    return done.returncode, done.stdout.splitlines(), after


def block(language, text, note=""):
    return (f"<!-- {note} -->\n" if note else "") + f"```{language}\n{text}```\n"


class LintDocs(unittest.TestCase):
    def assert_faults(self, files, *faults):
        status, found, _ = lint(files)
        self.assertEqual(found, list(faults))
        self.assertEqual(status, 1 if faults else 0)

    def test_links(self):
        self.assert_faults({"docs/a.md": "# What it is\n[b](b.md) [c](../c.md#one-two) [d](#what-it-is) [e](https://x.org/y)\n",
                            "docs/b.md": "", "c.md": "## One, two\n"})
        self.assert_faults({"docs/a.md": "\n[b](b.md)\n"}, "docs/a.md:2: links to b.md, which does not exist")
        self.assert_faults({"a.md": "[b](b.md#three)\n", "b.md": "# Two\n"},
                           "a.md:1: links to b.md#three, but there is no such heading")

    def test_paths(self):
        tree = {"src/plan/plan.cpp": "", "src/plan/row.cpp": "", "include/wasmbench/core/probe.hpp": ""}
        page = "`src/plan/{plan,row}.cpp`, `row.cpp`, `src/<room>`, `src/plan/NAME.cpp`, `wasmbench/core/probe.hpp`, `a/b`\n"
        self.assert_faults({"docs/a.md": page, **tree})
        self.assert_faults({"docs/a.md": "`src/plan/{plan,rows}.cpp` `probe.cpp`\n", **tree},
                           "docs/a.md:1: names src/plan/rows.cpp, which does not exist",
                           "docs/a.md:1: names probe.cpp, which does not exist")
        self.assert_faults({"docs/design/1.md": "`src/plan/gone.cpp`\n", **tree})

    def test_quotes(self):
        main = "int main() {\n    return 0;\n}\n"
        tree = {"examples/1/main.cpp": main}
        self.assert_faults({"README.md": block("cpp", main, "quoted: examples/1/main.cpp"), **tree})
        self.assert_faults({"README.md": block("cpp", "return 0;\n", "part of: examples/1/main.cpp"), **tree})
        self.assert_faults({"README.md": block("cpp", main + "\n", "quoted: examples/1/main.cpp"), **tree},
                           "README.md:3: is not what examples/1/main.cpp says: run scripts/lint-docs --update")
        self.assert_faults({"README.md": block("cpp", "return 1;\n", "part of: examples/1/main.cpp"), **tree},
                           "README.md:3: does not stand in examples/1/main.cpp")
        self.assert_faults({"README.md": block("cpp", main, "quoted: examples/2.cpp")},
                           "README.md:3: quotes examples/2.cpp, which does not exist")

    def test_an_update_rewrites_what_is_quoted_and_nothing_else(self):
        page = "before\n" + block("cpp", "old\nand older\n", "quoted: a.cpp") + "between\n" + block("cpp", "", "quoted: b.cpp")
        status, found, after = lint({"README.md": page, "a.cpp": "new\n", "b.cpp": "1\n2\n"}, "--update")
        self.assertEqual((status, found), (0, []))
        self.assertEqual(after["README.md"], "before\n" + block("cpp", "new\n", "quoted: a.cpp") + "between\n"
                         + block("cpp", "1\n2\n", "quoted: b.cpp"))

    def test_json(self):
        self.assert_faults({"a.md": block("json", '{"a": 1}\n') + block("json", "{...}\n", "not checked: an outline")})
        status, found, _ = lint({"a.md": block("json", '{"a": 1,}\n')})
        self.assertEqual(status, 1)
        self.assertIn("a.md:2: is no JSON: ", found[0])

    def test_a_block_that_does_not_end(self):
        self.assert_faults({"a.md": "text\n```sh\nls\n"}, "a.md:2: a block that does not end")

    def test_a_tree_without_pages_is_an_error_of_its_own(self):
        self.assertEqual(lint({"a.txt": ""})[0], 2)


if __name__ == "__main__":
    unittest.main()
