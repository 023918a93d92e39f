#pragma once

#include "trial_data.hpp"

#include <wasmbench/report/figure.hpp>

#include <cstdint>
#include <map>
#include <string>

namespace wasmbench::report {

/// All figures of a row. `connections` and `load_threads` are those of the plan's throughput part.
std::map<Quantity, Figure> compute_figures(
    RowData const& row, std::uint32_t connections, std::uint32_t load_threads);

/// Requests that failed, by class, over all trials: those of failed trials are part of why they failed.
std::map<std::string, std::uint64_t> count_errors(RowData const& row);

} // namespace wasmbench::report
