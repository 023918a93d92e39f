#pragma once

#include "trial_data.hpp"

#include <wasmbench/plan/plan.hpp>
#include <wasmbench/report/claims.hpp>

#include <span>
#include <vector>

namespace wasmbench::report {

/// judge_claims() of records that are sorted already.
std::vector<ClaimVerdict> judge_claims(
    std::vector<RowData> const& rows, plan::TrialSettings const& settings, std::span<Claim const> claims);

/// Whether the campaign says anything about any of them: one test was done, or lacks nothing but values.
bool concerns(std::vector<ClaimVerdict> const& verdicts);

} // namespace wasmbench::report
