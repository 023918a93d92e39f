// The runtime contract for the wasmtime adapter, with fake_wasmtime.cpp in place of the real program.

#include <wasmbench/adapters/wasmtime.hpp>

#include <catch2/catch_test_macros.hpp>

#include <support/target_workload.hpp>
#include <support/wasm_files.hpp>

using namespace wasmbench;
using tests::TargetWorkload;

namespace {

std::unique_ptr<Runtime> over_the_fake() {
    return adapters::make_wasmtime({WASMBENCH_FAKE_WASMTIME});
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
    for (auto const& r : results) CHECK(r.verdict != testing::ContractResult::Verdict::not_applicable);
    return testing::failures(results);
}

} // namespace

TEST_CASE("the fake has a version") {
    CHECK(over_the_fake()->availability().version == "48.0.8");
}

TEST_CASE("the wasmtime adapter keeps the runtime contract, compiling when it starts") {
    CHECK(broken({}) == "");
}

TEST_CASE("and ahead of time") {
    CHECK(broken({{"mode", "aot"}}) == "");
}

TEST_CASE("and with other allocators and reuse counts") {
    CHECK(broken({{"pooling", "off"}, {"reuse", "unlimited"}}, "start: ") == "");
    CHECK(broken({{"pooling", "on"}, {"mode", "aot"}}, "program: ") == "");
}

TEST_CASE("and with a compilation cache that is emptied or filled") {
    CHECK(broken({{"cache", "empty"}}, "start: ") == "");
    CHECK(broken({{"cache", "empty"}}, "leaks: ") == "");
    CHECK(broken({{"cache", "full"}}, "start: ") == "");
    CHECK(broken({{"cache", "full"}}, "program: ") == "");
}
