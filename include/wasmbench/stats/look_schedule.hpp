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
///   (Annals of Mathematical Statistics 16, 1945). The run is looked at when it has them, and after each look
///   in vain at a multiple of at least 1.25.
/// - Look k = 0, 1, 2, ... may err with probability 3 (1 - confidence) / 4^(k + 1), which adds up to 1 -
///   confidence over any number of looks (Bonferroni; the error spending of Lan and DeMets, Biometrika 70,
///   1983, with most of it for the first look, which is nearly always the last).
///
/// "Now" is how much of the run is done, in values or in intervals of equal length.
class LookSchedule {
public:
    /// `first`: no look before it. confidence in (0, 1).
    explicit LookSchedule(double confidence, double first = 0) noexcept
        : error_(1 - confidence)
        , next_(first) {}

    [[nodiscard]] bool due(double now) const noexcept { return now >= next_; }
    /// Whether the next look may end the run; the pilot may not.
    [[nodiscard]] bool may_stop() const noexcept { return !pilot_; }
    /// Probability with which the interval of the next look may miss.
    [[nodiscard]] double error() const noexcept {
        return error_ * 0.75 * std::pow(0.25, static_cast<double>(looks_));
    }

    /// There was too little for an interval: that could not have stopped the run, so no error is spent.
    void saw_nothing(double now) noexcept { next_ = now * least_growth; }

    /// The interval was `width` times as wide as wanted, or not to be trusted as yet (`settled` is false).
    void looked_in_vain(double now, double width, bool settled) noexcept {
        if (!pilot_) ++looks_;
        // A width falls with the square root of the number. Batches that hang together must first get longer.
        double const growth = safety * width * width;
        double const wanted = settled ? growth : std::max(growth, 2.0);
        pilot_ = wanted > greatest_growth;
        next_ = now * std::clamp(wanted, least_growth, greatest_growth);
    }

private:
    static constexpr double least_growth = 1.25;
    /// A prediction from few values is not trusted further than this; there it is made again.
    static constexpr double greatest_growth = 4;
    /// So that most runs need no second look.
    static constexpr double safety = 1.2;

    double error_;
    double next_;
    std::size_t looks_ = 0;
    bool pilot_ = true;
};

} // namespace wasmbench::stats
