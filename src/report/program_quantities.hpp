#pragma once

#include <wasmbench/report/report.hpp>

#include <algorithm>
#include <span>
#include <vector>

namespace wasmbench::report {

/// The columns of a table of programs: those of which any row has a figure (not every program reports a time
/// of its own), and the run time always.
inline std::vector<Quantity> program_quantities(std::span<Row const> rows) {
    std::vector<Quantity> out = {Quantity::run_time};
    for (auto q : {Quantity::self_reported, Quantity::cpu_per_run, Quantity::memory_peak, Quantity::max_rss})
        if (std::any_of(rows.begin(), rows.end(), [&](Row const& r) { return r.find(q); })) out.push_back(q);
    return out;
}

} // namespace wasmbench::report
