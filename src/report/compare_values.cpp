#include "compare_values.hpp"

#include "disturbed.hpp"

#include <wasmbench/stats/quantile.hpp>

namespace wasmbench::report {
namespace {

/// With fewer, the 99th percentile of a trial is its largest value.
constexpr std::size_t least_for_p99_of_trial = 100;

std::optional<double> p99_of_trial(TrialData const& t) {
    auto const values = t.values("http/service_time", 1);
    if (values.size() < least_for_p99_of_trial) return std::nullopt;
    return stats::quantile(stats::sorted_copy(values), 0.99);
}

} // namespace

std::vector<ValuedRow> valued_rows(Campaign const& campaign) {
    std::vector<ValuedRow> out;
    auto const& settings = campaign.plan.settings;
    for (auto const& data : sort_into_rows(campaign.plan, campaign.records)) {
        ValuedRow row{data.key, 0, trial_values(data, settings.connections, settings.load_threads)};
        std::erase_if(row.values, [](auto const& entry) { return !is_compared(entry.first); });
        if (!data.key.endpoint.empty()) {
            TrialValuesCollector tail(data);
            tail.add_each(Quantity::warm_p99, p99_of_trial);
            row.values.merge(tail.take());
        }
        for (auto const& [number, trial] : data.trials)
            if (trial.counts() && !disturbances_of(trial).empty()) ++row.disturbed;
        out.push_back(std::move(row));
    }
    return out;
}

std::vector<double> plain(std::vector<TrialValue> const& values) {
    std::vector<double> out;
    out.reserve(values.size());
    for (auto const& v : values) out.push_back(v.value);
    return out;
}

} // namespace wasmbench::report
