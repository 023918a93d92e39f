#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

/// The k-th smallest of all pairwise values without making them. Not part of the public interface.
///
/// Two samples of 10,000 have 100 million differences: too many to store, but with both samples sorted the
/// number of differences <= t is one merge-like pass. Bisecting t over the *representable* doubles takes at
/// most 64 passes and ends on exactly the value that sorting all differences would give.
namespace wasmbench::stats::detail {

/// Doubles in ascending order as integers in ascending order (finite values; -0.0 comes just before 0.0).
inline std::uint64_t ordered_bits(double value) {
    constexpr std::uint64_t sign = std::uint64_t{1} << 63;
    auto const bits = std::bit_cast<std::uint64_t>(value);
    return (bits & sign) != 0 ? ~bits : bits | sign;
}

inline double from_ordered_bits(std::uint64_t ordered) {
    constexpr std::uint64_t sign = std::uint64_t{1} << 63;
    return std::bit_cast<double>((ordered & sign) != 0 ? ordered & ~sign : ~ordered);
}

/// The smallest double t in [low, high] with count(t) >= rank, for a count that grows with t.
template <class Count>
double smallest_with_count(double low, double high, std::uint64_t rank, Count const& count) {
    std::uint64_t below = ordered_bits(low);
    std::uint64_t above = ordered_bits(high);
    while (below < above) {
        std::uint64_t const middle = below + (above - below) / 2;
        if (count(from_ordered_bits(middle)) >= rank) {
            above = middle;
        } else {
            below = middle + 1;
        }
    }
    return from_ordered_bits(above) + 0.0; // + 0.0 turns -0.0 into 0.0
}

/// All differences candidate - baseline of two sorted, non-empty samples.
struct PairwiseDifferences {
    std::span<double const> baseline;
    std::span<double const> candidate;

    [[nodiscard]] std::uint64_t size() const { return std::uint64_t{baseline.size()} * candidate.size(); }

    [[nodiscard]] std::uint64_t count_up_to(double limit) const {
        std::uint64_t count = 0;
        std::size_t first = 0; // the first baseline that is near enough; moves up with the candidate
        for (double value : candidate) {
            while (first < baseline.size() && value - baseline[first] > limit) ++first;
            count += baseline.size() - first;
        }
        return count;
    }

    /// rank in [1, size()]
    [[nodiscard]] double ranked(std::uint64_t rank) const {
        return smallest_with_count(candidate.front() - baseline.back(), candidate.back() - baseline.front(),
            rank, [this](double limit) { return count_up_to(limit); });
    }
};

/// All Walsh averages (x_i + x_j) / 2, i <= j, of one sorted, non-empty sample.
struct WalshAverages {
    std::span<double const> values;

    [[nodiscard]] std::uint64_t size() const {
        return std::uint64_t{values.size()} * (values.size() + 1) / 2;
    }

    [[nodiscard]] std::uint64_t count_up_to(double limit) const {
        std::uint64_t count = 0;
        std::size_t end = values.size(); // partners below it are small enough; moves down as x_i grows
        for (std::size_t i = 0; i < end; ++i) {
            while (end > i && (values[i] + values[end - 1]) / 2.0 > limit) --end;
            count += end - i;
        }
        return count;
    }

    /// rank in [1, size()]
    [[nodiscard]] double ranked(std::uint64_t rank) const {
        return smallest_with_count(
            values.front(), values.back(), rank, [this](double limit) { return count_up_to(limit); });
    }
};

/// Median of all pairwise values: the middle one, or the mean of the middle two.
template <class Pairs>
double pairwise_median(Pairs const& pairs) {
    std::uint64_t const size = pairs.size();
    double const lower = pairs.ranked((size + 1) / 2);
    if (size % 2 == 1) return lower;
    return (lower + pairs.ranked(size / 2 + 1)) / 2.0;
}

} // namespace wasmbench::stats::detail
