#include "compute_density.hpp"

#include "figures.hpp"

#include <wasmbench/stats/hodges_lehmann.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <string>
#include <string_view>

namespace wasmbench::report {
namespace {

constexpr std::string_view stop_prefix = "density/stop/";
constexpr std::size_t least_steps = 6; // with fewer, signed ranks give no interval of 95 %

std::optional<Figure> level_figure(RowData const& row, char const* metric, std::uint32_t instances) {
    constexpr auto name = Quantity::throughput; // the quantity only names the figure here
    TrialValuesCollector f(row);
    f.add_each(name, [&](TrialData const& t) { return t.last(metric, instances); });
    auto const figures = median_figures(f.take());
    auto const it = figures.find(name);
    return it == figures.end() ? std::nullopt : std::optional(it->second);
}

std::vector<TrialData const*> trials_with_density(RowData const& row) {
    std::vector<TrialData const*> out;
    for (auto const& [number, trial] : row.trials)
        if (trial.counts() && trial.last("density/instances", 0)) out.push_back(&trial);
    return out;
}

std::optional<Figure> per_step(std::vector<TrialData const*> const& trials, char const* metric, std::set<std::uint32_t> const& levels) {
    std::vector<double> steps;
    for (auto const* trial : trials)
        for (auto const n : levels) {
            auto const before = trial->last(metric, n), after = trial->last(metric, n + 1);
            if (before && after) steps.push_back(*after - *before);
        }
    if (steps.empty()) return std::nullopt;
    auto const estimate = stats::hodges_lehmann_location(steps);
    return Figure{estimate.estimate, estimate.interval, steps.size(), least_steps};
}

} // namespace

std::optional<DensityFigures> compute_density(RowData const& row) {
    auto const trials = trials_with_density(row);
    if (trials.empty()) return std::nullopt;
    std::set<std::uint32_t> levels;
    for (auto const* trial : trials)
        for (auto const* m : trial->measurements)
            if (m->metric.name == "density/latency_p99" || m->metric.name == "density/memory") levels.insert(m->key.concurrency);

    DensityFigures out;
    for (auto const n : levels)
        out.levels.push_back({n, level_figure(row, "density/memory", n), level_figure(row, "density/taken", n),
            level_figure(row, "density/latency_p99", n)});
    out.per_instance = per_step(trials, "density/memory", levels);
    out.taken_per_instance = per_step(trials, "density/taken", levels);
    std::vector<TrialValue> rates;
    for (auto const& [number, trial] : row.trials) {
        if (!trial.counts()) continue;
        auto const starts = trial.values("density/start");
        auto const sum = std::accumulate(starts.begin(), starts.end(), 0.0);
        if (sum > 0) rates.push_back({trial.block, number, static_cast<double>(starts.size()) / sum});
    }
    if (!rates.empty()) out.start_rate = median_figure(rates);
    out.fewest = std::numeric_limits<std::uint32_t>::max();
    for (auto const* trial : trials) {
        auto const held = static_cast<std::uint32_t>(std::lround(*trial->last("density/instances", 0)));
        ++out.trials;
        out.fewest = std::min(out.fewest, held);
        out.most = std::max(out.most, held);
        for (auto const* m : trial->measurements)
            if (m->metric.name.starts_with(stop_prefix))
                if (auto const stop = plan::density_stop_from_string(m->metric.name.substr(stop_prefix.size()))) ++out.stops[*stop];
        for (auto const* n : trial->not_measured)
            if (n->metric == "density/next" && std::find(out.reasons.begin(), out.reasons.end(), n->reason) == out.reasons.end())
                out.reasons.push_back(n->reason);
    }
    return out;
}

} // namespace wasmbench::report
