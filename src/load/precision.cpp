#include "invalid_option.hpp"

#include <wasmbench/load/precision.hpp>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

namespace wasmbench::load {
namespace {

using stats::HistogramBucket;

constexpr std::size_t most_batches = 64;
constexpr std::size_t fewest_batches = 16;
constexpr double fewest_beyond = 50;
constexpr double least_growth = 1.25;
/// A prediction from few values is not trusted further than this; there it is made again.
constexpr double greatest_growth = 4;
/// So that most runs need no second look.
constexpr double safety = 1.2;

void check(bool good, char const* name, double value, char const* expected) {
    if (good) return;
    char text[64];
    std::snprintf(text, sizeof text, "%s = %g", name, value);
    throw Error(invalid_option("load: precision", text, expected));
}

/// The bucket that holds the value of a rank (1-based).
HistogramBucket bucket_of_rank(std::span<HistogramBucket const> buckets, double rank) {
    double seen = 0;
    for (auto const& b : buckets) {
        seen += static_cast<double>(b.count);
        if (seen >= rank) return b;
    }
    return buckets.back();
}

std::uint64_t count_up_to(std::span<HistogramBucket const> buckets, HistogramBucket const& last) {
    std::uint64_t count = 0;
    for (auto const& b : buckets) {
        if (b.low > last.low) break;
        count += b.count;
    }
    return count;
}

/// Ranks (1-based) among `n` values whose order statistics enclose the quantile of a population, with an
/// error of at most `error` when the values are worth `effective_n` independent ones.
std::pair<double, double> enclosing_ranks(double n, double effective_n, double q, double error) {
    double const whole = std::max(std::floor(effective_n), 1.0);
    boost::math::binomial_distribution<double> const below(whole, q);
    // Boost rounds both outwards.
    double const low = quantile(below, error / 2);
    double const high = quantile(complement(below, error / 2)) + 1;
    return {std::floor(low / whole * n), std::ceil(high / whole * n)};
}

/// (Normal over Student's quantile) squared: what few degrees of freedom take away from an effective size.
double small_sample_factor(double degrees_of_freedom, double error) {
    double const z = quantile(complement(boost::math::normal_distribution<double>(), error / 2));
    double const t =
        quantile(complement(boost::math::students_t_distribution<double>(degrees_of_freedom), error / 2));
    return (z / t) * (z / t);
}

/// Sums over the deviations of the batches.
struct Scatter {
    double squares = 0;
    double neighbours = 0; // products of successive ones
};

Scatter scatter_of(std::span<double const> deviations) {
    Scatter s;
    for (std::size_t i = 0; i < deviations.size(); ++i) {
        s.squares += deviations[i] * deviations[i];
        if (i > 0) s.neighbours += deviations[i - 1] * deviations[i];
    }
    return s;
}

/// Ratio of the variance of a share to that of independent values; at least 1.
double design_effect(Scatter const& s, double batches, double n, double share) {
    double const independent = share * (1 - share) * n;
    if (!(independent > 0)) return 1; // no value beyond the estimate: an atom
    double const observed = batches / (batches - 1) * (s.squares + 2 * std::max(s.neighbours, 0.0));
    return std::max(observed / independent, 1.0);
}

} // namespace

void PrecisionMonitor::Batch::add(Batch const& other) {
    std::vector<HistogramBucket> both;
    both.reserve(std::max(buckets.size(), other.buckets.size()));
    auto a = buckets.begin();
    auto b = other.buckets.begin();
    while (a != buckets.end() || b != other.buckets.end()) {
        if (b == other.buckets.end() || (a != buckets.end() && a->low < b->low)) {
            both.push_back(*a++);
        } else if (a == buckets.end() || b->low < a->low) {
            both.push_back(*b++);
        } else {
            both.push_back({a->low, std::max(a->high, b->high), a->count + b->count});
            ++a;
            ++b;
        }
    }
    buckets = std::move(both);
    count += other.count;
}

PrecisionMonitor::PrecisionMonitor(Precision wanted, stats::HistogramRange range)
    : wanted_(wanted)
    , range_(stats::Histogram(range).range()) {
    auto const inside = [](double x) { return x > 0 && x < 1; };
    check(inside(wanted.quantile), "quantile", wanted.quantile, "more than 0, less than 1, such as 0.99");
    check(
        inside(wanted.confidence), "confidence", wanted.confidence, "more than 0, less than 1, such as 0.95");
    check(inside(wanted.relative_half_width), "relative_half_width", wanted.relative_half_width,
        "more than 0, less than 1, such as 0.05");
    check(wanted.relative_half_width >= 2 * range.relative_error, "relative_half_width",
        wanted.relative_half_width, "at least twice the relative error of the histogram");
}

void PrecisionMonitor::add_batch(stats::Histogram const& values) {
    if (!(values.range() == range_))
        throw std::invalid_argument("wasmbench::load::PrecisionMonitor: a histogram of another range");
    if (stop_) return;
    pending_.add(batch_of(values));
    if (++pending_intervals_ < intervals_per_batch_) return;
    batches_.push_back(std::exchange(pending_, {}));
    pending_intervals_ = 0;
    if (batches_.size() == most_batches) pair_batches();
    look();
}

PrecisionMonitor::Batch PrecisionMonitor::batch_of(stats::Histogram const& values) const {
    Batch batch;
    batch.count = values.count();
    batch.buckets.assign(values.begin(), values.end());
    if (values.overflow() > 0) batch.buckets.push_back({range_.highest + 1, values.max(), values.overflow()});
    return batch;
}

void PrecisionMonitor::pair_batches() {
    for (std::size_t i = 0; i < batches_.size() / 2; ++i) {
        Batch pair = std::move(batches_[2 * i]);
        pair.add(batches_[2 * i + 1]);
        batches_[i] = std::move(pair);
    }
    batches_.resize(batches_.size() / 2);
    intervals_per_batch_ *= 2;
}

double PrecisionMonitor::error_of_look() const noexcept {
    // Most for the first, which is nearly always the last. Adds up to 1 - confidence: 3/4 + 3/16 + ...
    return (1 - wanted_.confidence) * 0.75 * std::pow(0.25, static_cast<double>(looks_));
}

std::optional<PrecisionMonitor::Estimate> PrecisionMonitor::estimate(double error) const {
    if (batches_.size() < fewest_batches) return std::nullopt;
    Batch all;
    for (auto const& b : batches_) all.add(b);
    auto const n = static_cast<double>(all.count);
    double const q = wanted_.quantile;
    if (n * std::min(q, 1 - q) < fewest_beyond) return std::nullopt;

    auto const centre = bucket_of_rank(all.buckets, std::ceil(q * n * (1 - 1e-15)));
    double const share = static_cast<double>(count_up_to(all.buckets, centre)) / n;
    std::vector<double> deviations;
    for (auto const& b : batches_)
        deviations.push_back(
            static_cast<double>(count_up_to(b.buckets, centre)) - share * static_cast<double>(b.count));
    auto const scatter = scatter_of(deviations);
    auto const batches = static_cast<double>(batches_.size());

    double const effective_n = n / design_effect(scatter, batches, n, share);
    auto const [low, high] =
        enclosing_ranks(n, effective_n * small_sample_factor(batches - 1, error), q, error);
    if (low < 1 || high > n) return std::nullopt;
    auto const top = bucket_of_rank(all.buckets, high);
    if (top.low > range_.highest || centre.high == 0) return std::nullopt;

    Estimate e;
    e.interval.low = static_cast<double>(bucket_of_rank(all.buckets, low).low);
    e.interval.high = static_cast<double>(top.high);
    e.interval.estimate = static_cast<double>(centre.high);
    e.interval.effective_n = effective_n;
    // Two standard errors of the correlation of uncorrelated batches.
    e.settled = scatter.neighbours <= scatter.squares * 2 / std::sqrt(batches);
    return e;
}

std::optional<PrecisionInterval> PrecisionMonitor::interval() const {
    if (stop_) return stop_;
    auto const e = estimate(error_of_look());
    if (!e) return std::nullopt;
    return e->interval;
}

void PrecisionMonitor::look() {
    auto const now = static_cast<double>(batches_.size() * intervals_per_batch_);
    if (now < next_look_) return;
    auto const e = estimate(error_of_look());
    if (!e) { // too little for one: that cannot stop the run either
        next_look_ = now * least_growth;
        return;
    }
    double const width = e->interval.relative_half_width() / wanted_.relative_half_width;
    if (!pilot_) {
        if (width <= 1 && e->settled) {
            stop_ = e->interval;
            return;
        }
        ++looks_;
    }
    // A width falls with the square root of the number. Batches that hang together must first get longer.
    double const growth = safety * width * width;
    plan_look(now, e->settled ? growth : std::max(growth, 2.0));
}

void PrecisionMonitor::plan_look(double now, double growth) {
    pilot_ = growth > greatest_growth;
    next_look_ = now * std::clamp(growth, least_growth, greatest_growth);
}

} // namespace wasmbench::load
