#pragma once

#include <wasmbench/core/run_key.hpp>
#include <wasmbench/report/figure.hpp>
#include <wasmbench/stats/interval.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the published study's method makes of the same instances, beside what ours does.
namespace wasmbench::report {

/// What the old method measures. None of them is a Quantity: they are in no figure of a row.
enum class OldQuantity {
    cold_start, ///< launch to the end of the first curl that got the right answer, polled
    bracket,    ///< begin of the last curl that did not to the end of that one: the resolution
    warm_p50,   ///< a curl from spawn to exit, median of a trial
    throughput, ///< right answers per second by so many curls at once
    memory,     ///< one look at the resident set of the root process
    run_time,   ///< a program, started as the study did where that is not as ours is
};

/// Where an old quantity is in the raw data, and with which of ours it is compared; title and unit are ours.
struct OldQuantityInfo {
    OldQuantity quantity;
    std::string_view metric;
    Quantity ours;
};

/// In the order in which tables show them.
inline constexpr std::array<OldQuantityInfo, 6> all_old_quantities = {{
    {OldQuantity::cold_start, "old/cold_start", Quantity::cold_start},
    {OldQuantity::bracket, "old/bracket", Quantity::start_bracket},
    {OldQuantity::warm_p50, "old/latency", Quantity::warm_p50},
    {OldQuantity::throughput, "old/throughput", Quantity::throughput},
    {OldQuantity::memory, "old/rss", Quantity::memory_steady},
    {OldQuantity::run_time, "old/run_time", Quantity::run_time},
}};

/// The entry of `q`.
constexpr OldQuantityInfo const& info(OldQuantity q) noexcept {
    for (auto const& entry : all_old_quantities)
        if (entry.quantity == q) return entry;
    return all_old_quantities.front();
}

/// One quantity by both methods, over the blocks that have both. SI units.
struct MethodPair {
    OldQuantity quantity = OldQuantity::cold_start;
    std::optional<double> old;  ///< median over the trials
    std::optional<double> ours;
    std::size_t n = 0;                       ///< pairs: trials that have both
    double ratio = 1;                        ///< old to ours, Hodges-Lehmann on logarithms; of n > 0
    std::optional<stats::Interval> interval; ///< of the ratio, 95 %; nullopt with too few pairs
    std::string reason; ///< why there is no old figure or no ratio, a clause; empty when there is one

    friend bool operator==(MethodPair const&, MethodPair const&) = default;
};

/// A row of the method ablation: the quantities that the old method measured or should have.
struct RowAblation {
    RunKey key;
    std::vector<MethodPair> pairs; ///< in the order of all_old_quantities

    friend bool operator==(RowAblation const&, RowAblation const&) = default;
};

} // namespace wasmbench::report
