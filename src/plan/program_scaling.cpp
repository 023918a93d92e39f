#include "program_scaling.hpp"

#include "neighbour.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <thread>
#include <vector>

namespace wasmbench::plan {
namespace {

constexpr double most_seconds = 10;
// More runs at once than this times the CPUs are no faster, and their memory has no bound.
constexpr std::uint32_t most_per_cpu = 4;

struct ProgramRun {
    std::optional<TimePoint> launched, ended;
    std::optional<Failure> failure;
};

asio::awaitable<void> run_one(TrialRun const& trial, Prepared const& prepared, std::string name, ProgramRun& out) {
    auto context = neighbour_context(trial, name, trial.context.connector);
    auto const beside = trial.with_context(context); // named: see prepare_trial
    auto const instance = co_await start_trial(beside, prepared);
    if (!instance) {
        out.failure = instance.error();
        co_return;
    }
    out.launched = (*instance)->timeline().at(marks::launch);
    out.ended = (*instance)->timeline().at(marks::ready);
}

// All are launched before the first one is waited for.
asio::awaitable<std::vector<ProgramRun>> run_at_once(TrialRun const& trial, Prepared const& prepared, std::uint32_t count) {
    std::vector<ProgramRun> runs(count);
    auto start = [&](std::uint32_t i) {
        return asio::co_spawn(trial.context.executor,
            run_one(trial, prepared, fmt::format("{}-of-{}", i + 1, count), runs[i]), asio::deferred);
    };
    std::vector<decltype(start(0))> all;
    for (std::uint32_t i = 0; i < count; ++i) all.push_back(start(i));
    auto group = asio::experimental::make_parallel_group(std::move(all));
    co_await group.async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
    co_return runs;
}

} // namespace

asio::awaitable<void> program_scaling(TrialRun const& trial, Prepared const& prepared, Duration alone) {
    auto const& scaling = trial.settings.scaling;
    // From a cold page cache only one can start: the first.
    if (!wants_scaling(trial) || trial.row.row.page_cache == PageCache::cold || !trial.row.runtime->capabilities().has(Capability::many_instances)) co_return;
    auto const cpus = std::max(1u, std::thread::hardware_concurrency());
    for (auto const count : scaling->connections) {
        if (count > most_per_cpu * cpus) {
            trial.not_measured("scaling/throughput", fmt::format("{} runs at once are more than {} for each of {} CPUs", count, most_per_cpu, cpus));
            co_return;
        }
        auto const expected = to_seconds(alone) * std::max(1.0, static_cast<double>(count) / cpus);
        if (expected > most_seconds) {
            trial.not_measured("scaling/throughput",
                fmt::format("{} runs at once would take some {:.0f} s, more than {:.0f}", count, expected, most_seconds));
            co_return;
        }
        trial.with_concurrency(count).step(steps::scaling);
        auto const runs = co_await run_at_once(trial, prepared, count);
        if (co_await is_cancelled()) co_return;
        auto begin = TimePoint::max(), end = TimePoint::min();
        for (auto const& run : runs) {
            if (!run.launched || !run.ended) {
                trial.not_measured("scaling/throughput", fmt::format("with {} runs at once: {}", count,
                                                             run.failure ? to_line(*run.failure) : "a run without a beginning or an end"));
                co_return;
            }
            begin = std::min(begin, *run.launched);
            end = std::max(end, *run.ended);
        }
        auto const at = trial.with_concurrency(count);
        at.measured(Phase::measure, "scaling/throughput", Unit::per_second, end, count / to_seconds(end - begin));
    }
}

} // namespace wasmbench::plan
