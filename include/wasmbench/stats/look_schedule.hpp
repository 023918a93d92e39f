#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace wasmbench::stats {

/// When a run that stops as soon as its interval is narrow may look at that interval, and with which error.
///
/// An interval of 95 % that is looked at after each value, and stops the run when it is narrow, covers less
/// than that: the run stops when its scatter happens to look small. Hence few looks, each with its own error:
///
/// - A pilot, which cannot stop the run, predicts how many values will do, as in the two stages of Stein
///   (Annals of Mathematical Statistics 16, 1945), and predicts again with 1.3 times as many until they are
///   near. The run is looked at when it has them, and after each look in vain at a multiple of at least 1.1.
/// - Look k = 0, 1, 2, ... may err with probability 3 (1 - confidence) / 4^(k + 1), which adds up to 1 -
///   confidence over any number of looks (Bonferroni; the error spending of Lan and DeMets, Biometrika 70,
///   1983, with most of it for the first look, which is nearly always the last).
///
/// The prediction looks at widths alone, which hardly depend on where the estimate lies. A stop that depends
/// on that itself, such as a decision, must not choose its looks by it: geometric() fixes them beforehand,
/// each 1.5 times as far as the one before it, and look k may err with probability (1 - confidence) / ((k +
/// 1) (k + 2)).
///
/// "Now" is how much of the run is done, in values or in intervals of equal length.
class LookSchedule {
public:
    /// `first`: no look before it. confidence in (0, 1).
    explicit LookSchedule(double confidence, double first = 0) noexcept
        : error_(1 - confidence)
        , next_(first) {}

    /// Looks that are fixed beforehand.
    [[nodiscard]] static LookSchedule geometric(double confidence, double first) noexcept {
        LookSchedule schedule(confidence, first);
        schedule.predicts_ = false;
        schedule.pilot_ = false;
        return schedule;
    }

    /// Whether the next look is due at `now`.
    [[nodiscard]] bool due(double now) const noexcept { return now >= next_; }
    /// Whether the next look may end the run; the pilot may not.
    [[nodiscard]] bool may_stop() const noexcept { return !pilot_; }
    /// Probability with which the interval of the next look may miss.
    [[nodiscard]] double error() const noexcept {
        auto const k = static_cast<double>(looks_);
        return predicts_ ? error_ * 0.75 * std::pow(0.25, k) : error_ / ((k + 1) * (k + 2));
    }

    /// There was too little for an interval: that could not have stopped the run, so no error is spent.
    void saw_nothing(double now) noexcept { next_ = now * least_growth; }

    /// The interval was `width` times as wide as wanted, or not to be trusted as yet (`settled` is false).
    void looked_in_vain(double now, double width, bool settled) noexcept {
        if (!pilot_) ++looks_;
        if (!predicts_) {
            next_ = now * 1.5;
            return;
        }
        // A width falls with the square root of the number.
        double const growth = safety * width * width;
        pilot_ = !settled || growth > greatest_growth;
        // Batches that hang together must first get longer.
        next_ = now * (settled ? std::clamp(growth, least_growth, greatest_growth) : 2.0);
    }

private:
    static constexpr double least_growth = 1.1;
    /// A prediction is not trusted further than this; there it is made again.
    static constexpr double greatest_growth = 1.3;
    /// So that most runs need no second look.
    static constexpr double safety = 1.2;

    double error_;
    double next_;
    std::size_t looks_ = 0;
    bool pilot_ = true;
    bool predicts_ = true;
};

} // namespace wasmbench::stats
