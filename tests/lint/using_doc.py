"""What docs/using.md shows is what tests/consumer builds.

Usage: using_doc.py SOURCE-TREE

A fenced block below a line <!-- FILE --> has to be a run of lines of that file; every other block is a command for a shell."""

import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
text = (root / "docs/using.md").read_text()
blocks = re.findall(r"(?:<!-- (\S+) -->\n)?```(\w*)\n(.*?)```\n", text, re.S)
problems = []
for file, language, block in blocks:
    if file and f"\n{block}" not in "\n" + (root / file).read_text():
        problems.append(f"docs/using.md shows as {file} what is not in it:\n{block}")
    elif not file and language != "sh":
        problems.append(f"docs/using.md does not say which file this block is from:\n{block}")
shown = {file.split("/")[2] for file, _, _ in blocks if file}
wanted = {"find_package", "add_subdirectory", "fetch_content", "pkg_config", "conan", "programs"}
if shown != wanted:
    problems.append(f"docs/using.md shows {sorted(shown)}, and not {sorted(wanted)}")
print("\n".join(problems) or f"{len(blocks)} blocks")
sys.exit(1 if problems else 0)
