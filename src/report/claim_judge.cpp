#include "claim_judge.hpp"

#include "claim_test.hpp"

#include <wasmbench/stats/multiplicity.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace wasmbench::report {
namespace {

void adjust_p_values(std::vector<ClaimVerdict>& verdicts) {
    std::vector<TestOutcome*> tests;
    std::vector<double> p_values;
    for (auto& v : verdicts)
        for (auto& t : v.tests)
            if (t.p_value) {
                tests.push_back(&t);
                p_values.push_back(*t.p_value);
            }
    auto const adjusted = stats::benjamini_hochberg(p_values);
    for (std::size_t i = 0; i < tests.size(); ++i) {
        auto& t = *tests[i];
        t.p_adjusted = adjusted[i];
        if (t.result == TestResult::open || adjusted[i] <= claim_false_discovery) continue;
        t.result = TestResult::open;
        t.reason = fmt::format("among {} tests the interval may be chance (adjusted p {:.3f}, above {})", tests.size(),
            adjusted[i], claim_false_discovery);
    }
}

bool any(std::vector<TestOutcome> const& tests, TestResult r) {
    return std::any_of(tests.begin(), tests.end(), [r](TestOutcome const& t) { return t.result == r; });
}

void conclude(ClaimVerdict& v) {
    if (v.tests.empty()) return;
    v.finding = any(v.tests, TestResult::fails)     ? Finding::refuted
                : any(v.tests, TestResult::open)    ? Finding::undecided
                : any(v.tests, TestResult::missing) ? Finding::not_testable
                                                    : Finding::confirmed;
    if (v.finding == Finding::refuted) return;
    for (auto const& t : v.tests)
        if (!t.reason.empty()) v.reason += (v.reason.empty() ? "" : "; ") + t.what + ": " + t.reason;
}

} // namespace

std::string_view to_string(TestResult r) noexcept {
    switch (r) {
    case TestResult::holds:
        return "holds";
    case TestResult::fails:
        return "fails";
    case TestResult::open:
        return "open";
    case TestResult::missing:
        return "missing";
    }
    return "missing";
}

std::string_view to_string(Finding f) noexcept {
    switch (f) {
    case Finding::confirmed:
        return "confirmed";
    case Finding::refuted:
        return "refuted";
    case Finding::undecided:
        return "undecided";
    case Finding::not_testable:
        return "not testable here";
    }
    return "not testable here";
}

std::vector<ClaimVerdict> judge_claims(
    std::vector<RowData> const& data, plan::TrialSettings const& settings, std::span<Claim const> claims) {
    auto const rows = claim_rows(data, settings);
    std::vector<ClaimVerdict> out;
    for (auto const& claim : claims) {
        ClaimVerdict v{claim.id, claim.text, claim.stands, Finding::not_testable, {}, claim.untestable};
        for (auto const& test : claim.tests)
            v.tests.push_back(std::visit([&](auto const& t) { return run_test(t, rows); }, test));
        out.push_back(std::move(v));
    }
    adjust_p_values(out);
    for (auto& v : out) conclude(v);
    return out;
}

std::vector<ClaimVerdict> judge_claims(Campaign const& campaign, std::span<Claim const> claims) {
    return judge_claims(sort_into_rows(campaign.plan, campaign.records), campaign.plan.settings, claims);
}

bool concerns(std::vector<ClaimVerdict> const& verdicts) {
    return std::any_of(verdicts.begin(), verdicts.end(), [](ClaimVerdict const& v) {
        return std::any_of(v.tests.begin(), v.tests.end(), [](TestOutcome const& t) { return t.n > 0; });
    });
}

} // namespace wasmbench::report
