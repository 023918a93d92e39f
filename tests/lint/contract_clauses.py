#!/usr/bin/env python3
"""Checks that the documentation lists the clauses of the runtime contract as they are; with --update, makes it so.

    contract_clauses.py ROOT [--update]

In docs/*.md a line `<!-- clauses -->` stands above that list.
"""

import pathlib
import re
import sys

CLAUSES = re.compile(r"(<!-- clauses -->\n\n?)((?:- .*\n)*)\n?")
CHECK = re.compile(r'^        \{"([a-z ]+: [^"]+)"', re.MULTILINE)


def clauses(root):
    order = ["description", "programs", "service", "processes", "failures", "cancellation", "leaks"]
    names = [name for part in order for name in CHECK.findall((root / f"src/testing/contract_{part}.cpp").read_text(encoding="utf-8"))]
    return "".join(f"- {name}\n" for name in names)


def as_it_should_be(root, text):
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
            print(f"{page}: lists clauses that the contract does not have: run tests/lint/contract_clauses.py . --update")
            wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main())
