#include "fleet.hpp"
#include "invalid_option.hpp"
#include "measured_phase.hpp"
#include "thread_usage.hpp"

#include <wasmbench/load/find_limit.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace wasmbench::load {
namespace {

using namespace detail;

/// Requests that are answered this long after the end of a step are waited for.
constexpr auto least_drain = std::chrono::milliseconds(200);
constexpr auto most_drain = std::chrono::seconds(2);

/// Open loops over one set of connections, one after the other.
class Steps {
public:
    Steps(LoadPlan plan, Duration total, Duration drain, StepOptions const& options)
        : prepared_(prepare(adapted(std::move(plan), total, drain)))
        , options_(options)
        , fleet_(*prepared_, SteadyClock::now() + prepared_->time_limit)
        , cancel_(options.stop, [this] { fleet_.cancel(); }) {
        warm_up(fleet_, prepared_->plan.options);
    }

    LoadResult step(double rate, Duration duration) {
        auto const seed = prepared_->plan.seed + steps_++;
        StopRule stop;
        stop.duration = duration;
        auto const arrival = options_.law == Law::poisson ? poisson(rate, seed) : constant_rate(rate);
        auto const phase = make_phase(prepared_->plan.options, arrival, stop);
        auto const throttled = throttled_seconds();
        auto sum = fleet_.run(*phase);
        return to_result(*prepared_, *phase, std::move(sum), {}, throttled_seconds() - throttled);
    }

private:
    static LoadPlan adapted(LoadPlan plan, Duration total, Duration drain) {
        auto& o = plan.options;
        o.arrival = constant_rate(1); // so that what is checked and judged is an open loop
        o.stop = {};
        o.stop.duration = total;
        o.drain = drain;
        o.time_limit.reset();
        o.progress = {};
        o.keep_samples = false;
        o.keep_bodies = 0;
        return plan;
    }

    std::shared_ptr<PreparedRun const> prepared_;
    StepOptions const& options_;
    Fleet fleet_;
    std::uint64_t steps_ = 0;
    std::stop_callback<std::function<void()>> cancel_;
};

std::uint64_t beyond(LoadResult const& r, Duration limit) {
    auto const ns = static_cast<std::uint64_t>(std::chrono::nanoseconds(limit).count());
    auto n = r.counts.failed() + r.response_time_unanswered.count() + r.response_time.overflow();
    for (auto const bucket : r.response_time)
        if (bucket.low > ns) n += bucket.count;
    return n;
}

StepOutcome outcome(double rate, LoadResult const& r, ServiceLevel const& level) {
    StepOutcome o;
    o.rate = rate;
    o.achieved_rate = r.throughput();
    o.requests = r.counts.planned;
    // What has no answer is a bound among the times, and no error: it is not known to be wrong.
    o.failed = r.counts.failed();
    o.level_value_ns = static_cast<double>(r.response_percentile(level.quantile).ns);
    o.beyond = beyond(r, level.limit);
    o.client_bound = r.verdict.bottleneck == Bottleneck::client;
    return o;
}

} // namespace

LimitFound find_limit(LoadPlan const& plan, ServiceLevel const& level,
    LimitSearchOptions const& search_options, StepOptions const& options) {
    auto const drain = std::clamp<Duration>(2 * level.limit, least_drain, most_drain);
    LimitSearch search(level, search_options);
    // Twice, for the drains.
    Steps steps(plan, 2 * search_options.budget + std::chrono::minutes(1), drain, options);
    while (!options.stop.stop_requested()) {
        auto const next = search.next();
        if (!next) break;
        auto const result = steps.step(next->rate, next->duration);
        if (result.ending != Ending::duration_over) break;
        auto const o = outcome(next->rate, result, level);
        search.observe(o);
        if (options.told) options.told(o);
    }
    return search.result();
}

std::vector<LoadPoint> latency_over_load(
    LoadPlan const& plan, std::span<double const> rates, Duration each, StepOptions const& options) {
    std::vector<LoadPoint> points;
    auto const total = each * static_cast<Duration::rep>(std::max<std::size_t>(rates.size(), 1)) * 2 +
                       std::chrono::minutes(1);
    Steps steps(plan, total, least_drain, options);
    for (double const rate : rates) {
        if (options.stop.stop_requested()) break;
        auto result = steps.step(rate, each);
        if (result.ending != Ending::duration_over) break;
        if (options.told) {
            StepOutcome o;
            o.rate = rate;
            o.achieved_rate = result.throughput();
            o.requests = result.counts.planned;
            o.failed = result.counts.failed();
            options.told(o);
        }
        points.push_back({rate, std::move(result)});
    }
    return points;
}

} // namespace wasmbench::load
