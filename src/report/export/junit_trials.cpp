#include "../junit.hpp"
#include "../trial_data.hpp"
#include "formats.hpp"

#include <wasmbench/report/row_name.hpp>

#include <fmt/format.h>

namespace wasmbench::report {
namespace {

using Outcome = JunitCase::Outcome;

JunitCase trial_case(std::uint32_t number, TrialData const& trial) {
    JunitCase out{fmt::format("block {}, trial {}", trial.block, number), Outcome::passed, trial.reason, {}};
    if (trial.failed)
        out.outcome = Outcome::failed;
    else if (trial.skipped)
        out.outcome = Outcome::skipped;
    else if (trial.discarded)
        out.outcome = Outcome::error;
    else if (!trial.counts()) {
        out.outcome = Outcome::error;
        out.message = "the harness ended before the trial did";
    }
    return out;
}

} // namespace

Exported to_junit_trials(Campaign const& campaign) {
    std::vector<JunitSuite> suites;
    for (auto const& row : sort_into_rows(campaign.plan, campaign.records)) {
        JunitSuite suite{row_name(row.key), {}};
        for (auto const& [number, trial] : row.trials) suite.cases.push_back(trial_case(number, trial));
        if (!suite.cases.empty()) suites.push_back(std::move(suite));
    }
    if (suites.empty()) return {};
    return {junit_xml(campaign.name, suites), {}};
}

} // namespace wasmbench::report
