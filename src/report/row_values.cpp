#include "row_values.hpp"

#include "disturbed.hpp"
#include "figures.hpp"
#include "trial_values.hpp"

#include <wasmbench/stats/quantile.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>

namespace wasmbench::report {
namespace {

/// Ranks of `n` sorted values that a curve shows: evenly over all of them, and towards both ends ever closer.
std::vector<std::size_t> shown_ranks(std::size_t n) {
    constexpr std::size_t even = 96;
    std::set<std::size_t> ranks;
    for (std::size_t i = 0; i <= even; ++i) ranks.insert(1 + i * (n - 1) / even);
    for (std::size_t from_end = 1; from_end < n; from_end += 1 + from_end / 4) {
        ranks.insert(n - from_end);
        ranks.insert(1 + from_end);
    }
    return {ranks.begin(), ranks.end()};
}

/// The stages of the ledger of which a start consists (docs/design/011); the others are before it or after
/// it.
bool is_of_the_start(std::string_view phase) {
    for (std::string_view stage : {"spawn", "engine_start", "load", "instantiate", "first_answer"})
        if (phase.starts_with(stage) &&
            (phase.size() == stage.size() || phase[stage.size()] == '+' || phase[stage.size()] == ':'))
            return true;
    return false;
}

} // namespace

std::map<Quantity, std::vector<TrialPoint>> compute_points(
    RowData const& row, std::uint32_t connections, std::uint32_t load_threads) {
    std::map<Quantity, std::vector<TrialPoint>> out;
    for (auto const& [q, values] : trial_values(row, connections, load_threads))
        for (auto const& v : values)
            out[q].push_back({v.block, v.trial, v.value, !disturbances_of(row.trials.at(v.trial)).empty()});
    return out;
}

std::optional<ServiceTimes> compute_service_times(RowData const& row) {
    ServiceTimes out;
    std::vector<double> pool;
    for (auto const& [number, trial] : row.trials) {
        if (!trial.counts()) continue;
        auto const values = trial.values("http/service_time", 1);
        if (values.empty()) continue;
        ++out.trials;
        out.disturbed += disturbances_of(trial).empty() ? 0 : 1;
        pool.insert(pool.end(), values.begin(), values.end());
    }
    if (pool.empty()) return std::nullopt;
    std::sort(pool.begin(), pool.end());
    out.n = pool.size();
    for (auto const rank : shown_ranks(out.n)) out.points.push_back({rank, pool[rank - 1]});
    return out;
}

std::optional<MedianStart> compute_median_start(RowData const& row) {
    TrialValuesCollector collector(row);
    collector.add(Quantity::cold_start, "start/ready", median_of); // the quantity only names the values here
    auto values = collector.take()[Quantity::cold_start];
    if (values.empty()) return std::nullopt;
    auto const middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::nth_element(values.begin(), middle, values.end(),
        [](TrialValue const& a, TrialValue const& b) { return a.value < b.value; });
    auto const& trial = row.trials.at(middle->trial);
    MedianStart out{middle->block, middle->trial, !disturbances_of(trial).empty(), middle->value, {}};
    constexpr std::string_view prefix = "phase/";
    for (auto const* m : trial.measurements) {
        if (!m->metric.name.starts_with(prefix)) continue;
        auto name = m->metric.name.substr(prefix.size());
        if (!is_of_the_start(name)) continue;
        double seconds = 0;
        for (auto const& s : m->samples) seconds += std::isfinite(s.value) ? s.value : 0;
        out.phases.push_back({std::move(name), seconds});
    }
    return out;
}

} // namespace wasmbench::report
