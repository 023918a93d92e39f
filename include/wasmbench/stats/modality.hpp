#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace wasmbench::stats {

/// Result of dip_test().
struct DipTest {
    double dip = 0.0; ///< in (0, 1/4]: how far the distribution is from the nearest one with a single mode
    double p_value = 1.0; ///< of so large a dip among values from the uniform distribution

    /// From where on a report warns. The uniform distribution dips most of all with one mode, so that values
    /// from another one with a single mode warn far more seldom than once in a hundred.
    static constexpr double warning = 0.01;
    /// Whether more than one mode shows: a median may then lie where there are no values, and a mean of the
    /// modes describes neither.
    [[nodiscard]] bool warns() const noexcept { return p_value <= warning; }
};

/// The dip of a sample in ascending order: the largest distance between its distribution function and the
/// nearest one with a single mode. Source: Hartigan and Hartigan, Annals of Statistics 13 (1985); Hartigan,
/// Applied Statistics 34 (1985), AS 217, as corrected by Maechler in R's package diptest. At least 1 / (2 n),
/// as there; equal values give that.
///
/// Throws std::invalid_argument when `sorted` is empty, not ascending or not finite. O(n) memory; O(n) time
/// as a rule.
[[nodiscard]] double dip(std::span<double const> sorted);

/// The test of Hartigan and Hartigan that there is a single mode. `values` in any order and unit.
///
/// The p-value is (1 + as large) / (1 + replicates) of samples from the uniform distribution that `seed`
/// decides: the same on every platform. Of more than 500 values, sqrt(n) dip is compared with that of 500,
/// whose distribution has settled by then. Equal values (a coarse clock) are modes to it: round no values
/// before.
///
/// Throws std::invalid_argument when there are fewer than 4 values, one is not finite, or replicates is 0.
/// Pure and thread-safe.
[[nodiscard]] DipTest dip_test(
    std::span<double const> values, std::uint64_t seed, std::size_t replicates = 2000);

} // namespace wasmbench::stats
