// The contract judged by what it finds: for each of its clauses a runtime that is right but for one thing.

#include "faults.hpp"

#include <catch2/catch_test_macros.hpp>

#include <set>

#include <support/target_workload.hpp>

using namespace wasmbench;
using tests::Fault;
using testing::ContractResult;

namespace {

std::vector<Fault> all_faults() {
    std::vector<Fault> all;
    for (auto list : {tests::description_faults(), tests::instance_faults(), tests::start_faults()})
        all.insert(all.end(), list.begin(), list.end());
    return all;
}

std::vector<ContractResult> contract(tests::Spoil (*make)(), std::string const& only) {
    tests::TargetWorkloads const target;
    auto subject = target.subject([make] { return tests::make_spoilt(make()); });
    subject.patience = std::chrono::seconds(4);
    subject.only = only;
    return testing::runtime_contract(subject);
}

} // namespace

TEST_CASE("a runtime that is spoilt by nothing keeps the contract, and each clause has a fault of its own") {
    auto const results = contract([] { return tests::Spoil{}; }, "");
    CHECK(testing::failures(results) == "");
    auto const faults = all_faults();
    for (auto const& r : results) {
        int own = 0;
        for (auto const& f : faults) own += r.name.starts_with(f.clause);
        UNSCOPED_INFO(r.name);
        CHECK(own == 1);
    }
    CHECK(faults.size() == results.size());
}

TEST_CASE("each clause finds its fault") {
    for (auto const& fault : all_faults()) {
        auto const results = contract(fault.make, fault.clause);
        INFO(fault.clause);
        REQUIRE(results.size() == 1);
        CHECK(results[0].verdict == ContractResult::Verdict::failed);
    }
}

// Takes minutes, so it is a test of its own (CMakeLists.txt).
TEST_CASE("each fault is found by its clause and no other", "[.exact]") {
    for (auto const& fault : all_faults()) {
        std::set<std::string> expected(fault.also.begin(), fault.also.end()), found;
        expected.insert(fault.clause);
        for (auto const& r : contract(fault.make, "")) {
            if (r.verdict != ContractResult::Verdict::failed) continue;
            UNSCOPED_INFO(r.name << ": " << r.detail);
            auto name = r.name;
            for (auto const& e : expected)
                if (r.name.starts_with(e)) name = e;
            found.insert(name);
        }
        INFO(fault.clause);
        CHECK(found == expected);
    }
}
