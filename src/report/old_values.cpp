#include "old_values.hpp"

namespace wasmbench::report {

OldValues old_values(RowData const& row) {
    OldValues out;
    for (auto const& q : all_old_quantities) {
        TrialValuesCollector f(row);
        f.add(q.ours, q.metric, median_of); // the quantity only names the values here
        auto values = f.take();
        if (auto const it = values.find(q.ours); it != values.end()) out[q.quantity] = std::move(it->second);
    }
    return out;
}

std::string why_not_measured(RowData const& row, std::string_view metric) {
    for (auto const& [number, trial] : row.trials) {
        if (!trial.counts()) continue;
        for (auto const* absent : trial.not_measured)
            if (absent->metric == metric) return absent->reason;
    }
    return {};
}

} // namespace wasmbench::report
