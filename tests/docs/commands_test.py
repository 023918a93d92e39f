"""What the pages type is what the tool knows: each `wasmbench` command of a block of shell has a subcommand and options that
exist, and each plan that a page shows is accepted.

WASMBENCH_TOOL is the command, WASMBENCH_SOURCE the checkout.
"""

import functools
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["WASMBENCH_SOURCE"])
TOOL = os.environ["WASMBENCH_TOOL"]
sys.path.insert(0, str(SOURCE / "scripts" / "lib"))
import markdown_pages  # noqa: E402


@functools.lru_cache
def options_of(subcommand):
    """The options that `wasmbench SUBCOMMAND --help` names; None when there is no such subcommand."""
    done = subprocess.run([TOOL, subcommand, "--help"], capture_output=True, text=True, timeout=30, check=True)
    if not re.search(rf"^Usage: .*wasmbench {re.escape(subcommand)}\b", done.stdout, re.MULTILINE):
        return None  # the help is that of the command itself
    return set(re.findall(r"(?<![\w-])--?[A-Za-z][\w-]*", done.stdout))


def commands_of(text):
    """(line offset, words) of each wasmbench command; `scripts/study` takes the options of study."""
    for offset, line in enumerate(text.splitlines()):
        for command in re.split(r"&&|\|\||[;|]", line.split(" #")[0]):
            try:
                words = shlex.split(command)
            except ValueError:
                words = command.split()
            names = [pathlib.PurePath(word).name for word in words]
            if "wasmbench" in names:
                yield offset, words[names.index("wasmbench") + 1:]
            elif words and words[0].endswith("scripts/study"):
                yield offset, ["study", *words[1:]]


def faults_of(text):
    """(line offset, what) of each command that the tool does not have."""
    for offset, words in commands_of(text):
        if not words or words[0].startswith("-"):
            continue
        known = options_of(words[0])
        if known is None:
            yield offset, f"wasmbench has no {words[0]}"
            continue
        for word in words[1:]:
            option = word.split("=")[0]
            if re.fullmatch(r"--?[A-Za-z][\w-]*", option) and option not in known:
                yield offset, f"wasmbench {words[0]} has no {option}"


class Pages(unittest.TestCase):
    def blocks(self, language):
        for page in markdown_pages.pages(SOURCE):
            for block in markdown_pages.blocks((SOURCE / page).read_text(encoding="utf-8")):
                if block.language == language:
                    yield page, block

    def test_commands_exist(self):
        seen = 0
        for page, block in self.blocks("sh"):
            seen += sum(1 for _ in commands_of(block.text))
            for offset, what in faults_of(block.text):
                with self.subTest(page=str(page)):
                    self.fail(f"{page}:{block.line + offset}: {what}")
        self.assertGreater(seen, 10)

    def test_what_does_not_exist_is_noticed(self):
        text = "build/bin/wasmbench study --block 3 # --x\n./scripts/study --profil seed && wasmbench stdy\nwasmbench load -c 3 -Z\n"
        self.assertEqual(list(faults_of(text)), [(0, "wasmbench study has no --block"), (1, "wasmbench study has no --profil"),
                                                 (1, "wasmbench has no stdy"), (2, "wasmbench load has no -Z")])

    def test_plans_are_accepted(self):
        for page, block in self.blocks("json"):
            if block.note != "plan":
                continue
            with self.subTest(page=str(page)), tempfile.TemporaryDirectory() as folder:
                plan = pathlib.Path(folder, "plan.json")
                plan.write_text(block.text, encoding="utf-8")
                done = subprocess.run([TOOL, "run", plan, "--check"], capture_output=True, text=True, timeout=60, check=False)
                self.assertEqual(done.returncode, 0, f"{page}:{block.line}: {done.stderr}")


if __name__ == "__main__":
    unittest.main()
