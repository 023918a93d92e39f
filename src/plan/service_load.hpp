#pragma once

#include "trial_ledger.hpp"
#include "trial_run.hpp"

#include <wasmbench/core/endpoint.hpp>
#include <wasmbench/load/http_load.hpp>

#include <boost/asio/awaitable.hpp>

namespace wasmbench::plan {

/// The row's first request to that endpoint, with its check and the plan's time limits; how many and how is for the caller.
load::LoadPlan load_plan(TrialRun const& trial, HttpEndpoint const& endpoint);

asio::awaitable<Result<load::LoadResult>> run_load(TrialRun const& trial, load::LoadPlan plan);
/// The same, accounted for in the ledger under `span`.
asio::awaitable<Result<load::LoadResult>> run_load(
    TrialRun const& trial, load::LoadPlan plan, TrialLedger& ledger, char const* span);

/// What a part's errors mean for its trial.
enum class Errors {
    are_figures, ///< of a part that looks for the load which is too much
    in_excess_fail ///< a part that was given up because its requests fail has no rate and no latency to state
};

/// A wrong answer, and a part in which nothing was answered, fail the trial whatever `errors` says.
Result<void> judge_answers(TrialRun const& trial, char const* part, load::LoadResult const& result, Errors errors);

} // namespace wasmbench::plan
