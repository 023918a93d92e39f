// The runtime contract for a described runtime: the command line of the fake wasmtime
// (adapters/wasmtime/tests), as a file describes it.

#include <wasmbench/adapters/command.hpp>

#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>

#include <fstream>

#include <support/target_workload.hpp>
#include <support/wasm_files.hpp>

using namespace wasmbench;

namespace {

std::unique_ptr<Runtime> over_the_fake() {
    std::string const text = R"({
        "schema": 1, "name": "fake", "summary": "A fake.", "program": ")" WASMBENCH_FAKE_WASMTIME
                             R"(", "install": "build it",
        "version": {"minimum": "48.0"},
        "capabilities": ["many-instances", "own-network"],
        "modes": [
            {"name": "jit", "execution": "jit",
             "run": {"arguments": ["run", "-C", "cache=n", "{module}", "{argument...}"]},
             "serve": {"arguments": ["serve", "--addr", "{address}:{port}", "--max-instance-reuse-count", "2", "{module}"]}},
            {"name": "aot", "execution": "aot",
             "compile": {"arguments": ["compile", "-o", "{artifact}", "{module}"], "suffix": ".cwasm"},
             "run": {"arguments": ["run", "--allow-precompiled", "{artifact}", "{argument...}"]},
             "serve": {"arguments": ["serve", "--addr", "{address}:{port}", "--max-instance-reuse-count", "2",
                                     "--allow-precompiled", "{artifact}"]}}
        ]})";
    // The file of a description is among those that an availability names.
    static testing::ScratchFolder const folder;
    auto const file = folder.path() / "fake.json";
    std::ofstream(file) << text;
    return adapters::make_command(adapters::runtime_description_from_json(text, file).value());
}

std::string broken(Options options, std::string only = {}) {
    tests::TargetWorkloads target;
    tests::WasmFiles files;
    for (auto* w : {&target.service, &target.never_listens, &target.never_answers, &target.wrong_answer,
             &target.dies_early, &target.ignores_term, &target.forks, &target.program,
             &target.failing_program, &target.hanging_program})
        files.add_to(*w);
    target.missing.artifacts["wasi-http"] = "/nonexistent.wasm";
    auto subject = target.subject(over_the_fake);
    subject.options = std::move(options);
    subject.only = std::move(only);
    auto const results = testing::runtime_contract(subject);
    CHECK_FALSE(results.empty());
    for (auto const& r : results) {
        INFO(r.name);
        CHECK(r.verdict != testing::ContractResult::Verdict::not_applicable);
    }
    return testing::failures(results);
}

} // namespace

TEST_CASE("the fake is what is described") {
    CHECK(over_the_fake()->availability().version == "48.0.8");
}

TEST_CASE("a described runtime keeps the runtime contract, ahead of time") {
    CHECK(broken({{"mode", "aot"}}) == "");
}

TEST_CASE("and in the other mode") {
    CHECK(broken({{"mode", "jit"}}, "start: ") == "");
    CHECK(broken({{"mode", "jit"}}, "program: ") == "");
}
