// The runtime contract for a described runtime: the command line of the fake wasmtime
// (adapters/wasmtime/tests), as a file describes it.

#include <wasmbench/adapters/command.hpp>

#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>

#include <fstream>

#include <support/wasm_contract.hpp>

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
    return tests::broken_over_wasm(over_the_fake, "wasi-http", std::move(options), std::move(only));
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
