"""Runtimes that are described by files, as a person meets them: --runtime-file, those that come with wasmbench, the published
schema, and descriptions that are wrong."""

import copy
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

TOOL = os.environ["WASMBENCH_TOOL"]
BUILD = pathlib.Path(os.environ["WASMBENCH_TEST_BUILD"])
ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs" / "runtime.schema.json").read_text())
SHIPPED = ["bun", "deno", "iwasm", "node", "wasm3", "wasmer", "wasmi", "wazero"]

# A "runtime" that takes the module's name and prints what hello prints.
PROGRAM = """#!/bin/sh
[ "$1" = --version ] && { echo odd 1.2.3; exit; }
[ "${2%/hello.wasm}" != "$2" ] && echo "hello from wasmbench"
"""
DESCRIPTION = {
    "schema": 1, "name": "odd", "summary": "An odd runtime.", "program": "./odd", "install": "build it",
    "lacks": {"http": "it has no sockets"},
    "modes": [
        {"name": "quick", "execution": "jit", "run": {"arguments": ["run", "{module}", "{argument...}"]}},
        {"name": "slow", "execution": "interpreter", "run": {"arguments": ["walk", "{module}", "{argument...}"]}},
    ],
}

KINDS = {"object": dict, "array": list, "string": str, "integer": int}


def faults(schema, value, where=""):
    """Where `value` breaks `schema`, for the keywords that the published schema uses."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    if "const" in schema and value != schema["const"] or "enum" in schema and value not in schema["enum"]:
        yield where
    if "type" in schema and (not isinstance(value, KINDS[schema["type"]]) or isinstance(value, bool)):
        yield where
        return
    if isinstance(value, str):
        if len(value) < schema.get("minLength", 0) or not re.search(schema.get("pattern", ""), value):
            yield where
    elif isinstance(value, int):
        if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            yield where
    elif isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            yield where
        for i, item in enumerate(value):
            yield from faults(schema.get("items", {}), item, f"{where}/{i}")
    elif isinstance(value, dict):
        yield from (f"{where}/{name}" for name in schema.get("required", []) if name not in value)
        if "anyOf" in schema and not any(all(n in value for n in one["required"]) for one in schema["anyOf"]):
            yield where
        for name, item in value.items():
            if list(faults(schema.get("propertyNames", {}), name)):
                yield f"{where}/{name}"
            inner = schema.get("properties", {}).get(name, schema.get("additionalProperties", True))
            if inner is False:
                yield f"{where}/{name}"
            elif inner is not True:
                yield from faults(inner, item, f"{where}/{name}")


def changed(pointer, value):
    out = copy.deepcopy(DESCRIPTION)
    *way, last = pointer.split("/")[1:]
    at = out
    for step in way:
        at = at[int(step)] if isinstance(at, list) else at[step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return out


# What both the schema and the reader refuse: pointer, value there (None: gone).
WRONG = [
    ("/schema", 2), ("/schema", None), ("/name", "Odd"), ("/name", "../odd"), ("/name", None), ("/summary", ""), ("/program", 7),
    ("/install", None), ("/modes", []), ("/modes", {}), ("/mods", []), ("/version", {"minimum": "v1"}), ("/version", {"min": "1"}),
    ("/capabilities", ["http"]), ("/lacks", {"speed": "x"}), ("/files", "x"), ("/fairness", [""]),
    ("/modes/0/execution", "warp"), ("/modes/0/run", None), ("/modes/0/shell", "sh"), ("/modes/0/run/arguments", None),
    ("/modes/0/run/arguments", "run {module}"), ("/modes/0/run/target", "wasm64"), ("/modes/0/run/environment", {"A=B": "x"}),
    ("/modes/0/compile", {"arguments": ["{module}", "{artifact}"], "suffix": "a/b"}),
    ("/modes/0/compile", {"arguments": ["{module}", "{artifact}"], "limit_seconds": 0}),
    ("/modes/0/serve", {"arguments": ["{module}", "{address}", "{port}"], "stop_signal": "KILL"}),
]
# What the reader alone can see.
ODD_WORDS = [
    ("/modes/0/run/arguments", ["{modul}", "{argument...}"], "/modes/0/run/arguments/0", "placeholder {modul}"),
    ("/modes/0/run/arguments", ["{module}"], "/modes/0/run/arguments", "{argument...}"),
    ("/modes/1/name", "quick", "/modes/1/name", "a name for each mode"),
    ("/lacks", {"command": "x"}, "/lacks/command", "only what it lacks"),
]


class RuntimesTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="wasmbench-runtimes-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.file = self.folder / "odd.json"
        self.describe(DESCRIPTION)
        program = self.folder / "odd"
        program.write_text(PROGRAM)
        program.chmod(0o755)

    def describe(self, description):
        self.file.write_text(json.dumps(description))

    def run_tool(self, *arguments, **environment):
        env = dict(os.environ, XDG_STATE_HOME=str(self.folder / "state"), **environment)
        done = subprocess.run([TOOL, *map(str, arguments)], capture_output=True, text=True, env=env, cwd=self.folder, timeout=100,
                              check=False)
        return done.returncode, done.stdout, done.stderr

    def refused(self, *arguments, words, **environment):
        status, out, err = self.run_tool(*arguments, **environment)
        self.assertEqual((status, out, len(err.splitlines())), (2, "", 1), err)
        for word in words:
            self.assertIn(word, err)

    def plan(self, *arguments):
        status, out, err = self.run_tool("study", "--print-plan", *arguments)
        self.assertEqual(status, 0, err)
        return json.loads(out)

    def records(self):
        (campaign,) = (self.folder / "results").iterdir()
        return [json.loads(line) for line in (campaign / "raw.jsonl").read_text().splitlines()], campaign

    def test_those_that_come_with_it_fit_the_schema(self):
        found = sorted(p.stem for p in (BUILD / "runtimes").glob("*.json"))
        self.assertEqual(found, SHIPPED)
        for name in found:
            self.assertEqual(list(faults(SCHEMA, json.loads((BUILD / "runtimes" / f"{name}.json").read_text()))), [], name)
        self.assertEqual(list(faults(SCHEMA, DESCRIPTION)), [])

    def test_wrong_descriptions_are_refused_by_the_schema_and_by_the_command(self):
        for pointer, value in WRONG:
            with self.subTest(pointer=pointer, value=value):
                wrong = changed(pointer, value)
                self.assertNotEqual(list(faults(SCHEMA, wrong)), [])
                self.describe(wrong)
                self.refused("study", "--runtime-file", self.file, "--print-plan", words=[f"{self.file} at /", "expected"])
        for pointer, value, where, word in ODD_WORDS:
            with self.subTest(pointer=pointer, value=value):
                self.describe(changed(pointer, value))
                self.refused("study", "--runtime-file", self.file, "--print-plan", words=[f"{self.file} at {where})", word])

    def test_files_that_cannot_be_used(self):
        self.refused("study", "--runtime-file", "nowhere.json", words=["nowhere.json"])
        self.file.write_text("not json")
        self.refused("study", "--runtime-file", self.file, words=[str(self.file), "a JSON document"])
        self.describe(changed("/name", "wasmtime"))
        self.refused("study", "--runtime-file", self.file, words=["wasmtime", "a name that is not taken"])

    def test_a_study_runs_a_described_runtime_when_it_is_named(self):
        everything = {row["runtime"] for row in self.plan()["rows"]}
        self.assertFalse(everything & set(SHIPPED), "they are not of the study")
        self.assertEqual(everything | {"odd"}, {row["runtime"] for row in self.plan("--runtime-file", "odd.json")["rows"]})
        rows = self.plan("--runtimes", "native,wazero", "--workloads", "hello")["rows"]
        self.assertEqual([(row["runtime"], row["options"]) for row in rows],
                         [("native", {}), ("wazero", {}), ("wazero", {"mode": "aot"}), ("wazero", {"mode": "interpreter"})])
        rows = self.plan("--runtimes", "native", "--runtime-file", "odd.json", "--workloads", "cpu_hash")["rows"]
        self.assertEqual([(row["runtime"], row["options"], "blocks" in row) for row in rows],
                         [("native", {}, False), ("odd", {}, False), ("odd", {"mode": "slow"}, True)])  # interpreters take long
        self.refused("study", "--runtimes", "wazeroo", words=["wazeroo", "or one that is described: bun, deno"])

    def test_it_is_run_checked_and_recorded(self):
        status, _, err = self.run_tool("study", "--runtimes", "odd", "--runtime-file", "odd.json", "--workloads",
                                       "hello,http_service", "--blocks", "1", "--quiet")
        self.assertEqual(status, 0, err)
        records, campaign = self.records()
        ended = [r["key"] for r in records if r["type"] == "trial_ended" and r["key"]["runtime"] == "odd"]
        self.assertEqual({(k["version"], k["mode"], k["workload"]) for k in ended},
                         {("1.2.3", "jit", "hello"), ("1.2.3", "interpreter", "hello")})
        reasons = {r["reason"] for r in records if r["type"] == "skipped" and r["key"]["runtime"] == "odd"}
        self.assertEqual(reasons, {"odd lacks what the workload needs: http; it has no sockets"})
        environment = json.loads((campaign / "environment.json").read_text())
        self.assertIn("odd/odd.json", environment["sha256"]["runtimes"])

        # Going on, when the last record is missing, takes the same description.
        raw = campaign / "raw.jsonl"
        raw.write_text("".join(raw.read_text().splitlines(keepends=True)[:-1]))
        self.refused("run", "--resume", campaign, words=["odd", "one of native"])
        self.describe(changed("/summary", "Another one."))
        self.refused("run", "--resume", campaign, "--runtime-file", "odd.json", words=["sha256/runtimes/odd/odd.json"])
        self.describe(DESCRIPTION)
        self.assertEqual(self.run_tool("run", "--resume", campaign, "--runtime-file", "odd.json")[0], 0)

    def test_a_wrong_answer_fails(self):
        (self.folder / "odd").write_text(PROGRAM.replace("hello from", "greetings from"))
        status, _, err = self.run_tool("study", "--runtimes", "odd", "--runtime-file", "odd.json", "--workloads", "hello",
                                       "--blocks", "1", "--quiet")
        self.assertEqual(status, 1)
        self.assertIn("the answer was wrong", err)

    def test_a_plan_names_runtimes_and_never_files(self):
        plan = self.plan("--runtime-file", "odd.json", "--runtimes", "odd", "--workloads", "hello")
        file = self.folder / "plan.json"
        for name in ("odd", str(self.folder / "odd"), "../odd", "odd.json"):
            for row in plan["rows"]:
                row["runtime"] = name
            file.write_text(json.dumps(plan))
            self.refused("run", file, words=["/rows/0/runtime", "one of native"], WASMBENCH_RUNTIMES=str(BUILD / "runtimes"))
        for row in plan["rows"]:
            row["runtime"] = "odd"
        file.write_text(json.dumps(plan))
        status, _, err = self.run_tool("run", file, "--runtime-file", "odd.json", "--quiet")
        self.assertEqual(status, 0, err)

    def test_a_folder_of_descriptions_of_ones_own(self):
        status, out, err = self.run_tool("study", "--print-plan", "--runtimes", "odd", "--workloads", "hello",
                                         WASMBENCH_RUNTIMES=str(self.folder))
        self.assertEqual(status, 0, err)
        self.assertEqual({row["runtime"] for row in json.loads(out)["rows"]}, {"odd"})

    def test_a_file_goes_before_what_comes_with_wasmbench(self):
        self.describe(changed("/name", "wazero"))
        rows = self.plan("--runtimes", "wazero", "--runtime-file", "odd.json", "--workloads", "hello")["rows"]
        self.assertEqual([row["options"] for row in rows], [{}, {"mode": "slow"}])

    def test_the_doctor_lists_them_with_what_was_tried(self):
        status, out, err = self.run_tool("doctor", "--json", "--runtime-file", "odd.json", WASMBENCH_WASM3="/nowhere")
        self.assertEqual(status, 0, err)
        findings = {f["name"]: f for f in json.loads(out)["findings"] if f["kind"] == "described runtime"}
        self.assertEqual(sorted(findings), sorted(SHIPPED + ["odd"]))
        self.assertEqual((findings["odd"]["detail"], findings["odd"]["modes"]), ("1.2.3", ["jit", "interpreter"]))
        self.assertFalse(findings["wasm3"]["usable"])
        self.assertIn("not verified: ", findings["wasm3"]["reason"])


if __name__ == "__main__":
    unittest.main()
