#include "figures.hpp"

#include "trial_values.hpp"

#include <wasmbench/stats/quantile.hpp>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace wasmbench::report {
namespace {

using Values = std::vector<double>;

/// Below this many values a 99th percentile is one of the two or three largest values, and no interval is
/// given.
constexpr std::size_t least_for_p99 = 300;

Figure quantile_figure(Values const& values, double p, std::size_t n_required) {
    auto const sorted = stats::sorted_copy(values);
    Figure f{stats::quantile(sorted, p), std::nullopt, sorted.size(), n_required};
    if (f.n >= n_required) f.interval = stats::quantile_interval(sorted, p);
    return f;
}

/// The median over the trials.
Figure median_figure(std::vector<TrialValue> const& of_trials) {
    Values values;
    for (auto const& v : of_trials) values.push_back(v.value);
    return quantile_figure(values, 0.5, stats::required_sample_size(0.5));
}

std::map<Quantity, Figure> median_figures(TrialValues const& values) {
    std::map<Quantity, Figure> out;
    for (auto const& [q, of_trials] : values) out[q] = median_figure(of_trials);
    return out;
}

/// The 99th percentile of the service times of all trials together: a tail needs more values than one trial has.
std::optional<Figure> pooled_p99(RowData const& row) {
    Values pool;
    for (auto const& [number, trial] : row.trials) {
        if (!trial.counts()) continue;
        auto const values = trial.values("http/service_time", 1);
        pool.insert(pool.end(), values.begin(), values.end());
    }
    if (pool.empty()) return std::nullopt;
    return quantile_figure(pool, 0.99, least_for_p99);
}

} // namespace

std::map<Quantity, Figure> compute_figures(
    RowData const& row, std::uint32_t connections, std::uint32_t load_threads) {
    auto figures = median_figures(trial_values(row, connections, load_threads));
    if (row.key.endpoint.empty()) return figures;
    if (auto const p99 = pooled_p99(row)) figures[Quantity::warm_p99] = *p99;
    return figures;
}

namespace {

/// What follows `prefix` in the names of a row's metrics, each once, in the order of measurement.
std::vector<std::string> names_behind(RowData const& row, std::string_view prefix) {
    std::vector<std::string> names;
    for (auto const& [number, trial] : row.trials)
        for (auto const* m : trial.measurements)
            if (m->metric.name.starts_with(prefix))
                if (auto name = m->metric.name.substr(prefix.size());
                    std::find(names.begin(), names.end(), name) == names.end())
                    names.push_back(std::move(name));
    return names;
}

} // namespace

std::vector<StepFigure> compute_steps(RowData const& row, std::string_view prefix) {
    std::vector<StepFigure> out;
    for (auto& name : names_behind(row, prefix)) {
        if (prefix == "start/" && name == "bracket") continue;
        TrialValuesCollector f(row);
        f.add(Quantity::cold_start, std::string(prefix) + name, median_of); // the quantity only names the figure here
        auto figures = median_figures(f.take());
        if (auto const it = figures.find(Quantity::cold_start); it != figures.end())
            out.push_back({std::move(name), it->second});
    }
    return out;
}

std::vector<PartFigures> compute_parts(RowData const& row, std::uint32_t connections) {
    constexpr std::string_view memory = "memory/part/";
    std::vector<PartFigures> out;
    for (auto const& name : names_behind(row, memory)) {
        // The quantities only name the two figures here.
        TrialValuesCollector f(row);
        f.add(Quantity::memory_steady, std::string(memory) + name, median_of);
        f.add_each(Quantity::server_cpu_per_1000, per_1000_answers("cpu/part/" + name, connections));
        auto figures = median_figures(f.take());
        auto const found = figures.find(Quantity::memory_steady);
        if (found == figures.end()) continue;
        auto& part = out.emplace_back(PartFigures{name, found->second, std::nullopt});
        if (auto const cpu = figures.find(Quantity::server_cpu_per_1000); cpu != figures.end())
            part.cpu_per_1000 = cpu->second;
    }
    return out;
}

std::map<std::string, std::uint64_t> count_errors(RowData const& row) {
    constexpr std::string_view prefix = "http/errors/";
    std::map<std::string, std::uint64_t> out;
    for (auto const& [number, trial] : row.trials) {
        for (auto const* m : trial.measurements) {
            if (!m->metric.name.starts_with(prefix)) continue;
            for (auto const& s : m->samples)
                if (std::isfinite(s.value) && s.value > 0)
                    out[m->metric.name.substr(prefix.size())] +=
                        static_cast<std::uint64_t>(std::llround(s.value));
        }
    }
    return out;
}

} // namespace wasmbench::report
