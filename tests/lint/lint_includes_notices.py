"""scripts/lint-includes over small trees: each planted violation is named, and nothing that is allowed is.

Usage: lint_includes_notices.py PATH-OF-LINT-INCLUDES
"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

LINT = sys.argv.pop(1)


def lint(files):
    """Writes {path: [include, ...]} as a tree and returns (status, the violations without their rules)."""
    with tempfile.TemporaryDirectory() as folder:
        for path, includes in files.items():
            file = pathlib.Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("".join(f"#include {name}\n" for name in includes), encoding="utf-8")
        done = subprocess.run([sys.executable, LINT, "--root", folder], capture_output=True, text=True, timeout=30, check=False)
    return done.returncode, done.stdout.splitlines()


class Allowed(unittest.TestCase):
    def assert_clean(self, path, *includes):
        self.assertEqual(lint({path: includes}), (0, []))

    def test_arrows_that_point_the_right_way(self):
        self.assert_clean("include/wasmbench/core/a.hpp", "<wasmbench/core/b.hpp>", "<vector>", "<boost/asio/post.hpp>")
        self.assert_clean("src/stats/a.cpp", "<wasmbench/core/b.hpp>", '"wasmbench/stats/b.hpp"', "<boost/math/constants.hpp>")
        self.assert_clean("src/load/a.cpp", "<wasmbench/stats/b.hpp>", "<boost/beast/http.hpp>")
        self.assert_clean("src/plan/a.cpp", "<wasmbench/load/b.hpp>", "<wasmbench/probe/b.hpp>", "<wasmbench/stats/b.hpp>")
        self.assert_clean("src/report/a.cpp", "<wasmbench/stats/b.hpp>", "<wasmbench/plan/b.hpp>", "<nlohmann/json.hpp>")
        self.assert_clean("include/wasmbench/wasmbench.hpp", "<wasmbench/core/b.hpp>", "<wasmbench/testing/b.hpp>")

    def test_an_adapter_its_own_headers_and_the_common_ones(self):
        self.assert_clean("adapters/native/src/a.cpp", "<wasmbench/adapters/native.hpp>", "<wasmbench/adapters/native/more.hpp>",
                          "<wasmbench/adapters/common/http.hpp>", "<wasmbench/core/b.hpp>")

    def test_an_adapter_the_strict_json_reader_in_its_bodies(self):
        self.assertEqual(lint({"adapters/odd/src/a.cpp": ['"json/b.hpp"'], "src/json/b.hpp": []}), (0, []))

    def test_the_tool_and_an_adapters_tests_may_include_all(self):
        for path in "src/tool/main.cpp", "adapters/native/tests/a.cpp":
            self.assert_clean(path, "<wasmbench/adapters/native.hpp>", "<wasmbench/report/b.hpp>", "<wasmbench/testing/b.hpp>")

    def test_the_forward_declarations_of_json_in_core(self):
        self.assert_clean("include/wasmbench/core/a.hpp", "<nlohmann/json_fwd.hpp>")

    def test_heavy_headers_in_the_bodies_of_core(self):
        self.assert_clean("src/core/a.cpp", "<boost/beast/core.hpp>", "<boost/process.hpp>", "<nlohmann/json.hpp>")

    def test_a_private_header_of_the_same_component(self):
        self.assertEqual(lint({"src/core/a.cpp": ['"detail/b.hpp"'], "src/core/detail/b.hpp": []}), (0, []))

    def test_a_private_header_of_a_component_below(self):
        self.assertEqual(lint({"src/plan/a.cpp": ['"json/b.hpp"'], "src/json/b.hpp": []}), (0, []))

    def test_a_line_that_only_mentions_an_include(self):
        self.assertEqual(lint({"include/wasmbench/core/a.hpp": ["<vector>\n// #include <wasmbench/load/b.hpp>"]}), (0, []))


class Noticed(unittest.TestCase):
    def assert_noticed(self, path, include, what, line=1):
        status, lines = lint({path: ["<vector>"] * (line - 1) + [include]})
        self.assertEqual(status, 1)
        self.assertEqual(len(lines), 1, lines)
        self.assertTrue((lines[0] + ": ").startswith(f"{path}:{line}: {what}: "), lines[0])

    def test_arrows_that_point_back(self):
        for owner, target in (("core", "stats"), ("core", "load"), ("stats", "load"), ("stats", "report"), ("load", "probe"),
                              ("load", "plan"), ("probe", "stats"), ("plan", "report"), ("plan", "results"), ("results", "plan"),
                              ("results", "report"), ("report", "load"), ("testing", "plan"), ("json", "plan")):
            include = f"wasmbench/{target}/b.hpp"
            for path in f"src/{owner}/a.cpp", f"include/wasmbench/{owner}/a.hpp":
                self.assert_noticed(path, f"<{include}>", f"{owner} includes {include}", line=3)

    def test_quotes_and_spaces_do_not_hide_an_include(self):
        self.assert_noticed("src/core/a.cpp", '"wasmbench/load/b.hpp"', "core includes wasmbench/load/b.hpp")
        status, lines = lint({"src/core/a.cpp": ["<vector>\n  #  include<wasmbench/load/b.hpp>"]})
        self.assertEqual((status, len(lines)), (1, 1))

    def test_an_adapter_included_from_anywhere_below_the_tool(self):
        for path, owner in (("src/plan/a.cpp", "plan"), ("include/wasmbench/wasmbench.hpp", "umbrella")):
            self.assert_noticed(path, "<wasmbench/adapters/native.hpp>", f"{owner} includes wasmbench/adapters/native.hpp: "
                                "nothing but the tool, examples and tests includes an adapter")

    def test_an_adapter_that_includes_more_than_core(self):
        for include in "wasmbench/stats/b.hpp", "wasmbench/plan/b.hpp", "wasmbench/adapters/wasmtime.hpp", "wasmbench/wasmbench.hpp":
            self.assert_noticed("adapters/native/include/wasmbench/adapters/native.hpp", f"<{include}>", f"adapter native includes {include}")

    def test_the_common_part_that_includes_one_adapter(self):
        self.assert_noticed("adapters/common/src/a.cpp", "<wasmbench/adapters/native.hpp>",
                            "adapter common includes wasmbench/adapters/native.hpp")

    def test_the_strict_json_reader_where_it_does_not_belong(self):
        for path, owner in (("adapters/common/src/a.cpp", "adapter common"), ("adapters/odd/include/wasmbench/adapters/odd.hpp", "adapter odd")):
            status, lines = lint({path: ['"json/b.hpp"'], "src/json/b.hpp": []})
            self.assertEqual(status, 1, path)
            self.assertTrue(lines[0].startswith(f"{path}:1: {owner} includes json/b.hpp: "), lines)

    def test_heavy_headers_in_the_public_headers_of_core(self):
        for include in "boost/beast/http.hpp", "boost/beast.hpp", "boost/process/v2.hpp", "boost/process.hpp", "nlohmann/json.hpp":
            self.assert_noticed("include/wasmbench/core/a.hpp", f"<{include}>", f"core includes {include}")

    def test_io_in_stats(self):
        self.assert_noticed("src/stats/a.cpp", "<boost/asio/post.hpp>", "stats includes boost/asio/post.hpp")

    def test_a_private_header_of_another_component(self):
        for include in "../load/b.hpp", "load/b.hpp":
            status, lines = lint({"src/core/a.cpp": [f'"{include}"'], "src/load/b.hpp": []})
            self.assertEqual(status, 1)
            self.assertTrue(lines[0].startswith(f"src/core/a.cpp:1: core includes {include}: "), lines)

    def test_a_component_without_a_rule(self):
        status, lines = lint({"src/extra/a.cpp": ["<wasmbench/core/b.hpp>"]})
        self.assertEqual(status, 1)
        self.assertIn("no rule is known for the component extra", lines[0])

    def test_every_violation_of_several_files(self):
        status, lines = lint({"src/core/a.cpp": ["<wasmbench/load/b.hpp>", "<vector>", "<wasmbench/plan/b.hpp>"],
                              "src/stats/a.cpp": ["<wasmbench/report/b.hpp>"]})
        self.assertEqual(status, 1)
        self.assertEqual([line.split(" ")[0] for line in lines], ["src/core/a.cpp:1:", "src/core/a.cpp:3:", "src/stats/a.cpp:1:"])

    def test_a_tree_without_code(self):
        self.assertEqual(lint({"README.md": []}), (2, []))


if __name__ == "__main__":
    unittest.main()
