#include "warmup_judge.hpp"

#include <wasmbench/stats/quantile.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <span>

namespace wasmbench::plan {
namespace {

std::span<double const> last(std::vector<double> const& values, std::size_t n) {
    return std::span(values).last(n);
}

/// Kendall's S of the values against their order, in standard deviations of S under no trend; 0 when all are equal.
double trend(std::span<double const> values) {
    double s = 0;
    std::map<double, double> ties;
    for (std::size_t i = 0; i < values.size(); ++i) {
        ++ties[values[i]];
        for (std::size_t j = i + 1; j < values.size(); ++j)
            s += values[j] > values[i] ? 1 : values[j] < values[i] ? -1 : 0;
    }
    auto const term = [](double n) { return n * (n - 1) * (2 * n + 5); };
    double variance = term(static_cast<double>(values.size()));
    for (auto const& [value, n] : ties) variance -= term(n);
    variance /= 18;
    if (variance <= 0 || s == 0) return 0;
    return (std::abs(s) - 1) / std::sqrt(variance); // continuity: S moves in steps of two
}

} // namespace

WarmupJudge::WarmupJudge(WarmupUntilStable const& policy)
    : policy_(policy) {}

void WarmupJudge::add(double median, std::uint32_t requests, double seconds) {
    medians_.push_back(median);
    requests_ += requests;
    seconds_ = seconds;
}

bool WarmupJudge::agree() const {
    if (medians_.size() < policy_.batches) return false;
    auto const window = last(medians_, policy_.batches);
    auto const [low, high] = std::minmax_element(window.begin(), window.end());
    auto const middle = stats::quantile(stats::sorted_copy(window), 0.5);
    return *high - *low <= policy_.within * middle;
}

bool WarmupJudge::without_trend() const {
    constexpr double two_sided_20_percent = 1.2816; // quantile 0.9 of the normal distribution
    auto const wanted = std::size_t{2} * policy_.batches;
    if (medians_.size() < wanted) return false;
    return trend(last(medians_, wanted)) < two_sided_20_percent;
}

bool WarmupJudge::stable() const {
    return agree() || without_trend();
}

bool WarmupJudge::over() const {
    return stable() || requests_ >= policy_.most_requests || seconds_ >= policy_.most_seconds;
}

std::uint32_t WarmupJudge::next_batch() const noexcept {
    auto const left = policy_.most_requests > requests_ ? policy_.most_requests - requests_ : 0;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(policy_.batch_requests, left));
}

} // namespace wasmbench::plan
