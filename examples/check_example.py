#!/usr/bin/env python3
"""Runs an example and compares what it prints with what it should print.

    check_example.py EXPECTED PROGRAM [ARGUMENT]...

In the file EXPECTED `#` stands for a number, a line `...` for any lines, also none, `...` at the end of a line for the rest of it,
and blanks for any number of them; everything else is meant as it is written. An argument `{tmp}` is a folder that is made for this run and removed after it. The program has to end with status 0,
and numbers are finite: `nan` or `inf` is none.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

NUMBER = r"[+-]?[0-9][0-9,]*(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?"


def pattern_of(expected):
    """The regular expression of the text of an EXPECTED file."""
    lines = []
    for line in expected.splitlines():
        if line == "...":
            lines.append(r"(?:.*\n)*?")
            continue
        words = line.removesuffix("...")
        rest = r".*\n" if words != line else r"\n"
        lines.append(re.sub(r"(?:\\ )+", " +", re.escape(words)).replace(r"\#", NUMBER) + rest)
    return re.compile("".join(lines))


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    expected = pathlib.Path(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="wasmbench-example-") as folder:
        command = [argument.replace("{tmp}", folder) for argument in sys.argv[2:]]
        run = subprocess.run(command, capture_output=True, text=True, timeout=120)
    sys.stdout.write(run.stdout)
    sys.stderr.write(run.stderr)
    if run.returncode != 0:
        sys.exit(f"check_example: status {run.returncode}, expected 0: {' '.join(command)}")
    if not pattern_of(expected.read_text(encoding="utf-8")).fullmatch(run.stdout):
        sys.exit(f"check_example: the output above does not fit {expected}. '#' there is a number, '...' any lines")


if __name__ == "__main__":
    main()
