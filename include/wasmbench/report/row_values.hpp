#pragma once

#include <wasmbench/report/figure.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// The values behind a row's figures, as far as plots show them. SI units.
namespace wasmbench::report {

/// A quantity in one trial.
struct TrialPoint {
    std::uint32_t block = 0;
    std::uint32_t trial = 0;
    double value = 0;
    bool disturbed = false; ///< the machine disturbed this trial; it is part of the figures all the same

    friend bool operator==(TrialPoint const&, TrialPoint const&) = default;
};

/// The service times of all trials of a row together, one request at a time. They are thinned to a few
/// hundred of them, each one that was measured: the smallest, the largest, and the more of the tail the rarer
/// it is.
struct ServiceTimes {
    /// A service time and its rank.
    struct Point {
        std::size_t rank = 0; ///< from 1: so many requests took `seconds` or less
        double seconds = 0;

        friend bool operator==(Point const&, Point const&) = default;
    };
    std::size_t n = 0; ///< requests
    std::size_t trials = 0;
    std::size_t disturbed = 0; ///< of `trials`
    std::vector<Point> points; ///< ascending

    friend bool operator==(ServiceTimes const&, ServiceTimes const&) = default;
};

/// The start that was the median of its row (of an even number of trials the faster of the middle two), phase
/// by phase. A real trial, since its phases add up; medians of each phase would not.
struct MedianStart {
    /// An entry of the start's ledger.
    struct Phase {
        std::string name; ///< of the phase ledger: "engine_start+load", "load:component"
        double seconds = 0;

        friend bool operator==(Phase const&, Phase const&) = default;
    };
    std::uint32_t block = 0;
    std::uint32_t trial = 0;
    bool disturbed = false;
    double seconds = 0;        ///< launch to first correct answer; of a program to its end
    std::vector<Phase> phases; ///< in the order of time; empty when the trial has no ledger

    friend bool operator==(MedianStart const&, MedianStart const&) = default;
};

} // namespace wasmbench::report
