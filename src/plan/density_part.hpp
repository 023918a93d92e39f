#pragma once

#include "trial_ledger.hpp"
#include "trial_run.hpp"

#include <boost/asio/awaitable.hpp>

namespace wasmbench::plan {

/// Whether this trial is one of the blocks in which the row's density is measured.
bool wants_density(TrialRun const& trial);

/// Starts further instances beside `first` until a DensityStop, and ends them again. Measures, under as many "connections" as
/// there are instances: density/start (seconds, of the one that came), density/memory (PSS of all), density/taken (what the machine
/// has less of since `available` bytes), density/latency_p50 and _p99; at the end density/instances, and density/stop/<reason>.
///
/// Nothing that happens to a further instance fails the trial: it is what was looked for. Only being told to end does.
/// `available`: of the machine's memory before `first` was started; NaN when it is not known.
asio::awaitable<Result<void>> density_part(
    TrialRun const& trial, Instance& first, Prepared const& prepared, double available, TrialLedger& ledger);

/// For the above: what the machine can still give, in bytes; NaN when it does not say.
double available_memory(TrialRun const& trial);

} // namespace wasmbench::plan
