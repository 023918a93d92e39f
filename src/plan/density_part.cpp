#include "density_part.hpp"

#include "density_judge.hpp"
#include "neighbour.hpp"
#include "service_load.hpp"

#include <wasmbench/stats/quantile.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace wasmbench::plan {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
// Of all instances together at each level: with fewer a p99 is the largest value, and one hiccup of the machine.
constexpr std::uint32_t least_requests = 200;

Probe* memory_probe(TrialRun const& trial) {
    for (auto* probe : trial.ports.probes)
        if (probe->name() == "memory" && probe->availability().usable) return probe;
    return nullptr;
}

double pss_of(Probe& probe, ProcessTree const& tree, TimePoint now) {
    if (tree.roots.empty() || !probe.attach(tree).usable) return unknown;
    std::vector<double> values(probe.metrics().size(), unknown);
    probe.sample(now, values);
    probe.detach();
    for (std::size_t i = 0; i < values.size(); ++i)
        if (probe.metrics()[i].name == "memory/pss") return values[i];
    return unknown;
}

class DensityRun {
public:
    DensityRun(TrialRun const& trial, Instance& first, Prepared const& prepared, double available, TrialLedger& ledger)
        : trial_(trial)
        , first_(first)
        , prepared_(prepared)
        , ledger_(ledger)
        , judge_(*trial.row.row.density, total_memory(trial), available) {}

    asio::awaitable<Result<void>> run() {
        auto const begin = trial_.context.clock.now();
        auto result = co_await start_and_ask();
        if (!co_await is_cancelled()) co_await stop_all();
        if (co_await is_cancelled()) { // told to end at once: the destructors kill without asking
            neighbours_.clear();
            co_return Failure{asio::error::operation_aborted, {}};
        }
        if (result) report();
        ledger_.add(spans::density, begin);
        co_return result;
    }

private:
    static double total_memory(TrialRun const& trial) {
        auto const memory = trial.ports.machine_memory();
        return memory ? static_cast<double>(memory->total) : unknown;
    }

    std::uint32_t count() const { return static_cast<std::uint32_t>(neighbours_.size()) + 1; }

    asio::awaitable<Result<void>> start_and_ask() {
        if (auto asked = co_await ask_all(); !asked) co_return asked;
        while (!judge_.stop()) {
            if (auto started = co_await start_one(); !started) co_return started;
            if (judge_.stop()) break; // it did not start
            if (auto asked = co_await ask_all(); !asked) co_return asked;
        }
        co_return Result<void>{};
    }

    asio::awaitable<Result<void>> start_one() {
        auto const number = count() + 1;
        at(number).step(steps::density);
        std::unique_ptr<RunContext> context;
        try {
            context = std::make_unique<RunContext>(
                neighbour_context(trial_, fmt::format("instance-{}", number), trial_.context.connector));
        } catch (std::filesystem::filesystem_error const& e) {
            judge_.start_failed();
            reason_ = e.what();
            co_return Result<void>{};
        }
        auto const trial = trial_.with_context(*context); // named: see prepare_trial
        auto instance = co_await start_trial(trial, prepared_);
        if (co_await is_cancelled()) co_return Failure{asio::error::operation_aborted, {}};
        if (!instance) {
            judge_.start_failed();
            reason_ = to_line(instance.error());
            co_return Result<void>{};
        }
        auto const& timeline = (*instance)->timeline();
        if (auto const took = timeline.between(marks::launch, marks::ready))
            at(number).measured(Phase::measure, "density/start", Unit::seconds, *timeline.at(marks::ready), to_seconds(*took));
        neighbours_.push_back({std::move(context), std::move(*instance)});
        co_return Result<void>{};
    }

    // Each instance is asked in turn, so that none waits for another: what is looked for is whether it still answers in time
    // while the others are there, not how they share the CPUs under load, which the scaling part shows.
    asio::awaitable<Result<void>> ask_all(bool again = true) {
        auto const requests = trial_.row.row.density->requests;
        std::vector<double> times;
        std::uint64_t failed = 0;
        for (std::uint32_t i = 0; i < count(); ++i) {
            auto const& instance = i == 0 ? first_ : *neighbours_[i - 1].instance;
            auto const* endpoint = std::get_if<HttpEndpoint>(&instance.endpoint());
            if (!endpoint) co_return Failure{errc::unsupported, {}};
            auto plan = load_plan(trial_, *endpoint);
            plan.options.warmup_requests = 1;
            plan.options.stop.requests = std::max(requests, (least_requests + count() - 1) / count());
            plan.options.stop.errors = load::ErrorBudget{0, 1}; // the first failure ends the part
            plan.options.keep_samples = true;
            auto result = co_await run_load(trial_, std::move(plan));
            if (co_await is_cancelled()) co_return Failure{asio::error::operation_aborted, {}};
            if (!result) { // no thread, no descriptor: the harness's own limits end the part, not the trial
                if (count() == 1) co_return result.error();
                if (reason_.empty()) reason_ = to_line(result.error());
                ++failed;
                break;
            }
            for (auto const& s : result->samples) times.push_back(s.value);
            failed += result->counts.planned - result->counts.ok;
            if (failed != 0 && reason_.empty())
                reason_ = fmt::format("instance {} of {}: {} of {} answers correct{}", i + 1, count(), result->counts.ok,
                    result->counts.planned, result->first_error ? ", first error: " + result->first_error->detail : "");
        }
        // A hiccup of the machine is no property of so many instances: what is too slow has to be so twice.
        // Nothing may have been answered at all, of which there is no quantile.
        auto const sorted = times.empty() ? times : stats::sorted_copy(times);
        if (again && failed == 0 && !sorted.empty() && judge_.too_slow(stats::quantile(sorted, 0.99))) co_return co_await ask_all(false);
        weigh(sorted, failed);
        co_return Result<void>{};
    }

    // `sorted`: the service times.
    void weigh(std::vector<double> const& sorted, std::uint64_t failed) {
        auto const begin = trial_.context.clock.now();
        DensityLevel level{count(), unknown, available_memory(trial_), unknown, failed};
        if (auto* const probe = memory_probe(trial_)) {
            level.memory = pss_of(*probe, first_.processes(), begin);
            for (auto const& n : neighbours_) level.memory += pss_of(*probe, n.instance->processes(), begin);
        }
        auto const trial = at(count());
        auto const measured = [&](char const* name, Unit unit, double value) {
            if (!std::isnan(value)) trial.measured(Phase::measure, name, unit, begin, value);
        };
        measured("density/memory", Unit::bytes, level.memory);
        measured("density/taken", Unit::bytes, judge_.taken(level));
        if (!sorted.empty()) {
            level.p99 = stats::quantile(sorted, 0.99);
            measured("density/latency_p50", Unit::seconds, stats::quantile(sorted, 0.5));
            measured("density/latency_p99", Unit::seconds, level.p99);
        }
        judge_.add(level);
    }

    // The last one first. What one does not end in time is killed, as that of any trial.
    asio::awaitable<void> stop_all() {
        auto const policy = stop_policy(trial_);
        while (!neighbours_.empty()) {
            error_code ec;
            co_await neighbours_.back().instance->async_stop(policy, asio::redirect_error(asio::use_awaitable, ec));
            if (co_await is_cancelled()) co_return;
            if (ec) trial_.not_measured("density/stop", ec.message());
            neighbours_.back().instance.reset();
            neighbours_.pop_back();
        }
    }

    void report() {
        auto const now = trial_.context.clock.now();
        trial_.measured(Phase::measure, "density/instances", Unit::count, now, judge_.held());
        trial_.measured(Phase::measure, "density/stop/" + std::string(to_string(*judge_.stop())), Unit::count, now, 1);
        if (!reason_.empty()) trial_.not_measured("density/next", reason_);
    }

    TrialRun at(std::uint32_t instances) const { return trial_.with_concurrency(instances); }

    TrialRun const& trial_;
    Instance& first_;
    Prepared const& prepared_;
    TrialLedger& ledger_;
    DensityJudge judge_;
    std::vector<Neighbour> neighbours_;
    std::string reason_;
};

} // namespace

bool wants_density(TrialRun const& trial) {
    auto const& density = trial.row.row.density;
    // From a cold page cache only one can start: the first.
    return density && trial.key.block < density->blocks && trial.row.row.page_cache != PageCache::cold;
}

double available_memory(TrialRun const& trial) {
    auto const memory = trial.ports.machine_memory();
    return memory && memory->available ? static_cast<double>(*memory->available) : unknown;
}

asio::awaitable<Result<void>> density_part(
    TrialRun const& trial, Instance& first, Prepared const& prepared, double available, TrialLedger& ledger) {
    trial.step(steps::density);
    DensityRun density(trial, first, prepared, available, ledger);
    co_return co_await density.run();
}

} // namespace wasmbench::plan
