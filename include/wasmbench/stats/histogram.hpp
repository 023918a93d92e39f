#pragma once

#include <wasmbench/stats/detail/check.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace wasmbench::stats {

/// What a Histogram can tell apart. Two histograms can be merged when these are equal.
struct HistogramRange {
    std::uint64_t lowest = 1; ///< ns; below it only the absolute error is bounded, by `lowest`
    std::uint64_t highest = 3'600'000'000'000U; ///< ns; one hour. Larger values are counted as overflow
    double relative_error = 0.01;               ///< of a value in [lowest, highest]; in [1e-5, 0.5]

    friend bool operator==(HistogramRange const&, HistogramRange const&) = default;
};

/// One bucket: `count` values in [low, high], both ends included, in ns.
struct HistogramBucket {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    std::uint64_t count = 0;

    friend bool operator==(HistogramBucket const&, HistogramBucket const&) = default;
};

/// Log-linear histogram of durations in whole nanoseconds: constant memory, constant time per value, a
/// bounded relative error at every size. For load phases with more values than can be kept.
///
/// Layout: that of HdrHistogram (Tene, hdrhistogram.org). Values up to 2^(k+1) units have a bucket each; from
/// there on every power of two is cut into 2^k buckets of equal width, where 2^k is the smallest power of two
/// that is
/// >= 1 / relative_error. So a bucket is never wider than relative_error times its low end. The unit is the
/// largest power of two <= lowest. The default range takes 36 kB; relative_error 0.001 takes 267 kB.
///
/// Nothing is lost silently: a value above `highest` is an overflow, with its own count; it is part of
/// count(), mean() and max(). A count that would pass 2^64 - 1 stays there.
///
///     Histogram all;                                     // 1 ns .. 1 h within 1 %
///     for (Histogram const& worker : workers) all.merge(worker);
///     std::uint64_t const p99_ns = all.value_at_quantile(0.99);
///
/// Memory is taken by the constructor alone. Thread safety: distinct objects are independent; a shared one
/// needs a lock. Meant use: one for each worker, merged after the phase.
class Histogram {
public:
    /// Throws std::invalid_argument when the range is empty, lowest is 0 or relative_error is outside [1e-5,
    /// 0.5].
    explicit Histogram(HistogramRange const& range = {})
        : range_(checked(range)) {
        unit_bits_ = static_cast<unsigned>(std::bit_width(range.lowest)) - 1;
        auto const parts = static_cast<std::uint64_t>(std::ceil(1.0 / range.relative_error));
        part_bits_ = static_cast<unsigned>(std::bit_width(std::bit_ceil(parts))) - 1;
        counts_.resize(index_of(range.highest) + 1);
    }

    /// Adds one value, or `count` times the same one. Does not allocate, does not throw.
    void record(std::uint64_t value, std::uint64_t count = 1) noexcept {
        count = std::min(count, std::numeric_limits<std::uint64_t>::max() - count_);
        if (count == 0) return;
        count_ += count;
        min_ = std::min(min_, value);
        max_ = std::max(max_, value);
        sum_ += Sum{value} * count;
        if (value > range_.highest) {
            overflow_ += count;
        } else {
            counts_[index_of(value)] += count;
        }
    }

    /// Adds all values of `other`, as if they had been recorded here. Throws std::invalid_argument, and
    /// changes nothing, when the ranges differ: their buckets would not line up.
    void merge(Histogram const& other) {
        if (!(range_ == other.range_)) {
            detail::reject("Histogram::merge", "other", "has the range " + describe(other.range_),
                "the range of this histogram, " + describe(range_));
        }
        if (other.count_ > std::numeric_limits<std::uint64_t>::max() - count_) {
            detail::reject("Histogram::merge", "other", "holds " + std::to_string(other.count_) + " values",
                "at most " + std::to_string(std::numeric_limits<std::uint64_t>::max() - count_) +
                    ", which is what a 64-bit count still has room for");
        }
        for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
        count_ += other.count_;
        overflow_ += other.overflow_;
        min_ = std::min(min_, other.min_);
        max_ = std::max(max_, other.max_);
        sum_ += other.sum_;
    }

    /// The range that it was made for.
    [[nodiscard]] HistogramRange const& range() const noexcept { return range_; }
    /// All values, overflow included.
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    /// Values above range().highest. More than none: say so beside every figure, and record again with a
    /// wider range.
    [[nodiscard]] std::uint64_t overflow() const noexcept { return overflow_; }
    /// Whether nothing was recorded.
    [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
    /// Bytes held by the buckets; fixed after construction.
    [[nodiscard]] std::size_t bucket_bytes() const noexcept { return counts_.size() * sizeof(std::uint64_t); }

    /// Smallest value in ns, exact, overflow included. Throws std::invalid_argument when empty; so do the
    /// next three.
    [[nodiscard]] std::uint64_t min() const { return check_not_empty("Histogram::min"), min_; }
    /// Largest value in ns, exact, overflow included.
    [[nodiscard]] std::uint64_t max() const { return check_not_empty("Histogram::max"), max_; }
    /// Mean in ns, from an exact 128-bit sum: right to the last digits of a double.
    [[nodiscard]] double mean() const {
        check_not_empty("Histogram::mean");
        return static_cast<double>(sum_) / static_cast<double>(count_);
    }

    /// The value in ns that at least p * count() of the values do not exceed: the ceil(p count())-th
    /// smallest, which has rank 1 for p = 0. With x the exact one, x <= result <= x + max(relative_error * x,
    /// lowest): never too low, so that a histogram does not flatter a latency. Exact at rank 1 and at rank
    /// count().
    ///
    /// When the rank falls among the overflow values the result is max(), which is an upper bound only.
    /// Throws std::invalid_argument when empty or when p is outside [0, 1]. O(buckets).
    [[nodiscard]] std::uint64_t value_at_quantile(double p) const {
        check_not_empty("Histogram::value_at_quantile");
        detail::check_probability("Histogram::value_at_quantile", "p", p);
        std::uint64_t const rank = rank_of(p);
        if (rank == 1) return min_;
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < counts_.size(); ++i) {
            seen += counts_[i];
            if (seen >= rank) return std::min(bucket(i).high, max_);
        }
        return max_;
    }

    /// Input iterator over the buckets that hold something, in ascending order. Overflow is not among them.
    class Iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = HistogramBucket;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = HistogramBucket;

        Iterator() = default;
        HistogramBucket operator*() const { return histogram_->bucket(index_); }
        Iterator& operator++() {
            ++index_;
            skip_empty();
            return *this;
        }
        Iterator operator++(int) {
            Iterator const before = *this;
            ++*this;
            return before;
        }
        friend bool operator==(Iterator const&, Iterator const&) = default;

    private:
        friend class Histogram;
        Iterator(Histogram const& histogram, std::size_t index)
            : histogram_(&histogram)
            , index_(index) {
            skip_empty();
        }
        void skip_empty() {
            while (index_ < histogram_->counts_.size() && histogram_->counts_[index_] == 0) ++index_;
        }

        Histogram const* histogram_ = nullptr;
        std::size_t index_ = 0;
    };

    /// For `for (HistogramBucket bucket : histogram)`. Valid until the histogram changes or goes.
    [[nodiscard]] Iterator begin() const { return {*this, 0}; }
    /// Behind the last bucket.
    [[nodiscard]] Iterator end() const { return {*this, counts_.size()}; }

    /// Same range and same content: counts in every bucket, min, max, sum and overflow.
    friend bool operator==(Histogram const&, Histogram const&) = default;

private:
    __extension__ using Sum =
        unsigned __int128; // 64-bit nanoseconds times a 64-bit count; both compilers have it

    static HistogramRange checked(HistogramRange const& range) {
        if (range.lowest == 0) detail::reject("Histogram", "lowest", "is 0", "at least 1 ns");
        if (range.highest <= range.lowest) {
            detail::reject("Histogram", "highest", "is " + std::to_string(range.highest),
                "more than 'lowest', " + std::to_string(range.lowest));
        }
        if (!(range.relative_error >= 1e-5 && range.relative_error <= 0.5)) {
            detail::reject("Histogram", "relative_error", range.relative_error, "a number in [1e-5, 0.5]");
        }
        return range;
    }

    static std::string describe(HistogramRange const& range) {
        return std::to_string(range.lowest) + " .. " + std::to_string(range.highest) + " ns at " +
               detail::describe(range.relative_error);
    }

    /// With w = value in units: below 2^(k+1) the bucket is w itself; above, w is shifted right until k+1
    /// bits are left, and each shift skips the 2^k buckets of one power of two. The two rules agree at the
    /// seam.
    [[nodiscard]] std::size_t index_of(std::uint64_t value) const noexcept {
        std::uint64_t const units = value >> unit_bits_;
        auto const bits = static_cast<unsigned>(std::bit_width(units));
        unsigned const shift = bits > part_bits_ + 1 ? bits - (part_bits_ + 1) : 0;
        return static_cast<std::size_t>((std::uint64_t{shift} << part_bits_) + (units >> shift));
    }

    /// The inverse of index_of().
    [[nodiscard]] HistogramBucket bucket(std::size_t index) const {
        auto const place = static_cast<std::uint64_t>(index);
        std::uint64_t const octave = place >> part_bits_;
        std::uint64_t const shift = octave > 1 ? octave - 1 : 0;
        std::uint64_t const low = (place - (shift << part_bits_)) << (shift + unit_bits_);
        std::uint64_t const width = std::uint64_t{1} << (shift + unit_bits_);
        return {low, std::min(low + (width - 1), range_.highest), counts_[index]};
    }

    [[nodiscard]] std::uint64_t rank_of(double p) const {
        // p * n may come out a rounding error above the whole number that is meant, as for p = 0.07 and n =
        // 100; one part in 10^15 down brings it back and can skip no rank of a count that a double can hold.
        double const rank = std::ceil(p * static_cast<double>(count_) * (1.0 - 1e-15));
        if (rank >= static_cast<double>(count_)) return count_;
        return std::max<std::uint64_t>(static_cast<std::uint64_t>(rank), 1);
    }

    void check_not_empty(char const* function) const {
        if (count_ == 0) detail::reject(function, "*this", "is empty", "at least one recorded value");
    }

    HistogramRange range_;
    unsigned unit_bits_ = 0; ///< a unit is 2^unit_bits_ ns
    unsigned part_bits_ = 0; ///< a power of two is cut into 2^part_bits_ buckets
    std::vector<std::uint64_t> counts_;
    std::uint64_t count_ = 0;
    std::uint64_t overflow_ = 0;
    std::uint64_t min_ = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t max_ = 0;
    Sum sum_ = 0;
};

} // namespace wasmbench::stats
