"""Runs the validation programs one after another and prints their rows as one table. Started by scripts/validate."""

import argparse
import dataclasses
import json
import os
import pathlib
import signal
import subprocess
import sys
import textwrap
import time

PREFIX = "wasmbench-validate-"
COLUMNS = ("part", "what", "figure", "target", "verdict")
WIDTHS = {"part": 14, "what": 44, "figure": 58, "target": 30, "verdict": 11}
NEED_DOCKER = {"ledger"}  # only while these run: an engine at rest is foreign work to the others
LIMIT = 3600  # seconds of one part


@dataclasses.dataclass
class Part:
    """One program's run."""

    name: str
    rows: list = dataclasses.field(default_factory=list)
    seconds: float = 0.0
    status: int = 0
    problem: str = ""


def read_row(line):
    """A row out of a line of a program; None for a line that is none."""
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) and all(isinstance(row.get(c), str) for c in COLUMNS) else None


def not_run(name, why):
    return dict(zip(COLUMNS, (name, "the whole part", why, "", "not run")))


def run_part(name, program, quick, through=()):
    """Runs it whole, as arguments of `through` where that is given; its rows are shown as they come. Its standard error is ours."""
    part = Part(name)
    begin = time.monotonic()
    process = subprocess.Popen([*through, program, *(["--quick"] if quick else [])], stdout=subprocess.PIPE, text=True,
                               stdin=subprocess.DEVNULL, start_new_session=True)
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(process.pid, signal.SIGKILL))
    signal.alarm(LIMIT)
    try:
        for line in process.stdout:
            row = read_row(line)
            if row is None:
                print(f"{name}: {line.rstrip()}", file=sys.stderr)
                continue
            part.rows.append(row)
            print(f"{row['part']}: {row['what']}: {row['figure']}{'; ' + row['verdict'] if row['verdict'] else ''}",
                  file=sys.stderr, flush=True)
        part.status = process.wait()
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    finally:
        signal.alarm(0)
        part.seconds = round(time.monotonic() - begin, 1)
    if part.status not in (0, 1):
        part.problem = f"it ended with status {part.status}" if part.status > 0 else f"it was killed by signal {-part.status}"
        part.rows.append(not_run(name, part.problem))
    elif not part.rows:
        part.problem = "it printed no row"
        part.rows.append(not_run(name, part.problem))
    return part


def table(rows):
    """All cells wrapped to their columns, a line between two rows of different parts."""
    rule = "+".join("-" * (WIDTHS[c] + 2) for c in COLUMNS)
    out = [rule, "|".join(f" {c:<{WIDTHS[c]}} " for c in COLUMNS), rule]
    before = rows[0]["part"] if rows else ""
    for row in rows:
        if row["part"] != before:
            out.append(rule)
        before = row["part"]
        cells = [textwrap.wrap(row[c], WIDTHS[c]) or [""] for c in COLUMNS]
        for i in range(max(map(len, cells))):
            out.append("|".join(f" {(cell[i] if i < len(cell) else ''):<{WIDTHS[c]}} " for c, cell in zip(COLUMNS, cells)).rstrip())
    return "\n".join([*out, rule])


def parse_arguments(parts):
    parser = argparse.ArgumentParser(prog="validate", add_help=False)
    parser.add_argument("--programs", type=pathlib.Path)
    parser.add_argument("--docker", type=pathlib.Path, help="a program that runs its arguments beside a Docker engine")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--parts", type=lambda text: text.split(","))
    parser.add_argument("--out", type=pathlib.Path)
    options = parser.parse_args()
    options.known = parts(options.programs)
    if options.parts == ["list"]:
        print("\n".join(options.known) or f"none is built in {options.programs}")
        sys.exit(0)
    unknown = [p for p in options.parts or () if p not in options.known]
    if unknown or not options.known:
        problem = f"no part is called {', '.join(unknown)}" if unknown else f"there is no program in {options.programs}"
        print(f"validate: {problem}; built are: {', '.join(options.known) or 'none'}", file=sys.stderr)
        sys.exit(2)
    return options


def built_parts(folder):
    """{name: program}, by name."""
    return {p.name.removeprefix(PREFIX): p for p in sorted(folder.glob(PREFIX + "*")) if os.access(p, os.X_OK)}


def main():
    options = parse_arguments(built_parts)
    done = []
    try:
        for name in options.parts or options.known:
            through = [options.docker] if options.docker and name in NEED_DOCKER else []
            done.append(run_part(name, options.known[name], options.quick, through))
    except KeyboardInterrupt:
        print("validate: interrupted; what there is:", file=sys.stderr)
    rows = [row for part in done for row in part.rows]
    print(table(rows))
    if options.out:
        document = {"quick": options.quick, "parts": [dataclasses.asdict(part) for part in done]}
        options.out.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    if any(row["verdict"] == "not reached" for row in rows):
        return 1
    return 2 if any(part.problem for part in done) else 0


if __name__ == "__main__":
    sys.exit(main())
