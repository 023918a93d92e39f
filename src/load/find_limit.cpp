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
        make_ready();
        auto const phase = make_phase(prepared_->plan.options, arrival, stop);
        auto const throttled = throttled_seconds();
        auto sum = fleet_.run(*phase);
        left_ = sum.counts.outstanding;
        return to_result(*prepared_, *phase, std::move(sum), {}, throttled_seconds() - throttled);
    }

private:
    /// A step that has left requests behind has lost their connections, and its server still works on them.
    /// All connections are opened again, and an answer on each shows that its queue is behind it.
    void make_ready() {
        if (left_ == 0) return;
        Phase phase(prepared_->plan.options.connections, nullptr);
        fleet_.run(phase);
    }

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
    std::uint64_t left_ = 0; ///< requests of the last step without an answer
    std::stop_callback<std::function<void()>> cancel_;
};

/// Each request once: answered too late, failed, or without an answer.
std::uint64_t beyond(LoadResult const& r, Duration limit) {
    auto const ns = static_cast<std::uint64_t>(std::chrono::nanoseconds(limit).count());
    auto n = r.counts.planned - r.counts.ok + r.response_time.overflow();
    for (auto const bucket : r.response_time)
        if (bucket.low > ns) n += bucket.count;
    return n;
}

StepOutcome outcome(LoadStep const& step, LoadResult const& r) {
    StepOutcome o;
    o.rate = step.rate;
    // What was begun in the step, not what was answered in it and in the drain.
    auto const begun = static_cast<double>(r.counts.planned - r.counts.never_sent);
    o.achieved_rate = std::min(step.rate, begun / to_seconds(step.duration));
    o.requests = r.counts.planned;
    // What has no answer is beyond the limit, and no error: it is not known to be wrong.
    o.failed = r.counts.failed();
    o.client_bound = r.verdict.bottleneck == Bottleneck::client;
    if (r.first_error) o.first_error = r.first_error->detail;
    return o;
}

StepOutcome outcome(LoadStep const& step, LoadResult const& r, ServiceLevel const& level) {
    auto o = outcome(step, r);
    o.level_value_ns = static_cast<double>(r.response_percentile(level.quantile).ns);
    o.beyond = beyond(r, level.limit);
    return o;
}

/// What is within the level must be able to arrive.
Duration drain_for(ServiceLevel const& level) {
    return std::max<Duration>(
        {least_drain, std::min<Duration>(2 * level.limit, most_drain), level.limit + least_drain});
}

} // namespace

LimitFound find_limit(LoadPlan const& plan, ServiceLevel const& level,
    LimitSearchOptions const& search_options, StepOptions const& options) {
    LimitSearch search(level, search_options);
    auto const drain = drain_for(level);
    auto const most_steps = search_options.budget / search_options.shortest_step + 1;
    Steps steps(
        plan, search_options.budget + 2 * most_steps * drain + std::chrono::minutes(1), drain, options);
    while (auto const next = search.next()) {
        auto const result = steps.step(next->rate, next->duration);
        if (options.stop.stop_requested() || result.ending != Ending::duration_over) {
            auto found = search.result();
            found.ended = LimitEnding::interrupted;
            return found;
        }
        auto const o = outcome(*next, result, level);
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
        if (options.told) options.told(outcome({rate, each}, result));
        points.push_back({rate, std::move(result)});
    }
    return points;
}

} // namespace wasmbench::load
