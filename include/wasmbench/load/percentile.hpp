#pragma once

#include <wasmbench/stats/histogram.hpp>

#include <cstdint>

namespace wasmbench::load {

/// A percentile of times some of which are known as lower bounds only.
struct Percentile {
    std::uint64_t ns = 0;
    /// The true one is this or greater, by more than 1 %: requests without an answer could make it so.
    bool at_least = false;

    friend bool operator==(Percentile const&, Percentile const&) = default;
};

/// The percentile of the answered and the unanswered together. `complete` holds the times of the answered
/// requests, `censored` how long each unanswered one had lasted when it was given up: its time is at least
/// that (right censoring; Klein and Moeschberger, Survival Analysis, ch. 3). Counted at its bound, it can
/// only make the result too small; counted as if it never were answered, only too large. `at_least` says
/// whether the two differ by more than 1 %. Leaving such requests out would flatter a server the more, the
/// less it answers.
///
/// `q` in [0, 1]. Both empty: 0. Errors: std::invalid_argument for another q.
Percentile percentile(stats::Histogram const& complete, stats::Histogram const& censored, double q);

} // namespace wasmbench::load
