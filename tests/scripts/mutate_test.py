"""scripts/mutate: which bugs it injects, what it leaves alone, what it counts. Nothing is compiled here.

Usage: mutate_test.py PATH-OF-SCRIPTS
"""

import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(sys.argv.pop(1)) / "lib"))
import mutants  # noqa: E402
import mutation_build  # noqa: E402
import mutation_report  # noqa: E402


def texts(line, kind=None):
    return {m.after for m in mutants.of_line("f.cpp", 1, line) if kind in (None, m.kind)}


class Mutants(unittest.TestCase):
    def test_operators(self):
        self.assertEqual(texts("    return a < b;", "relation"), {"    return a <= b;", "    return a >= b;"})
        self.assertEqual(texts("    x = a + b;", "arithmetic"), {"    x = a - b;"})
        self.assertEqual(texts("    return a && b;", "logic"), {"    return a || b;"})
        self.assertEqual(texts("    ++n;", "arithmetic"), {"    --n;"})
        self.assertEqual(texts("    x = std::min(a, b);", "extreme"), {"    x = std::max(a, b);"})

    def test_values(self):
        self.assertEqual(texts("    return true;", "returned value"), {"    return false;"})
        self.assertEqual(texts("    return count_;", "returned value"), {"    return {};"})
        self.assertEqual(texts("    x = 41;", "constant"), {"    x = 42;"})
        self.assertEqual(texts("    x = 0.5;", "constant"), {"    x = 1.5;"})

    def test_statements_and_conditions(self):
        self.assertEqual(texts("    values.clear();", "removed statement"), {"    "})
        self.assertEqual(texts("    total += x;", "removed statement"), {"    "})
        self.assertEqual(texts("    if (a) return;", "negated condition"), {"    if (!(a)) return;"})
        for kept in ("    auto x = f();", "    return f();", "    void f(int);", "    int f() const;", "    break;"):
            self.assertEqual(texts(kept, "removed statement"), set(), kept)

    def test_words_and_brackets_are_left_alone(self):
        self.assertEqual(texts('    // a < b'), set())
        self.assertEqual(texts('    f("a < b && 3");'), {"    "})
        self.assertEqual(texts("#include <vector>"), set())
        self.assertEqual(texts("template <int N = 3>"), set())
        self.assertEqual(texts("    std::vector<int> x;"), set())
        self.assertEqual(texts("    static_assert(a < b);"), set())

    def test_the_seed_decides_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "f.cpp").write_text("".join(f"    x = {n} + y;\n" for n in range(50)), encoding="utf-8")
            first = mutants.sample(pathlib.Path(folder), ["f.cpp"], 1)
            self.assertEqual(first, mutants.sample(pathlib.Path(folder), ["f.cpp"], 1))
            self.assertNotEqual(first, mutants.sample(pathlib.Path(folder), ["f.cpp"], 2))
            self.assertEqual(sorted(m.line for m in first), list(range(1, 51)))  # one of each line


    @unittest.skipUnless(sys.platform.startswith("linux"), "asks for Linux")
    def test_what_is_for_another_system_is_left_out(self):
        lines = ["a", "#ifdef __linux__", "b", "#else", "c", "#if X", "d", "#endif", "#endif", "#ifndef __linux__", "e", "#endif", "f"]
        self.assertEqual([text for _, text in mutants.compiled_here(lines)], ["a", "b", "f"])

    def test_what_returns_nothing_already_is_left_out(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "f.cpp").write_text("    return nullptr;\n    return std::nullopt;\n    return x;\n", encoding="utf-8")
            self.assertEqual([m.line for m in mutants.sample(pathlib.Path(folder), ["f.cpp"], 1)], [3])


class Running(unittest.TestCase):
    def test_what_does_not_end_is_killed_with_what_it_started(self):
        status, _ = mutation_build.run(["sh", "-c", "sleep 60 & wait"], None, 0.2)
        self.assertIsNone(status)
        self.assertEqual(mutation_build.run(["sh", "-c", "echo seen; exit 3"], None), (3, "seen\n"))

    def test_the_name_of_the_failed_test(self):
        rule = "-" * 79
        output = f"Randomness seeded to: 1\n\n~~~~\nunit is a Catch2 host\n\n{rule}\nthe name\n{rule}\nfile.cpp:3\n"
        self.assertEqual(mutation_build.failed_test(output), "the name")
        self.assertEqual(mutation_build.failed_test("Segmentation fault\n"), "")


class Report(unittest.TestCase):
    @staticmethod
    def entry(verdict, line=1, room="core"):
        return {"room": room, "file": "f.cpp", "line": line, "kind": "k", "before": f"a{line};", "after": "", "verdict": verdict}

    def test_shares(self):
        entries = [self.entry("caught", n) for n in range(7)] + [self.entry("timeout", 7), self.entry("survived", 8),
                                                                  self.entry("survived", 9), self.entry("did not compile", 10)]
        text, enough = mutation_report.report(entries, {"f.cpp: a9; => (removed)": "because"})
        self.assertIn("| core | 8 | 1 | 1 | 1 | 1 | 80.0% of 10 | 88.9% of 9 |", text)
        self.assertTrue(enough)
        self.assertIn("`a9;` => `(removed)`: because", text)
        self.assertFalse(mutation_report.report(entries[1:], {})[1])  # 7 of 9

    def test_equivalents_are_read_with_their_reasons(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "equivalent.txt"
            file.write_text("# never reached\nf.cpp: a; => b;\nf.cpp: c; => d;\n", encoding="utf-8")
            self.assertEqual(mutation_report.equivalents(file), {"f.cpp: a; => b;": "never reached", "f.cpp: c; => d;": "never reached"})
            self.assertEqual(mutation_report.equivalents(file.with_name("none")), {})


if __name__ == "__main__":
    unittest.main()
