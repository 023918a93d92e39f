#include "used_resources.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace wasmbench::plan {
namespace {

constexpr auto idle_time = std::chrono::seconds(1);

probe::PartUsage const* find(std::vector<probe::PartUsage> const& parts, std::string const& name) {
    auto const it = std::find_if(parts.begin(), parts.end(), [&](auto const& p) { return p.name == name; });
    return it != parts.end() ? &*it : nullptr;
}

} // namespace

void report_usage(TrialRun const& trial, probe::UsageReport const& report) {
    auto const now = trial.context.clock.now();
    for (auto const& f : report.figures)
        trial.measured(Phase::measure, f.metric.name, f.metric.unit, now, f.value);
}

std::optional<double> IdleUse::rate(std::string const& part) const {
    auto const* const first = find(begin, part);
    auto const* const last = find(end, part);
    if (!first || !last || seconds <= 0) return std::nullopt;
    return std::max(0.0, last->cpu_seconds - first->cpu_seconds) / seconds;
}

asio::awaitable<IdleUse> watch_idle_parts(TrialRun const& trial, ProcessTree const& tree) {
    IdleUse out;
    if (tree.parts.empty()) co_return out;
    auto const began = trial.context.clock.now();
    out.begin = probe::read_parts(tree);
    asio::steady_timer timer(trial.context.executor, idle_time);
    error_code cancelled;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    out.end = probe::read_parts(tree);
    out.seconds = to_seconds(trial.context.clock.now() - began);
    co_return out;
}

void report_parts(TrialRun const& trial, IdleUse const& idle, std::vector<probe::PartUsage> const& before,
    std::vector<probe::PartUsage> const& after, double seconds) {
    auto const now = trial.context.clock.now();
    for (auto const& part : after) {
        trial.measured(Phase::measure, "memory/part/" + part.name, Unit::bytes, now, part.pss);
        // A value of its own, since a name says nothing of who is charged: a reader needs no list of names then.
        auto const role = "role/" + std::string(to_string(part.role)) + "/" + part.name;
        trial.measured(Phase::measure, role, Unit::count, now, 1);
        auto const* const earlier = find(before, part.name);
        if (!earlier) continue;
        auto const used = part.cpu_seconds - earlier->cpu_seconds;
        trial.measured(Phase::measure, "cpu/part/" + part.name, Unit::seconds, now, used);
        auto const rate = idle.rate(part.name);
        if (!rate) continue;
        trial.measured(Phase::measure, "cpu/part_idle/" + part.name, Unit::ratio, now, *rate);
        trial.measured(Phase::measure, "cpu/part_net/" + part.name, Unit::seconds, now, used - *rate * seconds);
    }
}

} // namespace wasmbench::plan
