#pragma once

#include <wasmbench/stats/detail/check.hpp>
#include <wasmbench/stats/detail/moments.hpp>
#include <wasmbench/stats/interval.hpp>
#include <wasmbench/stats/quantile.hpp>
#include <wasmbench/stats/random.hpp>

#include <boost/math/distributions/normal.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace wasmbench::stats {

/// Result of bca_bootstrap(). `estimate` and `interval` have the unit of the statistic.
struct BcaBootstrap {
    double estimate = 0.0;        ///< the statistic of the sample itself
    Interval interval;            ///< at the nominal confidence
    double bias_correction = 0.0; ///< z0: 0 when the estimate is the median of its resamples
    double acceleration = 0.0; ///< a: how fast the standard error changes with the value, from the jackknife
};

namespace detail {

/// z0. A resample that equals the estimate counts half on either side: medians of resamples are often equal.
/// Held away from 0 and 1 by one resample, since no finite number of them can show more than that.
inline double bca_bias_correction(std::span<double const> sorted_resamples, double estimate) {
    auto const [lower, upper] = std::equal_range(sorted_resamples.begin(), sorted_resamples.end(), estimate);
    auto const count = static_cast<double>(sorted_resamples.size());
    double const below = static_cast<double>(lower - sorted_resamples.begin());
    double const equal = static_cast<double>(upper - lower);
    double const share =
        std::clamp((below + equal / 2.0) / count, 1.0 / (count + 1.0), count / (count + 1.0));
    return boost::math::quantile(boost::math::normal_distribution<double>(), share);
}

/// a, Efron and Tibshirani eq. 14.15; 0 when leaving out one value never changes the statistic.
inline double bca_acceleration(std::span<double const> jackknife) {
    double const centre = mean(jackknife);
    double squares = 0.0;
    double cubes = 0.0;
    for (double value : jackknife) {
        double const deviation = centre - value;
        squares += deviation * deviation;
        cubes += deviation * deviation * deviation;
    }
    return squares == 0.0 ? 0.0 : cubes / (6.0 * std::pow(squares, 1.5));
}

/// Which quantile of the resamples ends the interval on the side of the normal quantile z; eq. 14.10.
inline double bca_level(double bias_correction, double acceleration, double z) {
    double const shifted = bias_correction + z;
    double const scale = 1.0 - acceleration * shifted;
    if (scale <= 0.0) return shifted > 0.0 ? 1.0 : 0.0; // the limit as the scale falls to 0
    return boost::math::cdf(boost::math::normal_distribution<double>(), bias_correction + shifted / scale);
}

} // namespace detail

/// Bootstrap confidence interval, bias-corrected and accelerated (BCa), for any statistic of one sample.
///
/// Source: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), sections 14.3 and 22.4. Use it
/// for a statistic that has no interval of its own, such as a trimmed mean, a ratio of quantiles or a
/// coefficient of variation. For a single quantile prefer quantile_interval(): it is exact, and the bootstrap
/// of an extreme quantile is poor. Trust it from about 20 values on.
///
///     auto spread = [](std::span<double const> x) {
///         auto const s = sorted_copy(x);
///         return quantile(s, 0.9) / quantile(s, 0.5);
///     };
///     Interval const interval = bca_bootstrap(latencies, spread, seed).interval;
///
/// `statistic` is called as statistic(std::span<double const>) on resamples, whose values are in no order and
/// repeat, and on the sample without one value; it gives a finite number. Called from this thread only; what
/// it throws passes through. `seed` decides the resamples alone: the same seed gives the same result on every
/// platform. `resamples`: 2,000 fix an end of a 95 % interval to about 2 % of its width, 10,000 to 1 %.
///
/// Throws std::invalid_argument when there are fewer than 2 values, one is not finite, `resamples` is 0, the
/// statistic is not finite, or confidence is not in (0, 1). resamples + n + 1 calls of the statistic. Pure
/// and thread-safe as far as `statistic` is.
template <std::invocable<std::span<double const>> Statistic>
[[nodiscard]] BcaBootstrap bca_bootstrap(std::span<double const> values, Statistic&& statistic,
    std::uint64_t seed, double confidence = 0.95, std::size_t resamples = 10000) {
    detail::check_sample("bca_bootstrap", "values", values, 2);
    detail::check_confidence("bca_bootstrap", confidence);
    if (resamples == 0) detail::reject("bca_bootstrap", "resamples", "is 0", "at least 1, usually 10000");
    auto evaluate = [&](std::span<double const> data, char const* where) {
        return detail::check_statistic("bca_bootstrap", std::invoke(statistic, data), where);
    };

    BcaBootstrap result;
    result.estimate = evaluate(values, "the sample");

    Xoshiro256 engine(seed);
    std::vector<double> drawn(values.size());
    std::vector<double> distribution(resamples);
    for (double& replicate : distribution) {
        for (double& value : drawn)
            value = values[static_cast<std::size_t>(uniform_below(engine, values.size()))];
        replicate = evaluate(drawn, "a resample");
    }
    std::sort(distribution.begin(), distribution.end());

    // Position i holds the value that is left out, from the second one on: all but one, without moving the
    // rest.
    std::vector<double> without(values.begin() + 1, values.end());
    std::vector<double> jackknife(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i > 0) without[i - 1] = values[i - 1];
        jackknife[i] = evaluate(without, "the sample without one value");
    }

    result.bias_correction = detail::bca_bias_correction(distribution, result.estimate);
    result.acceleration = detail::bca_acceleration(jackknife);
    double const z =
        boost::math::quantile(boost::math::normal_distribution<double>(), (1.0 + confidence) / 2.0);
    double const low = detail::bca_level(result.bias_correction, result.acceleration, -z);
    double const high = detail::bca_level(result.bias_correction, result.acceleration, z);
    result.interval = {
        detail::quantile_of(distribution, low), detail::quantile_of(distribution, high), confidence};
    return result;
}

} // namespace wasmbench::stats
