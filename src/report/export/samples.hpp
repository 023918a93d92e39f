#pragma once

#include <wasmbench/report/campaign.hpp>
#include <wasmbench/report/figure.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What the formats that hold samples are written from.
namespace wasmbench::report {

enum class SampledKind { wall_time, cpu_time, memory, rate, share };

/// What a value is of: a quantity, of which a trial has one value, or the times of a trial's requests.
struct SampledMetric {
    std::optional<Quantity> quantity; ///< nullopt: the requests' times
    std::string_view name;            ///< that of the quantity, or "service_time"
    SampledKind kind = SampledKind::wall_time;
    bool by_default = true;
    std::string_view help; ///< a clause for a reader

    constexpr bool of_requests() const noexcept { return !quantity; }
    constexpr bool is_time() const noexcept {
        return kind == SampledKind::wall_time || kind == SampledKind::cpu_time;
    }
    constexpr bool more_is_better() const noexcept { return kind == SampledKind::rate; }
};

constexpr SampledMetric of_quantity(
    Quantity q, SampledKind kind, bool by_default, std::string_view help) noexcept {
    return {q, info(q).name, kind, by_default, help};
}

/// Those that there are. By default what compare judges, and the requests' times in the place of their
/// percentiles: warm_p50 says less, and warm_p99 is of all trials together. The harness's own figures are not
/// better or worse.
inline constexpr std::array sampled_metrics = {
    of_quantity(
        Quantity::cold_start, SampledKind::wall_time, true, "launch to first complete correct answer"),
    of_quantity(Quantity::start_bracket, SampledKind::wall_time, false,
        "width of the bracket around the first answer"),
    SampledMetric{std::nullopt, "service_time", SampledKind::wall_time, true,
        "times of requests that were sent one at a time"},
    of_quantity(Quantity::warm_p50, SampledKind::wall_time, false, "median of a trial's service times"),
    of_quantity(Quantity::throughput, SampledKind::rate, true,
        "correct answers per second at the plan's connections"),
    of_quantity(Quantity::server_cpu_per_1000, SampledKind::cpu_time, true,
        "CPU time of the server for 1,000 answers"),
    of_quantity(Quantity::client_cpu_per_1000, SampledKind::cpu_time, false,
        "CPU time of the client for 1,000 answers"),
    of_quantity(Quantity::client_load, SampledKind::share, false,
        "share of the load generator's threads that was busy"),
    of_quantity(Quantity::run_time, SampledKind::wall_time, true, "launch to correct end"),
    of_quantity(
        Quantity::self_reported, SampledKind::wall_time, true, "what the program says about its own time"),
    of_quantity(Quantity::cpu_per_run, SampledKind::cpu_time, true, "user and system time of one run"),
    of_quantity(
        Quantity::memory_steady, SampledKind::memory, true, "proportional set size of the process tree"),
    of_quantity(Quantity::memory_peak, SampledKind::memory, true,
        "largest proportional set size of the process tree"),
    of_quantity(Quantity::max_rss, SampledKind::memory, true, "largest resident set according to the kernel"),
};

struct TrialSamples {
    std::uint32_t block = 0;
    std::uint32_t trial = 0;
    bool disturbed = false;
    std::vector<double> values; ///< SI, in the order of measurement; never empty
};

struct SampledSeries {
    SampledMetric metric;
    std::vector<TrialSamples> trials; ///< in their order; never empty
};

struct SampledRow {
    RunKey key;
    std::string name; ///< row_name(), and the version where another row has the same
    bool name_has_version = false;
    std::vector<SampledSeries> series;

    SampledSeries const* find(std::string_view metric) const noexcept;
};

struct SampledCampaign {
    std::string name;
    std::string started_at; ///< UTC, RFC 3339
    std::string library;
    std::vector<std::pair<std::string, std::string>> environment; ///< "cpu/model" and its value
    std::vector<SampledRow> rows;                                 ///< such as have a series

    std::string_view fact(std::string_view name) const noexcept; ///< empty when it is not known
};

/// The samples of the trials that count, of the metrics named (empty: those by default). A name that is none
/// gives no series.
SampledCampaign sampled(Campaign const& campaign, std::vector<std::string> const& metrics);

/// All values of a series, one trial after the other.
std::vector<double> all_values(SampledSeries const& series);

/// "memory_peak_bytes": the metric and its SI unit in one word, for formats whose values have no unit.
std::string name_with_unit(SampledMetric const& metric);

double mean_of(std::vector<double> const& values);

} // namespace wasmbench::report
