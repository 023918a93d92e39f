#!/usr/bin/env python3
"""What the library adds to the compilation of a program, and how large the program is.

    tests/bench/compile_cost.py --prefix PREFIX [--pairs N] [--out FILE.json]

Configures tests/consumer/find_package against an installed library, takes the compiler's command for the hello program from
there, and times it beside the same command on an empty program, in pairs AB BA AB ... -O0, no ccache. What is compared is CPU
time (user and system of the compiler and its children), wall time is said beside it. Then the program is linked and stripped.
The status is 1 if a target was not reached. It takes a machine that is otherwise idle: see the A/A row.
"""

import argparse
import json
import os
import pathlib
import random
import resource
import shlex
import statistics
import subprocess
import sys
import tempfile
import time

CONSUMER = pathlib.Path(__file__).resolve().parents[1] / "consumer"
SECONDS_LIMIT = 1.0
BYTES_LIMIT = 300_000


def cost(command, where):
    """CPU seconds and wall seconds of one run."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(command, cwd=where, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, time.monotonic() - begun


def paired(first, second, pairs, where):
    """The differences second - first, CPU and wall, one for each pair."""
    differences = []
    for n in range(pairs):
        order = (first, second) if n % 2 == 0 else (second, first)
        costs = {id(command): cost(command, where) for command in order}
        differences.append([b - a for a, b in zip(costs[id(first)], costs[id(second)])])
    return [[d[k] for d in differences] for k in (0, 1)]


def interval(values, level=0.95, draws=2000, engine=random.Random(1)):
    """Percentile bootstrap of the median."""
    medians = sorted(statistics.median(engine.choices(values, k=len(values))) for _ in range(draws))
    return medians[int(draws * (1 - level) / 2)], medians[int(draws * (1 + level) / 2) - 1]


def compile_command(build, program):
    """The compiler's command for that source file, without its output, and the source file at the end."""
    for entry in json.loads((build / "compile_commands.json").read_text()):
        if pathlib.Path(entry["file"]).name == program:
            words = shlex.split(entry["command"])
            o = words.index("-o")
            del words[o:o + 2]
            return [w for w in words if w not in ("-c", entry["file"])] + ["-c", "-o", os.devnull]
    sys.exit(f"compile_cost: {build}/compile_commands.json has no {program}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prefix", required=True, type=pathlib.Path)
    parser.add_argument("--pairs", type=int, default=15)
    parser.add_argument("--out", type=pathlib.Path)
    choice = parser.parse_args()

    with tempfile.TemporaryDirectory(prefix="wasmbench-compile-cost-") as name:
        folder = pathlib.Path(name)
        build = folder / "build"
        subprocess.run(["cmake", "-S", CONSUMER / "find_package", "-B", build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug",
                        "-DCMAKE_CXX_FLAGS_DEBUG=-O0", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
                        f"-DCMAKE_PREFIX_PATH={choice.prefix.resolve()}"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["cmake", "--build", build, "--target", "hello"], check=True, stdout=subprocess.DEVNULL)
        (folder / "empty.cpp").write_text("int main() {}\n")
        command = compile_command(build, "hello.cpp")
        hello = [*command, str(CONSUMER / "programs" / "hello.cpp")]
        empty = [*command, str(folder / "empty.cpp")]
        also_hello = list(hello)
        (folder / "everything.cpp").write_text("#include <wasmbench/core/core.hpp>\nint main() {}\n")
        everything = [*command, str(folder / "everything.cpp")]
        for each in (empty, everything):
            cost(each, build)  # the page cache is warm
        same, _ = paired(hello, also_hello, choice.pairs, build)
        cpu, wall = paired(empty, hello, choice.pairs, build)
        all_of_core, _ = paired(empty, everything, choice.pairs, build)
        stripped = folder / "hello"
        subprocess.run(["strip", "-o", stripped, build / "hello"], check=True)
        size = stripped.stat().st_size

    rows = {
        "A/A: hello over hello, CPU": (statistics.median(same), interval(same), None, "s"),
        "hello over an empty program, CPU": (statistics.median(cpu), interval(cpu), SECONDS_LIMIT, "s"),
        "core.hpp over an empty program, CPU": (statistics.median(all_of_core), interval(all_of_core), None, "s"),
        "hello over an empty program, wall": (statistics.median(wall), interval(wall), None, "s"),
        "hello, stripped": (size, None, BYTES_LIMIT, "bytes"),
    }
    missed = False
    for what, (value, bounds, limit, unit) in rows.items():
        text = f"{value:.3f}" if unit == "s" else str(value)
        if bounds:
            text += f" [{bounds[0]:.3f}, {bounds[1]:.3f}]"
        verdict = ""
        if limit is not None:
            missed |= value > limit
            verdict = f"{'not reached' if value > limit else 'reached'} (at most {limit})"
        print(f"{what:36} {text} {unit}  {verdict}".rstrip())
    if choice.out:
        choice.out.write_text(json.dumps({"pairs": choice.pairs, "command": hello, "cpu": cpu, "wall": wall, "same": same, "core.hpp": all_of_core,
                                          "stripped_bytes": size}, indent=1) + "\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
