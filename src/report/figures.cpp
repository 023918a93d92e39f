#include "figures.hpp"

#include <wasmbench/stats/quantile.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
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

double median(Values const& values) {
    return stats::quantile(stats::sorted_copy(values), 0.5);
}

double largest(Values const& values) {
    return *std::max_element(values.begin(), values.end());
}

/// Gathers figures over the trials that count.
class Figures {
public:
    explicit Figures(RowData const& row) {
        for (auto const& [number, trial] : row.trials)
            if (trial.counts()) trials_.push_back(&trial);
    }

    /// The median over the trials of one value per trial. `of_trial` gives nullopt for a trial in which the
    /// quantity was not measured. Taking each trial as one value, not its samples, keeps the interval honest:
    /// samples of one trial share one start of the process and are not independent.
    template <class OfTrial>
    void median_over_trials(Quantity q, OfTrial of_trial) {
        Values values;
        for (auto const* t : trials_)
            if (std::optional<double> const v = of_trial(*t)) values.push_back(*v);
        if (!values.empty()) out_[q] = quantile_figure(values, 0.5, stats::required_sample_size(0.5));
    }

    /// The median over the trials of `summary` (median, largest) of a metric's values in each trial.
    void add(Quantity q, std::string_view metric, double (*summary)(Values const&),
        std::uint32_t concurrency = 0) {
        median_over_trials(q, [&](TrialData const& t) -> std::optional<double> {
            auto const values = t.values(metric, concurrency);
            if (values.empty()) return std::nullopt;
            return summary(values);
        });
    }

    /// The 99th percentile of the values of all trials together: a tail needs more values than one trial has.
    void add_pooled_p99(Quantity q, std::string_view metric, std::uint32_t concurrency) {
        Values pool;
        for (auto const* t : trials_) {
            auto const values = t->values(metric, concurrency);
            pool.insert(pool.end(), values.begin(), values.end());
        }
        if (!pool.empty()) out_[q] = quantile_figure(pool, 0.99, least_for_p99);
    }

    /// The same of `preferred` where a trial has it, else of `metric`.
    void add_preferring(Quantity q, std::string_view preferred, std::string_view metric,
        double (*summary)(Values const&)) {
        median_over_trials(q, [&](TrialData const& t) -> std::optional<double> {
            auto values = t.values(preferred);
            if (values.empty()) values = t.values(metric);
            if (values.empty()) return std::nullopt;
            return summary(values);
        });
    }

    std::map<Quantity, Figure> take() { return std::move(out_); }

private:
    std::vector<TrialData const*> trials_;
    std::map<Quantity, Figure> out_;
};

/// A metric of the throughput window for 1,000 correct answers in the same window.
auto per_1000_answers(std::string metric, std::uint32_t connections) {
    return [metric = std::move(metric), connections](TrialData const& t) -> std::optional<double> {
        auto const cost = t.last(metric, connections);
        auto const ok = t.last("http/ok", connections);
        if (!cost || !ok || *ok <= 0) return std::nullopt;
        return *cost / *ok * 1000;
    };
}

} // namespace

std::map<Quantity, Figure> compute_figures(
    RowData const& row, std::uint32_t connections, std::uint32_t load_threads) {
    Figures f(row);
    // A container is charged by its control group; that of a process tree is not its own.
    f.add_preferring(Quantity::memory_peak, "memory/cgroup", "memory/pss", largest);
    if (row.key.endpoint.empty()) {
        f.add(Quantity::run_time, "start/ready", median);
        f.add(Quantity::self_reported, "command/elapsed", median);
        f.add(Quantity::cpu_per_run, "cpu/usage", median);
        f.add(Quantity::max_rss, "memory/max_rss", largest);
        return f.take();
    }
    f.add(Quantity::cold_start, "start/ready", median);
    f.add(Quantity::start_bracket, "start/bracket", median);
    f.add(Quantity::warm_p50, "http/service_time", median, 1);
    f.add_pooled_p99(Quantity::warm_p99, "http/service_time", 1);
    f.add(Quantity::throughput, "http/throughput", median, connections);
    f.median_over_trials(Quantity::server_cpu_per_1000, per_1000_answers("cpu/server_seconds", connections));
    f.median_over_trials(Quantity::client_cpu_per_1000, per_1000_answers("cpu/client_seconds", connections));
    auto const threads =
        std::min(load_threads, connections); // a thread without a connection has nothing to do
    f.median_over_trials(Quantity::client_load, [=](TrialData const& t) -> std::optional<double> {
        auto const cpu = t.last("cpu/client_seconds", connections);
        auto const ok = t.last("http/ok", connections);
        auto const rate = t.last("http/throughput", connections);
        if (!cpu || !ok || !rate || *ok <= 0 || *rate <= 0) return std::nullopt;
        double const window = *ok / *rate; // seconds: the rate is correct answers over this window
        return *cpu / window / threads;
    });
    f.add_preferring(Quantity::memory_steady, "memory/cgroup", "memory/pss", median);
    return f.take();
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
        Figures f(row);
        f.add(Quantity::cold_start, std::string(prefix) + name, median); // the quantity only names the figure here
        auto figures = f.take();
        if (auto const it = figures.find(Quantity::cold_start); it != figures.end())
            out.push_back({std::move(name), it->second});
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
        Figures f(row);
        auto const time_in = [&](TrialData const& t) -> std::optional<double> {
            auto const values = t.values(metric);
            if (values.empty()) return std::nullopt;
            return std::accumulate(values.begin(), values.end(), 0.0);
        };
        f.median_over_trials(time, time_in);
        f.median_over_trials(share, [&](TrialData const& t) -> std::optional<double> {
            auto const part = time_in(t);
            auto const all = t.last(wall, 0);
            if (!part || !all || *all <= 0) return std::nullopt;
            return *part / *all;
        });
        auto const figures = f.take();
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
        // The quantities only name the two figures here.
        Figures f(row);
        f.add(Quantity::memory_steady, std::string(memory) + name, median);
        f.median_over_trials(
            Quantity::server_cpu_per_1000, per_1000_answers("cpu/part/" + name, connections));
        auto figures = f.take();
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
