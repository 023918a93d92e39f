#!/usr/bin/env python3
"""Checks that what the documentation quotes is what the tree holds; with --update, makes it so.

    quoted_code.py ROOT [--update]

In docs/*.md a line `<!-- quoted: PATH -->` stands above a block that is the whole file, and `<!-- clauses -->` above the list of
the runtime contract's checks.
"""

import pathlib
import re
import sys

BLOCK = re.compile(r"(<!-- quoted: (\S+) -->\n```(\w+)\n)(.*?)(^```\n)", re.DOTALL | re.MULTILINE)
CLAUSES = re.compile(r"(<!-- clauses -->\n\n?)((?:- .*\n)*)\n?")
CHECK = re.compile(r'^        \{"([a-z ]+: [^"]+)"', re.MULTILINE)


def clauses(root):
    order = ["description", "programs", "service", "processes", "failures", "cancellation", "leaks"]
    names = [name for part in order for name in CHECK.findall((root / f"src/testing/contract_{part}.cpp").read_text(encoding="utf-8"))]
    return "".join(f"- {name}\n" for name in names)


def as_it_should_be(root, text):
    text = BLOCK.sub(lambda m: m[1] + (root / m[2]).read_text(encoding="utf-8") + m[5], text)
    return CLAUSES.sub(lambda m: "<!-- clauses -->\n\n" + clauses(root) + "\n", text)


def main():
    root = pathlib.Path(sys.argv[1])
    wrong = 0
    for page in sorted((root / "docs").rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        right = as_it_should_be(root, text)
        if right == text:
            continue
        if "--update" in sys.argv:
            page.write_text(right, encoding="utf-8")
        else:
            print(f"{page}: quotes what the tree does not hold (any more): run tests/lint/quoted_code.py . --update")
            wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main())
