#pragma once

#include <boost/math/distributions/binomial.hpp>

#include <cstddef>

namespace wasmbench::validation {

/// The chance of `k` or more of `n` where each has the chance `p`.
inline double chance_of_at_least(std::size_t k, std::size_t n, double p) {
    if (k == 0) return 1.0;
    boost::math::binomial_distribution<double> const d(static_cast<double>(n), p);
    return cdf(complement(d, static_cast<double>(k) - 1.0));
}

/// The chance of `k` or fewer.
inline double chance_of_at_most(std::size_t k, std::size_t n, double p) {
    boost::math::binomial_distribution<double> const d(static_cast<double>(n), p);
    return cdf(d, static_cast<double>(k));
}

/// One-sided 95 % bounds of the share of which `k` of `n` were seen (Clopper and Pearson, Biometrika 26, 1934).
inline double share_at_most(std::size_t k, std::size_t n) {
    return boost::math::binomial_distribution<double>::find_upper_bound_on_p(
        static_cast<double>(n), static_cast<double>(k), 0.05);
}
inline double share_at_least(std::size_t k, std::size_t n) {
    return boost::math::binomial_distribution<double>::find_lower_bound_on_p(
        static_cast<double>(n), static_cast<double>(k), 0.05);
}

} // namespace wasmbench::validation
