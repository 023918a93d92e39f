#pragma once

#include <wasmbench/core/run_key.hpp>
#include <wasmbench/stats/interval.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a campaign makes of a claim (claims.hpp), with the evidence.
namespace wasmbench::report {

/// What came of one test of a claim.
enum class TestResult {
    holds,   ///< all of the interval is where the claim wants it
    fails,   ///< none of it is
    open,    ///< it reaches over the bound, or may be chance among so many tests
    missing, ///< no interval: a row, a quantity or values are missing
};

/// What came of one test of a claim.
struct TestOutcome {
    TestResult result = TestResult::missing;
    std::string what;         ///< "warm p50: wasmtime 48.0.8 (jit, ...) against native 0.1.0 (long-lived)"
    std::string wanted;       ///< "below 1", "between 0.8 and 1.25"
    std::vector<RunKey> rows; ///< those compared, one or two
    std::size_t n = 0;        ///< pairs, or trials of a StateTest
    double effect = 0;        ///< the ratio, or the share of the trials; of n > 0
    std::optional<stats::Interval> interval; ///< of the effect; always there unless `missing`
    std::optional<double> p_value;           ///< "the effect is at the bound"
    std::optional<double> p_adjusted;        ///< over all tests of the ledger (Benjamini and Hochberg)
    std::string reason;                      ///< of an open or missing test, a clause

    friend bool operator==(TestOutcome const&, TestOutcome const&) = default;
};

/// What a campaign says about a claim; docs/claims.md has the rules.
enum class Finding {
    confirmed,    ///< every test holds
    refuted,      ///< one fails
    undecided,    ///< none fails, one is open
    not_testable, ///< none fails, none is open, one is missing
};

std::string_view to_string(TestResult r) noexcept; ///< "holds"
std::string_view to_string(Finding f) noexcept;    ///< "not testable here"

/// A claim with its tests and what came of them.
struct ClaimVerdict {
    std::string id;
    std::string text;
    std::string stands;
    Finding finding = Finding::not_testable;
    std::vector<TestOutcome> tests; ///< in the order of the claim
    std::string reason;             ///< of what is neither confirmed nor refuted: which tests are open or missing, and why

    friend bool operator==(ClaimVerdict const&, ClaimVerdict const&) = default;
};

} // namespace wasmbench::report
