"""wasmbench::header_only holds headers that need no compiled code, and all of them can be had without the rest.

Usage: header_only.py SOURCE-TREE NM ARCHIVE...

Reads the list of src/header_only/CMakeLists.txt. A header of it may include only headers of it, and may declare no function
that one of the archives (core, stats) defines. A header that is left out must be left out for one of these reasons."""

import pathlib
import re
import subprocess
import sys

root, nm, archives = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
include = root / "include"

left_out = set(re.search(r"list\(REMOVE_ITEM headers\s(.*?)\)",
                         (root / "src/header_only/CMakeLists.txt").read_text(), re.S)[1].split())
all_of_both = {str(f.relative_to(include)) for room in ("core", "stats") for f in (include / "wasmbench" / room).rglob("*.hpp")}
listed = all_of_both - left_out

# Free functions that have a body in an archive, each with the types of ours that it takes (names are overloaded), and classes some
# of whose methods have a body there.
defined, classes = set(), set()
for archive in archives:
    symbols = subprocess.run([nm, "--demangle", "--defined-only", archive], stdout=subprocess.PIPE, text=True, check=True).stdout
    for name, taken in re.findall(r" T wasmbench::(?:stats::)?(\w+)(?:\[abi:\w+\])?\((.*)\)", symbols):
        defined.add((name, frozenset(re.findall(r"\bwasmbench::(?:\w+::)*(\w+)", taken))))
    classes |= set(re.findall(r" T wasmbench::(?:stats::)?(\w+)::~?\w+(?:\[abi:\w+\])?\(", symbols))
problems = [f"{name}: left out, but there is no such header" for name in sorted(left_out - all_of_both)]
names = {name for name, _ in defined}
if "make_posix_launcher" not in names or "dip" not in names:
    problems.append(f"the archives define only {sorted(names)}: are these core and stats?")


def reasons(name):
    text = re.sub(r"//.*", "", (include / name).read_text())
    for other in re.findall(r'#include <(wasmbench/[\w/]+\.hpp)>', text):
        if other not in listed:
            yield f"includes {other}, which is not in the list"
    for function, types in sorted(defined, key=lambda d: (d[0], sorted(d[1]))):
        declared = re.findall(rf"^[\w\[\]:<>&* ]+[ &*]{function}\(([^;{{]*)\)[^;{{]*;", text, re.M)
        if any(types <= set(re.findall(r"\w+", parameters)) for parameters in declared):
            yield f"declares {function}(), whose body is compiled"
    for one in sorted(classes):
        if re.search(rf"^(?:class|struct) {one}\b[^;]*?{{", text, re.M):
            yield f"defines {one}, some of whose methods are compiled"


for name in sorted(listed):
    problems += [f"{name}: in wasmbench::header_only, but {reason}" for reason in reasons(name)]
for name in sorted(left_out & all_of_both):
    if not any(reasons(name)):
        problems.append(f"{name}: left out of wasmbench::header_only without a reason")
print("\n".join(problems) or f"{len(listed)} headers without compiled code, {len(left_out)} with")
sys.exit(1 if problems else 0)
