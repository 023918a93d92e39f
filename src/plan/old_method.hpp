#pragma once

#include "trial_ledger.hpp"
#include "trial_run.hpp"

#include <wasmbench/core/endpoint.hpp>

/// The method of the published study, for the method ablation: what it makes of the same instances in the same
/// run. Everything here comes after what is ours in a trial, so that ours is not disturbed by it; its figures are
/// named old/..., and a figure that cannot be had is told with its reason (Observer::not_measured). A fault of
/// the old method fails no trial.
namespace wasmbench::plan {

/// The reason of what needs a curl where there is none.
inline constexpr char const* no_curl = "there is no program curl here";

/// Whether the plan asks for it in this trial.
bool wants_old_method(TrialRun const& trial);

/// On the instance that ours has measured: old/latency and old/throughput, a curl per request timed from spawn to
/// exit, and old/rss, one look at VmRSS.
asio::awaitable<void> run_old_requests(
    TrialRun const& trial, HttpEndpoint const& endpoint, ProcessTree const& tree, TrialLedger& ledger);

/// On a start of its own, after the instance that ours has measured is gone. Of a service: old/cold_start, from
/// the launch to the end of the first curl that got the right answer, and old/bracket, how long that was after
/// the begin of the last one that did not. Of a program, where the row says how the study ran it
/// (Row::old_options): old/run_time.
///
/// Not on the start that ours watches: a curl takes milliseconds of a core, ten of them a second and more would
/// slow the very start that ours times, and ours would slow what curl sees.
asio::awaitable<void> run_old_start(TrialRun const& trial);

} // namespace wasmbench::plan
