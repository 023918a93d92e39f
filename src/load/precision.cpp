#include "invalid_option.hpp"

#include <wasmbench/load/precision.hpp>
#include <wasmbench/stats/batch_means.hpp>
#include <wasmbench/stats/quantile.hpp>

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
    , range_(stats::Histogram(range).range())
    , schedule_(wanted.confidence) {
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
    auto const scatter = stats::batch_scatter(deviations);

    // A share of 1 is an atom, which has no variance.
    double const effective_n = n / scatter.design_effect(share * (1 - share) * n);
    auto const ranks = stats::detail::quantile_ranks(
        all.count, effective_n * stats::small_sample_factor(scatter.batches - 1, error), q, 1 - error);
    if (!ranks) return std::nullopt;
    auto const top = bucket_of_rank(all.buckets, static_cast<double>(ranks->high));
    if (top.low > range_.highest || centre.high == 0) return std::nullopt;

    Estimate e;
    e.interval.low = static_cast<double>(bucket_of_rank(all.buckets, static_cast<double>(ranks->low)).low);
    e.interval.high = static_cast<double>(top.high);
    e.interval.estimate = static_cast<double>(centre.high);
    e.interval.effective_n = effective_n;
    e.settled = scatter.settled();
    return e;
}

std::optional<PrecisionInterval> PrecisionMonitor::interval() const {
    if (stop_) return stop_;
    auto const e = estimate(schedule_.error());
    if (!e) return std::nullopt;
    return e->interval;
}

void PrecisionMonitor::look() {
    auto const now = static_cast<double>(batches_.size() * intervals_per_batch_);
    if (!schedule_.due(now)) return;
    auto const e = estimate(schedule_.error());
    if (!e) {
        schedule_.saw_nothing(now);
        return;
    }
    double const width = e->interval.relative_half_width() / wanted_.relative_half_width;
    if (schedule_.may_stop() && width <= 1 && e->settled) {
        stop_ = e->interval;
    } else {
        schedule_.looked_in_vain(now, width, e->settled);
    }
}

} // namespace wasmbench::load
