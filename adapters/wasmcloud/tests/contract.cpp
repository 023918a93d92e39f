// The runtime contract for the wasmcloud adapter, with fake_wasmcloud.cpp in place of the real programs.

#include "wasmcloud_parts.hpp"

#include <wasmbench/testing/runtime_contract.hpp>

#include <catch2/catch_test_macros.hpp>

#include <support/target_workload.hpp>
#include <support/wasm_files.hpp>

using namespace wasmbench;

namespace {

std::filesystem::path const fake = WASMBENCH_FAKE_WASMCLOUD; // any file passes for the provider's archive

std::unique_ptr<Runtime> over_the_fake() {
    static auto const tools = adapters::wasmcloud::find_tools({fake, fake, fake, fake});
    return adapters::wasmcloud::make_over(tools, adapters::wasmcloud::make_nats_client());
}

std::string broken(Options options, std::string only = {}) {
    tests::TargetWorkloads target;
    tests::WasmFiles files;
    for (auto* w : {&target.service, &target.never_listens, &target.never_answers, &target.wrong_answer,
             &target.dies_early, &target.ignores_term, &target.forks, &target.program, &target.hanging_program})
        files.add_to(*w);
    target.missing.artifacts["wasi-http"] = "/nonexistent.wasm";
    auto subject = target.subject(over_the_fake);
    subject.options = std::move(options);
    subject.only = std::move(only);
    subject.role = Role::runtime_host;
    subject.failing_program = nullptr; // a component has no exit status
    auto const results = testing::runtime_contract(subject);
    CHECK_FALSE(results.empty());
    return testing::failures(results);
}

} // namespace

TEST_CASE("the fake has a version") {
    CHECK(over_the_fake()->availability().version == "9.9.9");
    CHECK(adapters::make_wasmcloud({fake, fake, fake, fake})->availability().version == "9.9.9");
    CHECK_FALSE(adapters::make_wasmcloud({fake, fake, fake, "/nonexistent"})->availability().usable);
}

TEST_CASE("the wasmcloud adapter keeps the runtime contract, with the lattice up") {
    CHECK(broken({}) == "");
}

TEST_CASE("and from nothing") {
    CHECK(broken({{"cold", "lattice"}}, "start: ") == "");
    CHECK(broken({{"cold", "lattice"}}, "leaks: ") == "");
}
