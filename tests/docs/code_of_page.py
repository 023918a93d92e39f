#!/usr/bin/env python3
"""Writes the C++ blocks of a page as one source file: code_of_page.py ROOT PAGE OUTPUT.

Each block is in a namespace of its own, so that one page may show two programs; its #include lines go to the top of the file.
How a block says that it is a fragment, goes on from the one before, or is not compiled: scripts/lib/markdown_pages.py. What is
quoted from a file is compiled with that file.
"""

import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(root / "scripts" / "lib"))
import markdown_pages  # noqa: E402


def code_of(page, text):
    name = re.sub(r"\W", "_", page)
    includes, body, open_space = {}, [], False
    for number, block in enumerate(b for b in markdown_pages.blocks(text) if b.language == "cpp"):
        if block.note in ("quoted", "part of", "not compiled"):
            continue
        lines = block.dedented.splitlines()
        for i, line in enumerate(lines):
            if line.startswith("#include"):
                includes[line] = None
                lines[i] = ""
        if block.note != "continues":
            if open_space:
                body.append("}")
            body.append(f"namespace of_{name}_{number} {{")
            open_space = True
        if block.note == "given":
            body.append(f"[[maybe_unused]] static auto fragment_{number}() {{ {block.argument}")
        body += [f'#line {block.line} "{page}"', *lines]
        if block.note == "given":
            body.append("}")
    return "\n".join([*includes, *body, *(["}"] if open_space else [])]) + "\n"


page = sys.argv[2]
pathlib.Path(sys.argv[3]).write_text(code_of(page, (root / page).read_text(encoding="utf-8")), encoding="utf-8")
