#pragma once

#include <wasmbench/stats/interval.hpp>

#include <cstddef>
#include <memory>
#include <optional>

/// When a run has seen enough. The rules are valid under optional stopping: the interval at the stop covers
/// the truth with the stated confidence although the run stopped because of it.
namespace wasmbench::stats {

/// What a run is to know before it stops.
struct StoppingGoal {
    double relative_half_width =
        0.05;                 ///< in (0, 1): the interval is no wider than +- this times the estimate
    double confidence = 0.95; ///< in (0, 1), of the interval at the stop
    std::size_t least = 12;   ///< no look at the interval before so many values
};

/// Takes the values of a run one by one, in the order in which they were measured, and says when they are
/// enough. One value a block: of values taken within one block see their median or quantile.
///
/// What makes the interval at the stop valid:
///
/// - It is looked at seldom, and each look has its own error (LookSchedule); for a decision at times that are
///   fixed beforehand. A confidence sequence (Howard, Ramdas, McAuliffe and Sekhon, Annals of Statistics 49,
///   2021), which may be looked at after each value, takes more values for the same width (docs/statistics.md
///   has the figures).
/// - Values that depend on each other are worth fewer: effective_sample_size() of their scores, that is, of
/// what
///   each contributes to the estimate. (Batch means with Student's quantile, which a load phase uses, were
///   measured to take a fifth more.)
/// - There is no stop while successive batches of values are clearly correlated (BatchScatter): then they
/// drift.
///   The batches double in length so that their number stays between 32 and 63; below 64 values, each is one.
///
/// The rule knows no cap on values or time: a run that ends at a cap that was set before it takes interval()
/// once as it is then, which is valid too. What is shown meanwhile must not be acted upon.
///
/// After the stop nothing changes any more: further values are ignored, so that several rules can share a run
/// that goes on for one of them. Memory O(n), time O(n log n) a look, of which there are O(log n). Not for
/// use by two threads at once.
class StoppingRule {
public:
    StoppingRule() = default;
    StoppingRule(StoppingRule const&) = delete;
    StoppingRule& operator=(StoppingRule const&) = delete;
    virtual ~StoppingRule() = default;

    /// The next value; its meaning is that of the rule. Throws std::invalid_argument when it is not finite.
    virtual void add(double value) = 0;

    /// Whether the goal was reached; stays so.
    [[nodiscard]] virtual bool satisfied() const = 0;

    /// At the stop; before it what is known so far, at the level of the next look and said to be at that of
    /// the goal. nullopt: too little is known for one. O(n log n) before the stop.
    [[nodiscard]] virtual std::optional<Interval> interval() const = 0;

    /// In the unit of the interval; NaN before the first value.
    [[nodiscard]] virtual double estimate() const = 0;

    /// Values up to the stop.
    [[nodiscard]] virtual std::size_t count() const = 0;
};

/// Until the q-quantile of the values is known well enough, by the interval of quantile_interval(). Values
/// have any unit; interval and estimate have the same. The width is taken relative to the estimate: one of 0
/// is reached by equal values alone.
///
/// Throws std::invalid_argument when q or a number of the goal is outside its range.
[[nodiscard]] std::unique_ptr<StoppingRule> stop_at_quantile(double q, StoppingGoal const& goal);

/// Until the paired ratio is known well enough, by the estimate and interval of paired_ratio(). A value is
/// the log ratio of one pair, log(candidate) - log(baseline); interval and estimate are ratios, without unit.
///
/// Throws std::invalid_argument as stop_at_quantile() does.
[[nodiscard]] std::unique_ptr<StoppingRule> stop_at_paired_ratio(StoppingGoal const& goal);

/// Until it is decided how the paired ratio lies to the band of what does not matter, from 1 / (1 + margin)
/// to 1 + margin: until its interval is wholly above the band, wholly below it or wholly inside it; or until
/// it is as narrow as the goal says, which leaves a ratio at the edge of the band undecided. A band of margin
/// 0 asks only whether there is a difference. Values as for stop_at_paired_ratio().
///
/// Throws std::invalid_argument as stop_at_quantile() does, and when margin is not in [0, 1).
[[nodiscard]] std::unique_ptr<StoppingRule> stop_at_decision(StoppingGoal const& goal, double margin);

} // namespace wasmbench::stats
