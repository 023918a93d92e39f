#pragma once

#include <wasmbench/stats/interval.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace wasmbench::report {

/// What a figure of a row is of. docs/results-format.md says from which metrics each is computed, and how.
enum class Quantity {
    cold_start,    ///< services: launch to first complete correct answer
    start_bracket, ///< width of [begin of the last failed try, first correct answer]
    warm_p50,      ///< service time, one request at a time
    warm_p99,
    throughput,          ///< correct answers per second at the plan's number of connections
    server_cpu_per_1000, ///< CPU time of the server for 1,000 correct answers
    client_cpu_per_1000, ///< CPU time of the load generator for the same
    client_load,         ///< share of the load generator's threads that was busy
    run_time,            ///< programs: launch to correct end
    self_reported,       ///< programs: what the program says about its own time
    cpu_per_run,         ///< programs: user and system time of one run
    memory_steady,       ///< proportional set size (PSS) of the whole process tree
    memory_peak,
    max_rss, ///< largest resident set according to the kernel, an upper bound
};

/// A figure: a median (or a percentile) with its interval, in SI: seconds, bytes, per second.
struct Figure {
    double value = 0;
    /// 95 % confidence, from order statistics; nullopt when n < n_required.
    std::optional<stats::Interval> interval;
    std::size_t n = 0;          ///< values that it rests on: trials; for warm_p99 requests
    std::size_t n_required = 0; ///< the smallest n that gives an interval

    friend bool operator==(Figure const&, Figure const&) = default;
};

/// How a quantity is named and shown: in CSV under `name` in SI, for people under `title` in `shown_unit`,
/// which is the SI value times `shown_scale`.
struct QuantityInfo {
    Quantity quantity;
    std::string_view name;
    std::string_view title;
    std::string_view shown_unit;
    double shown_scale;
};

/// Every quantity, in the order in which tables show them.
inline constexpr std::array<QuantityInfo, 14> all_quantities = {{
    {Quantity::cold_start, "cold_start", "cold start", "ms", 1e3},
    {Quantity::start_bracket, "start_bracket", "bracket", "ms", 1e3},
    {Quantity::warm_p50, "warm_p50", "warm p50", "ms", 1e3},
    {Quantity::warm_p99, "warm_p99", "warm p99", "ms", 1e3},
    {Quantity::throughput, "throughput", "throughput", "req/s", 1},
    {Quantity::server_cpu_per_1000, "server_cpu_per_1000", "CPU/1k req", "s", 1},
    {Quantity::client_cpu_per_1000, "client_cpu_per_1000", "client CPU/1k", "s", 1},
    {Quantity::client_load, "client_load", "client load", "%", 100},
    {Quantity::run_time, "run_time", "run time", "ms", 1e3},
    {Quantity::self_reported, "self_reported", "self-reported", "ms", 1e3},
    {Quantity::cpu_per_run, "cpu_per_run", "CPU time", "ms", 1e3},
    {Quantity::memory_steady, "memory_steady", "PSS", "MiB", 1.0 / (1024 * 1024)},
    {Quantity::memory_peak, "memory_peak", "PSS peak", "MiB", 1.0 / (1024 * 1024)},
    {Quantity::max_rss, "max_rss", "max RSS", "MiB", 1.0 / (1024 * 1024)},
}};

/// The entry of `q`.
constexpr QuantityInfo const& info(Quantity q) noexcept {
    for (auto const& entry : all_quantities)
        if (entry.quantity == q) return entry;
    return all_quantities.front();
}

} // namespace wasmbench::report
