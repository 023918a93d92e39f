#pragma once

#include <wasmbench/stats/detail/check.hpp>
#include <wasmbench/stats/interval.hpp>

#include <boost/math/distributions/binomial.hpp>

#include <cstddef>
#include <string>

namespace wasmbench::stats {

/// Exact confidence interval of a share of which `hits` of `n` independent looks were seen.
///
/// Source: Clopper and Pearson, Biometrika 26 (1934). Never covers less often than `confidence`, often more: with
/// all of 6 it is [0.541, 1] at 0.95. `Interval::confidence` is the nominal one.
///
/// Throws std::invalid_argument when n is 0, hits is above n or confidence is not in (0, 1). Pure and thread-safe.
[[nodiscard]] inline Interval proportion_interval(std::size_t hits, std::size_t n, double confidence = 0.95) {
    detail::check_confidence("proportion_interval", confidence);
    if (n == 0) detail::reject("proportion_interval", "n", "is 0", "at least 1");
    if (hits > n)
        detail::reject("proportion_interval", "hits", "is " + std::to_string(hits), "at most n, " + std::to_string(n));
    using Binomial = boost::math::binomial_distribution<double>;
    auto const trials = static_cast<double>(n);
    auto const seen = static_cast<double>(hits);
    double const tail = (1.0 - confidence) / 2.0;
    return {hits == 0 ? 0.0 : Binomial::find_lower_bound_on_p(trials, seen, tail),
        hits == n ? 1.0 : Binomial::find_upper_bound_on_p(trials, seen, tail), confidence};
}

} // namespace wasmbench::stats
