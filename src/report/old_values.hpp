#pragma once

#include "trial_values.hpp"

#include <wasmbench/report/method_ablation.hpp>

#include <map>
#include <string>
#include <vector>

namespace wasmbench::report {

/// In the order of the trials; a quantity that was measured in no trial is absent.
using OldValues = std::map<OldQuantity, std::vector<TrialValue>>;

/// What the old method measured of a row, one value per trial that counts.
OldValues old_values(RowData const& row);

/// Why a row's trials that count do not have a metric, as the first of them that says so put it; empty when none
/// does.
std::string why_not_measured(RowData const& row, std::string_view metric);

} // namespace wasmbench::report
