#pragma once

#include "old_values.hpp"
#include "trial_values.hpp"

#include <wasmbench/plan/plan.hpp>
#include <wasmbench/report/claims.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace wasmbench::report {

/// A row with all that a claim may ask of it, one value per trial that counts.
struct ClaimRow {
    RunKey key;
    TrialValues ours;
    OldValues old;
    std::vector<TrialValue> preparation;
    std::vector<Statefulness> states; ///< of the trials that looked
    std::string why_nothing;          ///< of a row without a trial that counts: what was said of the first one
    RowData const* data = nullptr;    ///< not null; what the row was made from

    /// Empty when it was not measured.
    std::vector<TrialValue> values(ClaimQuantity const& q) const;
    /// Why it was not, a clause.
    std::string why_absent(ClaimQuantity const& q) const;
};

/// Points into `rows`.
std::vector<ClaimRow> claim_rows(std::vector<RowData> const& rows, plan::TrialSettings const& settings);

} // namespace wasmbench::report
