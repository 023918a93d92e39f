#include <wasmbench/stats/autocorrelation.hpp>
#include <wasmbench/stats/batch_means.hpp>
#include <wasmbench/stats/hodges_lehmann.hpp>
#include <wasmbench/stats/look_schedule.hpp>
#include <wasmbench/stats/quantile.hpp>
#include <wasmbench/stats/stopping.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

namespace wasmbench::stats {
namespace {

constexpr std::size_t fewest_batches = 32;

/// What a look sees.
struct Seen {
    Interval interval;
    double width = 0; ///< times what would be narrow enough; 0: enough for another reason
    bool settled = true;
};

/// What the values are worth, by their scores: contributions to the estimate, with mean 0 up to rounding.
struct Worth {
    double effective_n = 0;
    bool settled = true;
};

Worth worth_of(std::span<double const> scores) {
    std::size_t const length =
        scores.size() < 2 * fewest_batches ? 1 : std::bit_floor(scores.size() / fewest_batches);
    std::vector<double> sums;
    // The last values, if not all: the first few are the most likely to be different.
    for (std::size_t i = scores.size() % length; i < scores.size(); i += length) {
        auto const batch = scores.subspan(i, length);
        sums.push_back(std::accumulate(batch.begin(), batch.end(), 0.0));
    }
    return {effective_sample_size(scores), batch_scatter(sums).settled()};
}

LookSchedule predicted_looks(StoppingGoal const& goal) {
    return LookSchedule(goal.confidence, static_cast<double>(goal.least));
}

class SequentialRule : public StoppingRule {
public:
    SequentialRule(char const* name, StoppingGoal const& goal, LookSchedule const& schedule)
        : name_(name)
        , goal_(checked(name, goal))
        , schedule_(schedule) {}

    void add(double value) override {
        detail::check_sample(name_, "value", {&value, 1});
        if (stop_) return;
        values_.push_back(value);
        auto const now = static_cast<double>(values_.size());
        if (!schedule_.due(now)) return;
        auto const seen = seen_so_far();
        if (!seen) {
            schedule_.saw_nothing(now);
        } else if (schedule_.may_stop() && seen->width <= 1 && seen->settled) {
            stop_ = seen->interval;
            stop_->confidence = goal_.confidence;
        } else {
            schedule_.looked_in_vain(now, seen->width, seen->settled);
        }
    }

    bool satisfied() const override { return stop_.has_value(); }

    std::optional<Interval> interval() const override {
        if (stop_) return stop_;
        auto const seen = seen_so_far();
        if (!seen) return std::nullopt;
        return Interval{seen->interval.low, seen->interval.high, goal_.confidence};
    }

    double estimate() const override {
        return values_.empty() ? std::numeric_limits<double>::quiet_NaN() : estimate_of(values_);
    }

    std::size_t count() const override { return values_.size(); }

protected:
    StoppingGoal const& goal() const { return goal_; }
    char const* name() const { return name_; }

private:
    static StoppingGoal checked(char const* name, StoppingGoal const& goal) {
        detail::check_confidence(name, goal.confidence);
        if (!(goal.relative_half_width > 0 && goal.relative_half_width < 1))
            detail::reject(name, "relative_half_width", goal.relative_half_width,
                "a number between 0 and 1, both excluded, such as 0.05");
        return goal;
    }

    std::optional<Seen> seen_so_far() const {
        if (values_.size() < 2) return std::nullopt; // what one value is worth cannot be told from it
        return look(values_, schedule_.error());
    }

    /// Of two values or more, with an error of at most `error`; nullopt: too few for that.
    virtual std::optional<Seen> look(std::span<double const> values, double error) const = 0;
    virtual double estimate_of(std::span<double const> values) const = 0;

    char const* name_;
    StoppingGoal goal_;
    LookSchedule schedule_;
    std::vector<double> values_;
    std::optional<Interval> stop_;
};

class QuantileRule final : public SequentialRule {
public:
    QuantileRule(double q, StoppingGoal const& goal)
        : SequentialRule("stop_at_quantile", goal, predicted_looks(goal))
        , q_(q) {
        if (!(q > 0 && q < 1))
            detail::reject(name(), "q", q, "a number between 0 and 1, both excluded, such as 0.5");
    }

private:
    std::optional<Seen> look(std::span<double const> values, double error) const override {
        auto const sorted = sorted_copy(values);
        double const centre = detail::quantile_of(sorted, q_);
        std::vector<double> scores;
        double share = 0;
        for (double v : values) share += v <= centre ? 1 : 0;
        share /= static_cast<double>(values.size());
        for (double v : values) scores.push_back((v <= centre ? 1 : 0) - share);
        auto const worth = worth_of(scores);
        auto const ranks = detail::quantile_ranks(values.size(), worth.effective_n, q_, 1 - error);
        if (!ranks) return std::nullopt;
        Seen seen;
        seen.interval = {sorted[ranks->low - 1], sorted[ranks->high - 1], 1 - error};
        double const wanted = 2 * goal().relative_half_width * std::abs(centre);
        seen.width = seen.interval.width() > 0 ? seen.interval.width() / wanted : 0;
        seen.settled = worth.settled;
        return seen;
    }

    double estimate_of(std::span<double const> values) const override {
        return detail::quantile_of(sorted_copy(values), q_);
    }

    double q_;
};

/// Scores of the Hodges-Lehmann centre: centred ranks, of equal values their middle.
std::vector<double> rank_scores(std::span<double const> values, std::span<double const> sorted) {
    std::vector<double> scores;
    double mean = 0;
    for (double v : values) {
        auto const [first, last] = std::equal_range(sorted.begin(), sorted.end(), v);
        scores.push_back(static_cast<double>((first - sorted.begin()) + (last - sorted.begin())) / 2);
        mean += scores.back() / static_cast<double>(values.size());
    }
    for (double& s : scores) s -= mean;
    return scores;
}

class PairedRatioRule final : public SequentialRule {
public:
    explicit PairedRatioRule(StoppingGoal const& goal)
        : SequentialRule("stop_at_paired_ratio", goal, predicted_looks(goal)) {}

    PairedRatioRule(StoppingGoal const& goal, double margin)
        : SequentialRule("stop_at_decision", goal,
              LookSchedule::geometric(goal.confidence, static_cast<double>(goal.least))) {
        if (!(margin >= 0 && margin < 1))
            detail::reject(name(), "margin", margin, "a number from 0 to less than 1, such as 0.02");
        band_ = std::log1p(margin);
    }

private:
    std::optional<Seen> look(std::span<double const> values, double error) const override {
        auto const centre = hodges_lehmann_location(values, 1 - error);
        if (!centre.interval) return std::nullopt;
        auto const worth = worth_of(rank_scores(values, sorted_copy(values)));
        double const wider = std::sqrt(static_cast<double>(values.size()) / worth.effective_n);
        double const low = centre.estimate - wider * (centre.estimate - centre.interval->low);
        double const high = centre.estimate + wider * (centre.interval->high - centre.estimate);
        Seen seen;
        seen.interval = {std::exp(low), std::exp(high), 1 - error};
        seen.width = seen.interval.width() / (2 * goal().relative_half_width * std::exp(centre.estimate));
        if (band_ && is_decided(low, high)) seen.width = 0;
        seen.settled = worth.settled;
        return seen;
    }

    bool is_decided(double low, double high) const {
        return low > *band_ || high < -*band_ || (low >= -*band_ && high <= *band_);
    }

    double estimate_of(std::span<double const> values) const override {
        return std::exp(hodges_lehmann_location(values).estimate);
    }

    std::optional<double> band_; ///< log
};

} // namespace

std::unique_ptr<StoppingRule> stop_at_quantile(double q, StoppingGoal const& goal) {
    return std::make_unique<QuantileRule>(q, goal);
}

std::unique_ptr<StoppingRule> stop_at_paired_ratio(StoppingGoal const& goal) {
    return std::make_unique<PairedRatioRule>(goal);
}

std::unique_ptr<StoppingRule> stop_at_decision(StoppingGoal const& goal, double margin) {
    return std::make_unique<PairedRatioRule>(goal, margin);
}

} // namespace wasmbench::stats
