#pragma once

#include <wasmbench/core/time.hpp>
#include <wasmbench/load/service_level.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::load {

/// Where and how long to look. Rates in requests per second.
struct LimitSearchOptions {
    double first_rate = 100;
    double highest_rate = 1e6;
    double precision = 0.02; ///< relative half-width of the bracket that is enough; in [0.005, 0.5]
    Duration shortest_step = std::chrono::seconds(1);
    Duration longest_step = std::chrono::seconds(5);
    Duration budget = std::chrono::seconds(60); ///< all steps together
};

/// A load to be made: an open loop at `rate`.
struct LoadStep {
    double rate = 0;
    Duration duration{};
};

/// What came of a step.
struct StepOutcome {
    double rate = 0;            ///< that was asked for
    double achieved_rate = 0;   ///< answers per second
    std::uint64_t requests = 0; ///< that were due, answered or not
    std::uint64_t failed = 0;
    double level_value_ns = 0;    ///< the level's quantile of the response time, for the record
    std::uint64_t beyond = 0;     ///< requests above the limit, with those that failed or got no answer
    bool client_bound = false;    ///< the load generator was the bottleneck
    std::string first_error = {}; ///< why one failed, for a person; empty: none did
};

/// Why a search ended.
enum class LimitEnding {
    found,         ///< to the precision asked for
    budget,        ///< no time for another step; the bracket says how far it came
    highest_holds, ///< at the highest rate the level still holds
    nothing_holds, ///< not even at the lowest rate: ten requests in the longest step
    interrupted,   ///< stopped from outside; what was found until then
    client         ///< the load generator cannot make more load; the server may well hold more
};

/// For reports.
constexpr std::string_view to_string(LimitEnding e) noexcept {
    switch (e) {
    case LimitEnding::found:
        return "found";
    case LimitEnding::budget:
        return "budget used up";
    case LimitEnding::highest_holds:
        return "the highest rate holds";
    case LimitEnding::nothing_holds:
        return "no rate holds";
    case LimitEnding::interrupted:
        return "interrupted";
    case LimitEnding::client:
        return "client-bound";
    }
    return "budget used up";
}

/// The highest rate at which the level holds.
struct LimitFound {
    double rate = 0; ///< the best estimate; 0: none holds. Client-bound: the highest that held
    /// The bracket: each end is right with a probability of 95 % by the model, and it is never narrower than
    /// +-precision. holds = 0, fails = nullopt: no such rate in the range.
    double holds = 0;
    std::optional<double> fails;
    LimitEnding ended = LimitEnding::budget;
    std::vector<StepOutcome> steps; ///< in order
    Duration spent{};               ///< of the steps that were asked for
};

/// Searches the highest rate at which a ServiceLevel holds, from noisy steps. A state machine without clock
/// or load:
///
///     while (auto step = search.next()) search.observe(run(*step));
///
/// A probabilistic bisection (Horstein, IEEE Trans. Information Theory 9, 1963; Waeber, Frazier and
/// Henderson, SIAM J. Control and Optimization 51, 2013), with the size of the excess as evidence and not its
/// sign alone. Near the limit L the share of requests beyond it is taken as (1 - quantile) (rate / L)^b. L,
/// the steepness b and the overdispersion of the count (successive response times depend on each other) are
/// unknown; a posterior on a grid of the three is updated after each step. What lies far from the limit
/// counts as "far", not by how much, as no power law reaches that far. The error of a step is heavy-tailed
/// (Student's t, 3 degrees of freedom), so that one disturbed step does not decide. The next rate is near the
/// middle of the posterior, at most four times the highest that held; this begins as exponential growth and
/// ends as repeats around the limit. A saturated server's achieved rate bounds L at once.
///
/// Not for use by two threads at once.
class LimitSearch {
public:
    /// Errors: Error(errc::invalid_option) for a level or options that mean nothing.
    LimitSearch(ServiceLevel level, LimitSearchOptions options);

    /// The next step; nullopt: the search is over. Observe its outcome before the next call.
    std::optional<LoadStep> next();

    /// Steps may be observed that were not asked for; one without requests is kept and not looked at.
    void observe(StepOutcome const& outcome);

    /// As far as the search has come. Cheap.
    LimitFound result() const;

private:
    /// Requests that broke the level, and how many might have.
    struct Evidence {
        double count = 0;
        double allowed = 0;

        bool failed() const noexcept { return count > allowed; }
    };

    Evidence evidence_of(StepOutcome const& outcome) const;
    void learn(double rate, Evidence const& evidence);
    void bound_above(double rate);
    void normalise();
    double limit_at(std::size_t i) const;
    double quantile(double p) const; // of the posterior of the limit
    double candidate() const;
    Duration duration_of(double rate) const;
    std::optional<LimitEnding> conclusion(double rate) const;

    ServiceLevel level_;
    LimitSearchOptions options_;
    double lowest_rate_ = 0;
    std::vector<double> log_weights_;   // limits x steepness x overdispersion
    std::vector<double> limit_weights_; // their posterior, adds up to 1
    std::optional<double> ceiling_;     // the client failed there
    double highest_held_ = 0;
    std::optional<double> lowest_failing_; // of the steps that the client did not fail
    bool seen_failing_ = false;
    int lowest_failed_ = 0;
    std::uint64_t evidence_ = 0; // steps that taught something
    int long_steps_ = 0;
    Duration spent_{};
    std::optional<LimitEnding> ended_;
    std::vector<StepOutcome> steps_;
};

} // namespace wasmbench::load
