#pragma once

#include <wasmbench/core/firewall.hpp>
#include <wasmbench/report/figure.hpp>
#include <wasmbench/stats/interval.hpp>

#include <cstddef>
#include <optional>

namespace wasmbench::report {

/// How many times another row's value a row's is, from the trials of the same blocks (stats::paired_ratio).
struct RatioFigure {
    double ratio = 1;
    std::optional<stats::Interval> interval; ///< 95 % confidence; nullopt with too few pairs
    std::size_t pairs = 0;

    friend bool operator==(RatioFigure const&, RatioFigure const&) = default;
};

/// What a row with a firewall shows beside its other figures. The ratios are to the row that differs from it in the
/// rules alone, the one whose firewall is off behind the same interfaces; absent for that one, and where it is missing.
struct FirewallFigures {
    Firewall condition;
    std::optional<Figure> packets_per_answer; ///< that met the rules, both ways, over the whole trial
    std::optional<RatioFigure> latency;       ///< of the median service time
    std::optional<RatioFigure> throughput;

    friend bool operator==(FirewallFigures const&, FirewallFigures const&) = default;
};

} // namespace wasmbench::report
