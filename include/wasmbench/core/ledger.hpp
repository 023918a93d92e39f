#pragma once

#include <wasmbench/core/time.hpp>
#include <wasmbench/core/timeline.hpp>

#include <span>
#include <string>
#include <vector>

namespace wasmbench {

/// A stretch of a trial.
struct Span {
    std::string name;
    TimePoint begin;
    TimePoint end;

    /// From begin to end.
    Duration duration() const noexcept { return end - begin; }
    friend bool operator==(Span const&, Span const&) = default;
};

/// Where a trial's wall time went: entries that do not overlap, in the order of time, and the rest.
struct Ledger {
    std::vector<Span> entries;
    Duration wall{};
    Duration unattributed{}; ///< wall minus the entries, never negative

    friend bool operator==(Ledger const&, Ledger const&) = default;
};

/// Splits the time from `begin` to `end`. Pure.
///
/// The start is split at the borders that its timeline tells of. Phases between which no border was seen are
/// one entry with a combined name ("engine_start+load"), a stretch's name follows a colon ("spawn:create"):
///  - `setup` reaches from `begin` to the mark launch, what an adapter does before it launches anything;
///  - the start's entries reach from launch to ready. Borders at or before launch say that those phases were
///    over already: they have no entry. Those after ready are not taken, since what they end was over when
///    the answer came;
///  - a border that lies after one of a later phase contradicts it: both are dropped for one at the later
///    time;
///  - a timeline without any border is split at the mark spawned alone;
///  - without ready (a start that failed) the entries end at the last border. Without launch there are none.
///
/// `later` are the spans after the start (steady, teardown), ordered by their begin. What of them lies before
/// the end of an earlier entry or outside of [begin, end] is cut off, so that nothing is counted twice; what
/// is empty then is left out. Whatever no entry covers is unattributed.
Ledger make_ledger(TimePoint begin, Timeline const& start, std::span<Span const> later, TimePoint end);

} // namespace wasmbench
