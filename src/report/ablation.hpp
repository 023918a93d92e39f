#pragma once

#include "trial_data.hpp"

#include <wasmbench/plan/plan.hpp>
#include <wasmbench/report/method_ablation.hpp>

#include <vector>

namespace wasmbench::report {

/// The rows of which the old method measured something, or told why it could not; empty when it was not asked for.
std::vector<RowAblation> method_ablation(std::vector<RowData> const& rows, plan::TrialSettings const& settings);

} // namespace wasmbench::report
