#include "figures.hpp"

#include <wasmbench/stats/quantile.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
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

/// The role that a trial recorded for the part `name`.
std::optional<Role> role_of(RowData const& row, std::string const& name) {
    for (auto const role : {Role::workload, Role::runtime_host, Role::shared_daemon}) {
        auto const metric = "role/" + std::string(to_string(role)) + "/" + name;
        for (auto const& [number, trial] : row.trials)
            if (trial.last(metric, 0)) return role;
    }
    return std::nullopt;
}

} // namespace

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

std::vector<ScalingFigures> compute_scaling(RowData const& row) {
    std::set<std::uint32_t> levels;
    for (auto const& [number, trial] : row.trials)
        for (auto const* m : trial.measurements)
            if (m->metric.name == "scaling/throughput") levels.insert(m->key.concurrency);
    std::vector<ScalingFigures> out;
    // The quantities only name the figures here.
    constexpr auto wanted = Quantity::throughput;
    auto const figure = [&](auto const& of_trial) -> std::optional<Figure> {
        TrialValuesCollector f(row);
        f.add_each(wanted, of_trial);
        auto const figures = median_figures(f.take());
        auto const it = figures.find(wanted);
        return it == figures.end() ? std::nullopt : std::optional(it->second);
    };
    for (auto const level : levels) {
        auto const metric = [level](char const* name) {
            return [level, name](TrialData const& t) { return t.last(name, level); };
        };
        auto const throughput = figure(metric("scaling/throughput"));
        if (!throughput) continue;
        auto& s = out.emplace_back(ScalingFigures{level, *throughput, {}, {}, {}, {}});
        s.latency_p50 = figure(metric("scaling/latency_p50"));
        s.latency_p99 = figure(metric("scaling/latency_p99"));
        auto const fewest = *levels.begin();
        if (level != fewest)
            s.efficiency = figure([&](TrialData const& t) -> std::optional<double> {
                auto const few = t.last("scaling/throughput", fewest), many = t.last("scaling/throughput", level);
                if (!few || !many || *few <= 0) return std::nullopt;
                return *many / *few * fewest / level;
            });
        if (!row.key.endpoint.empty()) // of a program the memory is that of one run
            s.per_mib = figure([&](TrialData const& t) -> std::optional<double> {
            auto memory = t.values("memory/cgroup");
            if (memory.empty()) memory = t.values("memory/pss");
            auto const rate = t.last("scaling/throughput", level);
            if (memory.empty() || !rate || median_of(memory) <= 0) return std::nullopt;
            return *rate / (median_of(memory) / (1024 * 1024));
        });
    }
    return out;
}

std::optional<LedgerFigures> compute_ledger(RowData const& row) {
    // The quantities only name the figures here.
    constexpr auto time = Quantity::run_time, share = Quantity::client_load;
    constexpr std::string_view prefix = "phase/", rest = "unattributed", whole = "wall";
    LedgerFigures out;
    auto const wall = std::string(prefix) + std::string(whole);
    bool any = false;
    auto names = names_behind(row, prefix);
    std::stable_partition(names.begin(), names.end(), [&](std::string const& name) { return name != rest; });
    for (auto& name : names) {
        auto const metric = std::string(prefix) + name;
        TrialValuesCollector f(row);
        auto const time_in = [&](TrialData const& t) -> std::optional<double> {
            auto const values = t.values(metric);
            if (values.empty()) return std::nullopt;
            return std::accumulate(values.begin(), values.end(), 0.0);
        };
        f.add_each(time, time_in);
        f.add_each(share, [&](TrialData const& t) -> std::optional<double> {
            auto const part = time_in(t);
            auto const all = t.last(wall, 0);
            if (!part || !all || *all <= 0) return std::nullopt;
            return *part / *all;
        });
        auto const figures = median_figures(f.take());
        auto const it = figures.find(time);
        if (it == figures.end() || !figures.contains(share)) continue;
        if (name == whole) {
            out.wall = it->second;
            any = true;
        } else {
            out.phases.push_back({std::move(name), it->second, figures.at(share)});
        }
    }
    if (!any) return std::nullopt;
    return out;
}

std::vector<PartFigures> compute_parts(RowData const& row, std::uint32_t connections) {
    constexpr std::string_view memory = "memory/part/";
    std::vector<PartFigures> out;
    for (auto const& name : names_behind(row, memory)) {
        // The quantities only name the figures here.
        TrialValuesCollector f(row);
        f.add(Quantity::memory_steady, std::string(memory) + name, median_of);
        f.add_each(Quantity::server_cpu_per_1000, per_1000_answers("cpu/part/" + name, connections));
        f.add_each(Quantity::client_cpu_per_1000, per_1000_answers("cpu/part_net/" + name, connections));
        f.add(Quantity::cpu_per_run, "cpu/part_idle/" + name, median_of);
        auto const figures = median_figures(f.take());
        auto const figure = [&](Quantity q) {
            auto const it = figures.find(q);
            return it != figures.end() ? std::optional(it->second) : std::nullopt;
        };
        if (auto const pss = figure(Quantity::memory_steady))
            out.push_back({name, *pss, figure(Quantity::server_cpu_per_1000), figure(Quantity::client_cpu_per_1000),
                figure(Quantity::cpu_per_run), role_of(row, name)});
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
