#pragma once

#include <wasmbench/plan/warmup_until_stable.hpp>

#include <cstdint>
#include <vector>

namespace wasmbench::plan {

/// Decides from the medians of consecutive batches of requests whether a service is warm. No clock, no input or
/// output: `add` is told how long it has taken.
///
/// Stable is
///  - agreement: the largest and the smallest of the last `batches` medians differ by at most `within` of their
///    median. Georges, Buytaert and Eeckhout, "Statistically Rigorous Java Performance Evaluation", OOPSLA 2007,
///    4.1, look for a window of k iterations with a coefficient of variation below 1 or 2 %; the range in its
///    place has the same unit and no outlier that a standard deviation of five values averages away.
///  - or no trend: a service whose medians scatter by more than that for ever never agrees, yet is as warm as it
///    will get (Kalibera and Jones, "Rigorous Benchmarking in Reasonable Time", ISMM 2013, 4: what is wanted is
///    independence of the initial state, and a threshold on the variation misses it). Over the last 2 * `batches`
///    medians Mann's test for a trend ("Nonparametric Tests Against Trend", Econometrica 13, 1945: Kendall's S
///    against time, normal approximation with continuity correction and the correction for ties) is not
///    significant at the 20 % level, two-sided. The level is that high because here it is a missed trend that
///    does harm.
///
/// Settled is not the same as fastest: a service may settle and later change its mind (a compiler's next tier).
class WarmupJudge {
public:
    explicit WarmupJudge(WarmupUntilStable const& policy);

    /// The median time of the next batch, seconds; `requests` were in it, `seconds` have passed since the first
    /// batch began.
    void add(double median, std::uint32_t requests, double seconds);

    bool stable() const;
    /// Nothing more is to be sent: it is stable, or a cap is met.
    bool over() const;
    std::uint64_t requests() const noexcept { return requests_; }
    /// How many requests the next batch has: a whole one, or what is left below the cap.
    std::uint32_t next_batch() const noexcept;

private:
    bool agree() const;
    bool without_trend() const;

    WarmupUntilStable policy_;
    std::vector<double> medians_;
    std::uint64_t requests_ = 0;
    double seconds_ = 0;
};

} // namespace wasmbench::plan
