#pragma once

#include "fleet.hpp"
#include "prepared_run.hpp"
#include "tally.hpp"

#include <wasmbench/load/load_result.hpp>

#include <memory>
#include <optional>
#include <string_view>

namespace wasmbench::load::detail {

/// A phase with the plan's options, not yet begun. `arrival` empty: closed loop.
std::unique_ptr<Phase> make_phase(LoadOptions const& options, Arrival const& arrival, StopRule const& stop);

/// How fine the histograms are in which a wanted precision is looked for.
double batch_error(Precision const& wanted);

/// Opens all connections and does the plan's warm-up.
Tally warm_up(Fleet& fleet, LoadOptions const& options);

/// What all threads counted in a phase, as a result. Throws std::logic_error when the counts do not balance.
LoadResult to_result(PreparedRun const& prepared, Phase const& phase, Tally&& sum,
    std::optional<std::uint64_t> asked_for, double throttled_seconds);

/// planned = ok + failed + outstanding + never sent, or std::logic_error.
void close_accounts(LoadCounts& counts, std::optional<std::uint64_t> asked_for, std::string_view phase);

/// What the run knows about itself; judge() makes the verdict of it.
Evidence evidence_of(
    LoadOptions const& options, LoadResult const& result, Tally const& sum, double throttled_seconds);

} // namespace wasmbench::load::detail
