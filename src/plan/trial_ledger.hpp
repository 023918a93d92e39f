#pragma once

#include "trial_run.hpp"

#include <wasmbench/core/ledger.hpp>

#include <optional>
#include <string>
#include <vector>

namespace wasmbench::plan {

/// Keeps account of one trial's wall time, from its making until report().
class TrialLedger {
public:
    explicit TrialLedger(Clock const& clock)
        : clock_(clock)
        , begin_(clock.now()) {}

    /// The start is over; the instance may go after this.
    void started(Timeline timeline) { start_ = std::move(timeline); }
    /// `name` lasted from `begin` until now.
    void add(std::string name, TimePoint begin) { later_.push_back({std::move(name), begin, clock_.now()}); }
    /// `name` lasted from the end of the span before until now.
    void add_next(std::string name) {
        if (!later_.empty()) add(std::move(name), later_.back().end);
    }
    /// Everything is over, now: measures phase/<name> for each entry, phase/unattributed and phase/wall.
    void report(TrialRun const& trial) const;

private:
    Clock const& clock_;
    TimePoint begin_;
    Timeline start_;
    std::vector<Span> later_;
};

/// Names of the spans that follow a start.
namespace spans {
inline constexpr char const* warmup = "steady:warmup";
/// What an adapter still does after the answer: who answered, what state a cache was in.
inline constexpr char const* checks = "checks";
inline constexpr char const* probes_begin = "probes:begin";
inline constexpr char const* probes_end = "probes:end";
inline constexpr char const* sequential = "steady:sequential";
inline constexpr char const* idle = "steady:idle"; ///< parts are watched at rest
inline constexpr char const* concurrent = "steady:concurrent";
inline constexpr char const* scaling = "steady:scaling";
/// Further instances are started, asked, weighed and ended.
inline constexpr char const* density = "density";
/// The observers are told what the load part gave, its samples go, and it is asked what disturbed it.
inline constexpr char const* sequential_records = "records:sequential";
inline constexpr char const* concurrent_records = "records:concurrent";
/// The published study's way of asking, after everything that is ours.
inline constexpr char const* old_method = "old_method";
inline constexpr char const* teardown = "teardown";
} // namespace spans

} // namespace wasmbench::plan
