#pragma once

#include "trial_data.hpp"

#include <wasmbench/report/report.hpp>

#include <cstdint>
#include <span>

namespace wasmbench::report {

/// Fills Row::firewall of the rows that have one; `data[i]` is what `rows[i]` is made of. `connections` and
/// `load_threads` are those of the plan's throughput part.
void compute_firewalls(
    std::span<RowData const> data, std::span<Row> rows, std::uint32_t connections, std::uint32_t load_threads);

} // namespace wasmbench::report
