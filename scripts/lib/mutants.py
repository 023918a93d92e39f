"""Finds the one-line bugs that scripts/mutate injects: which line of which file would become what.

Works on the text. That is enough because the code is formatted: a binary operator has a space on both sides, a template's
bracket has none, a statement that fits has a line of its own. What does not compile afterwards is not counted.
"""

import dataclasses
import random
import re
import sys


@dataclasses.dataclass(frozen=True)
class Mutant:
    file: str  # relative to the tree
    line: int  # from 1
    column: int
    kind: str
    before: str  # the whole line
    after: str

    @property
    def name(self):
        return f"{self.file}:{self.line}:{self.column}:{self.kind}:{self.after.strip()}"


SWAPS = [  # (kind, pattern, replacements)
    ("relation", r" < ", [" <= ", " >= "]), ("relation", r" <= ", [" < "]),
    ("relation", r" > ", [" >= ", " <= "]), ("relation", r" >= ", [" > "]),
    ("relation", r" == ", [" != "]), ("relation", r" != ", [" == "]),
    ("arithmetic", r" \+ ", [" - "]), ("arithmetic", r" - ", [" + "]),
    ("arithmetic", r" \* ", [" / "]), ("arithmetic", r" / ", [" * "]),
    ("arithmetic", r" \+= ", [" -= "]), ("arithmetic", r" -= ", [" += "]),
    ("arithmetic", r"\+\+(?=\w)", ["--"]), ("arithmetic", r"--(?=\w)", ["++"]),
    ("logic", r" && ", [" || "]), ("logic", r" \|\| ", [" && "]),
    ("extreme", r"std::min\b", ["std::max"]), ("extreme", r"std::max\b(?!_)", ["std::min"]),
    ("off by one", r"\.size\(\)", [".size() + 1", ".size() - 1"]),
    ("returned value", r"return true;", ["return false;"]), ("returned value", r"return false;", ["return true;"]),
    ("returned value", r"return (?!true;|false;|\{\};)([^;]+);", ["return {};"]),
]
NUMBER = re.compile(r"(?<![\w.])(\d+)(?:\.(\d+))?(?![\w.'])")
CONDITION = re.compile(r"\bif (?:constexpr )?\((?P<it>[^;]*)\)(?= [^)]*;$| \{$|$)")
STATEMENT = re.compile(
    r"^\s+(?!return\b|throw\b|break\b|continue\b|using\b|case\b|if\b|for\b|while\b|else\b|auto\b|bool\b|co_return\b|static|friend\b)"
    r"(?:\+\+|--)?[a-z_*(][\w:.>()\[\]*-]*(?: [-+*/|&]?= .*|\(.*\))?;$")
DECLARATION = re.compile(r"^\s+(?:virtual |explicit |inline |static |constexpr )*[\w:<>,]+[ &*]+\w+\(.*\)( const)?( noexcept)?( override)?;$")
LEFT_ALONE = re.compile(r"^\s*(#|//|\*|static_assert|using |namespace |template|enum |struct |class |friend |case )|= (0|default|delete);$")


def without_words(text):
    """The line with its strings, characters and comment blanked out, as long as before."""
    blank = re.sub(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)+\'(?!\d)', lambda m: m.group()[0] + "_" * (len(m.group()) - 2) + m.group()[-1], text)
    at = blank.find("//")
    return blank if at < 0 else blank[:at] + " " * (len(blank) - at)


def of_line(file, number, text):
    """Every mutant of one line."""
    code = without_words(text)
    if LEFT_ALONE.search(code.rstrip()) or not code.strip():
        return

    def mutant(kind, begin, end, replacement):
        return Mutant(file, number, begin, kind, text, text[:begin] + replacement + text[end:])

    for kind, pattern, replacements in SWAPS:
        for match in re.finditer(pattern, code):
            for replacement in replacements:
                yield mutant(kind, match.start(), match.end(), replacement)
    for match in NUMBER.finditer(code):
        whole, fraction = match.groups()
        if fraction is None:
            yield mutant("constant", match.start(), match.end(), str(int(whole) + 1))
        else:
            yield mutant("constant", match.start(), match.end(), f"{int(whole) + 1}.{fraction}")
    if match := CONDITION.search(code):
        begin, end = match.span("it")
        inside = text[begin:end]
        if inside.count("(") == inside.count(")"):
            yield mutant("negated condition", begin, end, f"!({inside})")
    stripped = code.rstrip()
    if STATEMENT.match(stripped) and not DECLARATION.match(stripped) and stripped.count("(") == stripped.count(")"):
        begin = len(code) - len(code.lstrip())
        yield mutant("removed statement", begin, len(stripped), "")


def compiled_here(lines):
    """(number, line) of those that are not for another system than this one, as far as the file asks for __linux__ itself."""
    here = sys.platform.startswith("linux")
    open_ifs = []
    for number, text in enumerate(lines, start=1):
        words = text.split()
        if words and words[0].startswith("#if"):
            asks = "__linux__" in words
            open_ifs.append(None if not asks else here == (words[0] == "#ifdef"))
        elif words and words[0] == "#else" and open_ifs[-1] is not None:
            open_ifs[-1] = not open_ifs[-1]
        elif words and words[0] == "#endif":
            open_ifs.pop()
        elif False not in open_ifs:
            yield number, text


def of_file(root, file):
    for number, text in compiled_here((root / file).read_text(encoding="utf-8").splitlines()):
        yield from of_line(file, number, text)


# Nothing is returned already: the bug would be none.
SAME = re.compile(r"return (nullptr|std::nullopt|0|\"\");")


def sample(root, files, seed):
    """All mutants of `files` in an order that depends on the seed alone: whoever takes the first n has a sample of n.

    At most one of a line, so that a line with many operators does not count more than one with a single one.
    """
    generator = random.Random(seed)
    by_line = {}
    for file in sorted(files):
        for mutant in of_file(root, file):
            by_line.setdefault((mutant.file, mutant.line), []).append(mutant)
    chosen = [generator.choice(mutants) for mutants in by_line.values()]
    generator.shuffle(chosen)
    return [m for m in chosen if not (m.kind == "returned value" and "return {};" in m.after and SAME.search(m.before))]
