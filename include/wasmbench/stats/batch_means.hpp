#pragma once

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

/// What values that depend on each other are worth: batch means. Source: Law, "Simulation Modeling and
/// Analysis", 5th ed. (2015), ch. 9. Pure functions, safe from any thread.
namespace wasmbench::stats {

/// Sums over the deviations of successive batches of equal length from what each was expected to sum up to.
struct BatchScatter {
    double batches = 0;
    double squares = 0;
    double neighbours = 0; ///< products of successive deviations

    /// Whether successive batches are not clearly correlated, within two standard errors of the correlation
    /// of uncorrelated ones. If they are, they are shorter than what makes the values vary, or the values
    /// drift.
    [[nodiscard]] bool settled() const noexcept { return neighbours <= squares * 2 / std::sqrt(batches); }

    /// How many times the variance of the sum of independent values the sum of these has, at least 1.
    /// `independent_variance` is the former. With the lag-1 covariance of the batches, when that is positive.
    [[nodiscard]] double design_effect(double independent_variance) const noexcept {
        if (!(independent_variance > 0)) return 1;
        double const observed = batches / (batches - 1) * (squares + 2 * std::max(neighbours, 0.0));
        return std::max(observed / independent_variance, 1.0);
    }
};

/// Of deviations whose mean is about 0, in the order in which they came.
[[nodiscard]] inline BatchScatter batch_scatter(std::span<double const> deviations) noexcept {
    BatchScatter s;
    s.batches = static_cast<double>(deviations.size());
    for (std::size_t i = 0; i < deviations.size(); ++i) {
        s.squares += deviations[i] * deviations[i];
        if (i > 0) s.neighbours += deviations[i - 1] * deviations[i];
    }
    return s;
}

/// (Normal over Student's quantile) squared for a two-sided error: what few degrees of freedom of a variance
/// take away from an effective size. Source: Korn and Graubard, Survey Methodology 24 (1998).
[[nodiscard]] inline double small_sample_factor(double degrees_of_freedom, double error) {
    boost::math::normal_distribution<double> const normal;
    boost::math::students_t_distribution<double> const student(degrees_of_freedom);
    double const ratio = quantile(complement(normal, error / 2)) / quantile(complement(student, error / 2));
    return ratio * ratio;
}

} // namespace wasmbench::stats
