#include <wasmbench/core/process_table.hpp>
#include <wasmbench/probe/activity.hpp>
#include <wasmbench/probe/charged_roots.hpp>
#include <wasmbench/probe/perf_counters.hpp>
#include <wasmbench/probe/process_watch.hpp>
#include <wasmbench/probe/usage_meter.hpp>

#include <algorithm>
#include <utility>

#include <unistd.h>

namespace wasmbench::probe {
namespace {

std::string reason(char const* source, std::string const& why) {
    return std::string(source) + ": " + why;
}

// All of a tree that is not the harness: a runtime inside this process is measured with it, and is not moved.
std::vector<int> movable(ProcessTree const& tree) {
    std::vector<int> out;
    for (auto const& process : descendants(charged_roots(tree)))
        if (process.pid != ::getpid()) out.push_back(process.pid);
    return out;
}

} // namespace

struct UsageMeter::State {
    std::unique_ptr<ControlGroup> group;
    ProcessWatch watch;
    PerfCounters perf;
    ProcessTree tree;
    std::vector<ThreadActivity> before;
    GroupUsage group_before;
    bool adopted = false;
    bool counting = false;
    UsageReport report;

    void put(std::string name, Unit unit, std::optional<double> value) {
        if (value) report.figures.push_back({{std::move(name), unit}, *value});
    }
    void source(char const* name, bool used) {
        put(std::string("accounting/") + name, Unit::count, used ? 1 : 0);
    }

    void report_group(bool launched_inside) {
        bool const used = group && (launched_inside || adopted);
        source("own_group", used);
        if (!used) return;
        auto const now = group->usage();
        auto const grown = [](std::optional<double> a, std::optional<double> b) {
            return a ? std::optional(*a - b.value_or(0)) : std::nullopt;
        };
        put("cpu/own_group", Unit::seconds, grown(now.cpu_seconds, group_before.cpu_seconds));
        put("cpu/own_group_user", Unit::seconds, grown(now.user_seconds, group_before.user_seconds));
        put("cpu/own_group_system", Unit::seconds, grown(now.system_seconds, group_before.system_seconds));
        if (launched_inside) put("memory/own_group_peak", Unit::bytes, now.memory_peak);
        auto const waited = [&](char const* name, std::optional<Pressure> const& a, std::optional<Pressure> const& b) {
            if (a) put(name, Unit::seconds, a->some.total - (b ? b->some.total : 0));
        };
        // In a hybrid system a launched process is not inside version 2's group, which is the one with pressure.
        if (launched_inside && group->enters_by_thread()) return;
        waited("pressure/own_group_cpu", now.cpu_pressure, group_before.cpu_pressure);
        waited("pressure/own_group_memory", now.memory_pressure, group_before.memory_pressure);
        waited("pressure/own_group_io", now.io_pressure, group_before.io_pressure);
    }

    TreeHistory report_history() {
        bool const listened = watch.listening();
        auto history = watch.stop();
        source("exit_records", listened && history.complete);
        if (!listened) return history;
        if (!history.complete) report.absent.push_back(reason("exit records", history.loss));
        put("processes/started", Unit::count, static_cast<double>(history.started));
        put("processes/ended", Unit::count, static_cast<double>(history.ended.size()));
        put("cpu/ended_processes", Unit::seconds, history.ended_cpu_seconds());
        if (!history.ended.empty()) put("memory/ended_peak_rss", Unit::bytes, history.largest_peak_rss());
        return history;
    }

    void report_activity(TreeHistory const& history, bool all_told) {
        if (auto const seen = activity_available(); !seen.usable) {
            report.absent.push_back(reason("threads", seen.reason));
            return;
        }
        auto const between = activity_between(before, read_activity(tree), history.ended_threads);
        auto const& a = between.activity;
        auto const count = [&](char const* name, std::uint64_t n) {
            put(name, Unit::count, static_cast<double>(n));
        };
        count("activity/minor_faults", a.minor_faults);
        count("activity/major_faults", a.major_faults);
        count("activity/voluntary_switches", a.voluntary_switches);
        count("activity/involuntary_switches", a.involuntary_switches);
        put("activity/run_delay", Unit::seconds, a.run_delay_seconds);
        put("activity/read_bytes", Unit::bytes, static_cast<double>(a.read_bytes));
        put("activity/write_bytes", Unit::bytes, static_cast<double>(a.write_bytes));
        count("activity/threads", between.threads);
        if (all_told && between.lost_threads == 0) put("cpu/threads", Unit::seconds, a.cpu_seconds);
    }

    void report_perf() {
        source("perf_counters", counting);
        if (!counting) return;
        for (auto const& reading : perf.read()) put(reading.metric.name, reading.metric.unit, reading.value);
        perf.detach();
    }
};

std::optional<double> UsageReport::value(std::string_view metric) const noexcept {
    for (auto const& f : figures)
        if (f.metric.name == metric) return f.value;
    return std::nullopt;
}

UsageMeter::UsageMeter()
    : state_(std::make_unique<State>()) {}

UsageMeter::~UsageMeter() = default;

void UsageMeter::begin() {
    state_ = std::make_unique<State>();
    auto& s = *state_;
    if (auto group = ControlGroup::create())
        s.group = std::move(*group);
    else
        s.report.absent.push_back(reason("own control group",
            group.error().diagnostics.subject + ": " + group.error().code.message()));
    if (auto const listening = s.watch.start(); !listening.usable)
        s.report.absent.push_back(reason("exit records", listening.reason));
}

ControlGroup* UsageMeter::group() noexcept {
    return state_->group.get();
}

void UsageMeter::watch(ProcessTree const& tree) {
    state_->tree = tree;
    state_->watch.watch(charged_roots(tree));
}

void UsageMeter::adopt(ProcessTree const& tree) {
    auto& s = *state_;
    watch(tree);
    if (s.group && !tree.cgroup) {
        if (s.group->changes_scheduling()) {
            s.report.absent.push_back(
                reason("own control group", "here it would change how the CPU is shared out"));
        } else {
            auto const members = movable(tree);
            error_code first;
            for (int pid : members)
                if (auto ec = s.group->adopt(pid); ec && !first) first = ec;
            // One that was forked meanwhile by a process that was not moved yet.
            for (int pid : movable(tree))
                if (std::find(members.begin(), members.end(), pid) == members.end()) s.group->adopt(pid);
            s.adopted = !members.empty() && !first;
            if (first) s.report.absent.push_back(reason("own control group", first.message()));
        }
    }
    if (s.group) s.group_before = s.group->usage();
    s.before = read_activity(tree);
    auto const counting = s.perf.attach(tree);
    s.counting = counting.usable;
    if (!counting.usable) s.report.absent.push_back(reason("perf counters", counting.reason));
}

UsageReport UsageMeter::end(bool launched_inside) {
    auto& s = *state_;
    s.report_group(launched_inside && !s.tree.cgroup);
    bool const listened = s.watch.listening();
    auto const history = s.report_history();
    s.report_activity(history, listened && history.complete);
    s.report_perf();
    return std::move(s.report);
}

} // namespace wasmbench::probe
