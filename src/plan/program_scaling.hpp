#pragma once

#include "trial_run.hpp"

#include <wasmbench/core/time.hpp>

#include <boost/asio/awaitable.hpp>

namespace wasmbench::plan {

/// Of a program, where the plan asks for scaling and the runtime can have several instances: runs as many at once as each level
/// of Scaling::connections says, after all that is timed. Measures, with that many as the key's concurrency: scaling/throughput
/// (correct runs per second, from the first launch to the last end), scaling/latency_p50 and _p99 (of the runs' own times).
///
/// A level that would take longer than 10 s, judged by `alone` (one run's time) and this machine's CPUs, is not begun; a run that
/// fails ends the part. Both are reasons in the raw data and fail no trial.
asio::awaitable<void> program_scaling(TrialRun const& trial, Prepared const& prepared, Duration alone);

} // namespace wasmbench::plan
