#pragma once

#include <wasmbench/testing/runtime_contract.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <utility>

#include <support/target_workload.hpp>
#include <support/wasm_files.hpp>

namespace wasmbench::tests {

/// Which clauses of the runtime contract (those that begin with `only`) a runtime over a fake breaks that understands WasmFiles;
/// empty: none. Each has to be applicable. `missing` is the target whose file is not there.
template <class Make>
std::string broken_over_wasm(Make make, std::string const& missing, Options options, std::string only = {}) {
    TargetWorkloads target;
    WasmFiles files;
    for (auto* w : {&target.service, &target.never_listens, &target.never_answers, &target.wrong_answer,
             &target.dies_early, &target.ignores_term, &target.forks, &target.program,
             &target.failing_program, &target.hanging_program})
        files.add_to(*w);
    target.missing.artifacts[missing] = "/nonexistent.wasm";
    auto subject = target.subject(std::move(make));
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

} // namespace wasmbench::tests
