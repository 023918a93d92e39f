"""The pages of this project as the checks of scripts/lint-docs and tests/docs read them.

A fenced block may have an HTML comment just above it that says how it is meant:

    <!-- quoted: PATH -->          its text is that file
    <!-- part of: PATH -->         its text stands in that file, perhaps with another indentation
    <!-- continues -->             of C++: the block before it is in sight
    <!-- given: CODE -->           of C++: statements, in a function that begins with CODE
    <!-- not compiled: REASON -->  of C++: for the reader alone
    <!-- plan -->                  of JSON: `wasmbench run --check` accepts it
    <!-- not checked: REASON -->   of JSON: for the reader alone
    <!-- file: PATH -->            of the tutorial: the reader writes it to that file
    <!-- not run: REASON -->       of the tutorial: the reader does something else than the test
"""

import dataclasses
import pathlib
import re
import textwrap

FENCE = re.compile(r"^( *)```(\w*)\s*$")
NOTE = re.compile(r"^ *<!-- *(quoted|part of|continues|given|not compiled|plan|not checked|file|not run)(?:: *(.*?))? *-->$")


@dataclasses.dataclass
class Block:
    language: str  # "cpp", "sh", "json", "" ...
    text: str      # without the fences, ends in a line feed
    line: int      # of its first line of text, from 1
    note: str      # "quoted", "given", ... or ""
    argument: str  # what follows the note's colon

    @property
    def dedented(self):
        return textwrap.dedent(self.text)


def pages(root):
    """Every page of the tree as a path relative to it: no generated ones, and not what the tests compare reports with."""
    skipped = {"build", "results", ".git"}
    return sorted(path.relative_to(root) for path in root.rglob("*.md")
                  if not skipped & set(path.relative_to(root).parts[:1]) and "approval" not in path.parts)


def blocks(text):
    """The fenced blocks of a page. ValueError for one that does not end."""
    found, begin, note = [], None, ("", "")
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        fence = FENCE.match(line)
        if begin is None and fence:
            begin = (number + 1, fence.group(2), *note)
        elif begin is not None and line.strip() == "```":
            first, language, kind, argument = begin
            found.append(Block(language, "".join(l + "\n" for l in lines[first - 1:number - 1]), first, kind, argument))
            begin = None
        elif begin is None:
            match = NOTE.match(line)
            note = (match.group(1), match.group(2) or "") if match else ("", "")
    if begin is not None:
        raise ValueError(f"{begin[0] - 1}: a block that does not end")
    return found


def prose(text):
    """The page without its fenced blocks; line numbers stay what they are."""
    out, inside = [], False
    for line in text.splitlines():
        fence = FENCE.match(line) or (inside and line.strip() == "```")
        out.append("" if inside or fence else line)
        inside = inside != bool(fence)
    return "\n".join(out)
