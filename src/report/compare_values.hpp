#pragma once

#include "trial_values.hpp"

#include <wasmbench/report/compare.hpp>

#include <vector>

namespace wasmbench::report {

/// A row of a campaign with its values per trial.
struct ValuedRow {
    RunKey key;
    std::uint32_t disturbed = 0; ///< trials that count and are marked
    TrialValues values;          ///< of the quantities that can be compared
};

/// Every row, also one of which no trial counts. warm_p99 is here the 99th percentile within each trial, of
/// trials with 100 requests or more: that of all trials together is one value, and one value has no noise to
/// be judged by. What is of the harness (start_bracket, client_*) is left out: it is not better or worse.
std::vector<ValuedRow> valued_rows(Campaign const& campaign);

/// Whether a larger value is worse; throughput is the one quantity for which it is not.
constexpr bool larger_is_worse(Quantity q) noexcept {
    return q != Quantity::throughput;
}

/// Whether valued_rows() may have the quantity.
constexpr bool is_compared(Quantity q) noexcept {
    return q != Quantity::start_bracket && q != Quantity::client_cpu_per_1000 && q != Quantity::client_load;
}

/// The values alone, for the functions of stats.
std::vector<double> plain(std::vector<TrialValue> const& values);

} // namespace wasmbench::report
