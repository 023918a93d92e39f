#include <wasmbench/adapters/native.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <set>

#include <support/target_workload.hpp>

using namespace wasmbench;
using Verdict = testing::ContractResult::Verdict;

TEST_CASE("the native adapter keeps the runtime contract") {
    tests::TargetWorkloads const target;
    auto const results = testing::runtime_contract(target.subject(adapters::make_native));
    CHECK(testing::failures(results) == "");
    std::set<std::string> names;
    for (auto const& r : results) {
        CHECK(
            (r.verdict == Verdict::passed || r.verdict == Verdict::failed)); // the target has every behaviour
        names.insert(r.name);
    }
    CHECK(names.size() == results.size());
    CHECK(results.size() == 50);
}

TEST_CASE("a clause for which there is no workload is not applicable, and says so") {
    tests::TargetWorkloads const target;
    testing::ContractSubject subject;
    subject.make = adapters::make_native;
    subject.program = &target.program;
    auto const results = testing::runtime_contract(subject);
    CHECK(testing::failures(results) == "");
    auto count = [&](Verdict v) {
        return std::count_if(results.begin(), results.end(), [&](auto const& r) { return r.verdict == v; });
    };
    CHECK(count(Verdict::passed) == 16);
    CHECK(count(Verdict::not_applicable) == static_cast<long>(results.size()) - 16);
    for (auto const& r : results) CHECK((r.verdict == Verdict::not_applicable) == !r.detail.empty());
}
