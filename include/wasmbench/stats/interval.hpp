#pragma once

namespace wasmbench::stats {

/// A closed interval [low, high] that holds an unknown true value with a stated confidence.
///
/// `low` and `high` have the unit of the data they were computed from. `confidence` is in (0, 1) and is the
/// probability with which the *procedure* covers the truth when it is repeated on new samples. Exact
/// procedures (order statistics, rank tests on small samples) can only reach certain levels; they state the
/// level they *achieved*, which is at least the one asked for. Approximate procedures (Student, BCa) state
/// the nominal level.
///
/// A plain value: copyable, comparable, safe to share between threads as long as nobody writes to it.
struct Interval {
    double low = 0.0;
    double high = 0.0;
    double confidence = 0.0;

    /// Both ends belong to the interval.
    [[nodiscard]] constexpr bool contains(double value) const noexcept {
        return low <= value && value <= high;
    }

    /// In the unit of the data.
    [[nodiscard]] constexpr double width() const noexcept { return high - low; }

    /// True when the two intervals share a point. Intervals that overlap do *not* show that there is no
    /// difference: compare with the functions of compare.hpp.
    [[nodiscard]] constexpr bool overlaps(Interval const& other) const noexcept {
        return low <= other.high && other.low <= high;
    }

    friend constexpr bool operator==(Interval const&, Interval const&) noexcept = default;
};

} // namespace wasmbench::stats
