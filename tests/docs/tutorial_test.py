"""Follows docs/tutorial.md: writes the files that it shows and types its commands, in its order.

WASMBENCH_TOOL is the command, WASMBENCH_SOURCE the checkout. Every command has to end with 0. `compare` may also say that B is
worse (1) or that it cannot tell (3): that is for the machine to decide.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

source = pathlib.Path(os.environ["WASMBENCH_SOURCE"])
tool = pathlib.Path(os.environ["WASMBENCH_TOOL"])
sys.path.insert(0, str(source / "scripts" / "lib"))
import markdown_pages  # noqa: E402

page = pathlib.Path("docs", "tutorial.md")
blocks = markdown_pages.blocks((source / page).read_text(encoding="utf-8"))
environment = {**os.environ, "PATH": f"{tool.parent}{os.pathsep}{os.environ['PATH']}"}
commands = 0
with tempfile.TemporaryDirectory(prefix="wasmbench-tutorial-") as folder:
    for block in blocks:
        if block.note == "file":
            pathlib.Path(folder, block.argument).write_text(block.text, encoding="utf-8")
        if block.language != "sh" or block.note:
            continue
        for number, line in enumerate(block.text.splitlines(), start=block.line):
            print(f"$ {line}", flush=True)
            status = subprocess.run(["bash", "-c", line], cwd=folder, env=environment, timeout=120, check=False).returncode
            if status not in ((0, 1, 3) if line.startswith("wasmbench compare ") else (0,)):
                sys.exit(f"{page}:{number}: ended with {status}: {line}")
            commands += 1
    made = sorted(path.name.split("-", 1)[1] for path in pathlib.Path(folder, "results").iterdir())
if made != ["primes", "quick"] or commands < 8:
    sys.exit(f"{page}: {commands} commands made the campaigns {made}; expected primes and quick")
