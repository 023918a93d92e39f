#include "trial_values.hpp"

#include <wasmbench/stats/quantile.hpp>

#include <algorithm>

namespace wasmbench::report {

double median_of(std::vector<double> const& values) {
    return stats::quantile(stats::sorted_copy(values), 0.5);
}

double largest_of(std::vector<double> const& values) {
    return *std::max_element(values.begin(), values.end());
}

TrialValuesCollector::TrialValuesCollector(RowData const& row) {
    for (auto const& [number, trial] : row.trials)
        if (trial.counts()) trials_.emplace_back(number, &trial);
}

void TrialValuesCollector::add(
    Quantity q, std::string_view metric, Summary summary, std::uint32_t concurrency) {
    add_each(q, [&](TrialData const& t) -> std::optional<double> {
        auto const values = t.values(metric, concurrency);
        if (values.empty()) return std::nullopt;
        return summary(values);
    });
}

void TrialValuesCollector::add_preferring(
    Quantity q, std::string_view preferred, std::string_view metric, Summary summary) {
    add_each(q, [&](TrialData const& t) -> std::optional<double> {
        auto values = t.values(preferred);
        if (values.empty()) values = t.values(metric);
        if (values.empty()) return std::nullopt;
        return summary(values);
    });
}

TrialValues trial_values(RowData const& row, std::uint32_t connections, std::uint32_t load_threads) {
    TrialValuesCollector f(row);
    // A container is charged by its control group; that of a process tree is not its own.
    f.add_preferring(Quantity::memory_peak, "memory/cgroup", "memory/pss", largest_of);
    if (row.key.endpoint.empty()) {
        f.add(Quantity::run_time, "start/ready", median_of);
        f.add(Quantity::self_reported, "command/elapsed", median_of);
        f.add(Quantity::cpu_per_run, "cpu/usage", median_of);
        f.add_preferring(Quantity::max_rss, "memory/ended_peak_rss", "memory/max_rss", largest_of);
        // Of a program that ended before anybody could look the kernel has told the most that was resident. What
        // its control group was charged is counted in batches that are larger than a small program.
        if (!f.has(Quantity::memory_peak))
            f.add_preferring(Quantity::memory_peak, "memory/ended_peak_rss", "memory/own_group_peak", largest_of);
        return f.take();
    }
    f.add(Quantity::cold_start, "start/ready", median_of);
    f.add(Quantity::start_bracket, "start/bracket", median_of);
    f.add(Quantity::warm_p50, "http/service_time", median_of, 1);
    f.add(Quantity::throughput, "http/throughput", median_of, connections);
    f.add_each(Quantity::server_cpu_per_1000, per_1000_answers("cpu/server_seconds", connections));
    f.add_each(Quantity::client_cpu_per_1000, per_1000_answers("cpu/client_seconds", connections));
    auto const threads =
        std::min(load_threads, connections); // a thread without a connection has nothing to do
    f.add_each(Quantity::client_load, [=](TrialData const& t) -> std::optional<double> {
        auto const cpu = t.last("cpu/client_seconds", connections);
        auto const ok = t.last("http/ok", connections);
        auto const rate = t.last("http/throughput", connections);
        if (!cpu || !ok || !rate || *ok <= 0 || *rate <= 0) return std::nullopt;
        double const window = *ok / *rate; // seconds: the rate is correct answers over this window
        return *cpu / window / threads;
    });
    f.add_preferring(Quantity::memory_steady, "memory/cgroup", "memory/pss", median_of);
    return f.take();
}

} // namespace wasmbench::report
