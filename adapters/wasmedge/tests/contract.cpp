// The runtime contract for the wasmedge adapter, with fake_wasmedge.cpp in place of the real program.

#include <wasmbench/adapters/wasmedge.hpp>

#include <catch2/catch_test_macros.hpp>

#include <support/target_workload.hpp>
#include <support/wasm_files.hpp>

using namespace wasmbench;

namespace {

std::unique_ptr<Runtime> over_the_fake() {
    return adapters::make_wasmedge({WASMBENCH_FAKE_WASMEDGE});
}

std::string broken(Options options, std::string only = {}) {
    tests::TargetWorkloads target;
    tests::WasmFiles files;
    for (auto* w : {&target.service, &target.never_listens, &target.never_answers, &target.wrong_answer,
             &target.dies_early, &target.ignores_term, &target.forks, &target.program,
             &target.failing_program, &target.hanging_program})
        files.add_to(*w);
    target.missing.artifacts["wasi-sockets"] = "/nonexistent.wasm";
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
    CHECK(over_the_fake()->availability().version == "0.14.1");
}

TEST_CASE("the wasmedge adapter keeps the runtime contract, ahead of time") {
    CHECK(broken({{"mode", "aot"}}) == "");
}

TEST_CASE("and in the other modes") {
    CHECK(broken({{"mode", "interpreter"}}, "start: ") == "");
    CHECK(broken({{"mode", "jit"}}, "program: ") == "");
}
