#pragma once

#include "trial_data.hpp"

#include <wasmbench/report/row_values.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

/// The values of a row that plots show; see wasmbench/report/row_values.hpp. Only trials that count.
namespace wasmbench::report {

std::map<Quantity, std::vector<TrialPoint>> compute_points(
    RowData const& row, std::uint32_t connections, std::uint32_t load_threads);

/// nullopt when no request was timed.
std::optional<ServiceTimes> compute_service_times(RowData const& row);

/// nullopt when nothing was started.
std::optional<MedianStart> compute_median_start(RowData const& row);

} // namespace wasmbench::report
