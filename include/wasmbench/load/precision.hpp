#pragma once

#include <wasmbench/stats/histogram.hpp>
#include <wasmbench/stats/look_schedule.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace wasmbench::load {

/// How well a percentile is to be known: until its interval is no wider than +-relative_half_width of it.
struct Precision {
    double quantile = 0.99;            ///< in (0, 1)
    double relative_half_width = 0.05; ///< in (0, 1), at least twice the relative error of the histograms
    double confidence = 0.95;          ///< in (0, 1), of the interval at the moment of the stop

    friend bool operator==(Precision const&, Precision const&) = default;
};

/// A percentile with its interval, in ns.
struct PrecisionInterval {
    double low = 0;
    double high = 0;
    double estimate = 0;
    double effective_n = 0; ///< as many independent values would be as good

    /// Half of the width, as a share of the estimate.
    double relative_half_width() const noexcept { return (high - low) / 2 / estimate; }

    friend bool operator==(PrecisionInterval const&, PrecisionInterval const&) = default;
};

/// Says when a percentile is known well enough, from the histograms of successive intervals of equal length.
///
/// Two things spoil the textbook interval here. Response times depend on each other: n of them are worth
/// fewer. And a run that stops when its interval is narrow stops too soon too often. Therefore:
///
/// - The variance of the share of values at or below the estimate is taken from its scatter between batches
///   of intervals, plus twice their lag-1 covariance when that is positive (batch means; Law, Simulation
///   Modeling and Analysis, ch. 9). When there are 64 batches, they are merged in pairs, so that they grow
///   with the run and their number stays between 32 and 63 (Schmeiser, Operations Research 30, 1982). Its
///   ratio to that of independent values (never below 1) is what n is divided by, and the quantile of
///   Student's t with its few degrees of freedom replaces the normal one (Korn and Graubard, Survey
///   Methodology 24, 1998).
/// - The interval is two order statistics, whose ranks are binomial quantiles on that effective size
///   (Woodruff, JASA 47, 1952): no assumption about the distribution, no density to estimate.
/// - It is not looked at all the time, and each look has its own error (stats::LookSchedule).
/// - There is no look before 16 batches and 50 values beyond the quantile, and no stop while successive
///   batches are clearly correlated: then they are shorter than what makes the times vary, or the times
///   drift.
///
/// Memory: at most 64 batches, each with the buckets that are in use, 24 bytes a bucket. Not for use by two
/// threads at once.
class PrecisionMonitor {
public:
    /// `range` is that of the histograms to come. Errors: Error(errc::invalid_option) for a precision that
    /// means nothing or is finer than the histograms; std::invalid_argument for a bad range.
    PrecisionMonitor(Precision wanted, stats::HistogramRange range);

    /// The values of the next interval, perhaps none; 100 ms, say. Errors: std::invalid_argument for another
    /// range.
    void add_batch(stats::Histogram const& values);

    /// Whether the precision was reached; stays so.
    bool reached() const noexcept { return stop_.has_value(); }

    /// At the stop; before it what is known so far, at the level of the next look. nullopt: too little is
    /// known. O(buckets in use).
    std::optional<PrecisionInterval> interval() const;

private:
    struct Batch {
        std::vector<stats::HistogramBucket> buckets; // ascending; the overflow as one at the end
        std::uint64_t count = 0;

        void add(Batch const& other);
    };
    struct Estimate {
        PrecisionInterval interval;
        bool settled = false; // successive batches are not clearly correlated
    };

    Batch batch_of(stats::Histogram const& values) const;
    void pair_batches();
    std::optional<Estimate> estimate(double error) const;
    void look();

    Precision wanted_;
    stats::HistogramRange range_;
    std::vector<Batch> batches_;
    std::uint64_t intervals_per_batch_ = 1;
    Batch pending_;
    std::uint64_t pending_intervals_ = 0;
    stats::LookSchedule schedule_; // in intervals
    std::optional<PrecisionInterval> stop_;
};

} // namespace wasmbench::load
