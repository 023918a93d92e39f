#pragma once

#include <wasmbench/load/limit_search.hpp>
#include <wasmbench/load/load_plan.hpp>
#include <wasmbench/load/load_result.hpp>
#include <wasmbench/load/pacer.hpp>
#include <wasmbench/load/service_level.hpp>

#include <functional>
#include <span>
#include <stop_token>
#include <vector>

namespace wasmbench::load {

/// How find_limit() and latency_over_load() make their steps.
struct StepOptions {
    Law law = Law::constant; ///< how the requests of a step are spread; LoadPlan::seed seeds it
    /// Called after each step by the calling thread.
    std::function<void(StepOutcome const&)> told = {};
    /// Ends the search at once; what was found until then is the result. Requested from any thread.
    std::stop_token stop = {};
};

/// The highest rate of an open loop at which the server holds `level`, over connections that stay open from
/// step to step. The plan's arrival, stop rule and drain are not used; the warm-up comes once, before the
/// first step. After each step the answers that are still due are waited for, so that the queue of one step
/// is not met by the next. Response times count from the plan, and requests without an answer as lower
/// bounds, so a server that stops answering does not look fast.
///
/// Blocks for about `search.budget`. Threads, errors: as run().
LimitFound find_limit(LoadPlan const& plan, ServiceLevel const& level, LimitSearchOptions const& search,
    StepOptions const& options = {});

/// What one rate gave.
struct LoadPoint {
    double rate = 0; ///< per second, as asked for
    LoadResult result;
};

/// The same load at each of `rates`, `each` long, in this order and over the same connections: the
/// latency-over-load curve. Threads, errors: as run(); rates must be positive.
std::vector<LoadPoint> latency_over_load(
    LoadPlan const& plan, std::span<double const> rates, Duration each, StepOptions const& options = {});

} // namespace wasmbench::load
