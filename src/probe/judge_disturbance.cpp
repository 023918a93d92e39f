#include <wasmbench/probe/disturbance.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace wasmbench::probe {
namespace {

std::optional<double> growth(std::optional<double> before, std::optional<double> after) {
    if (!before || !after) return std::nullopt;
    return std::max(0.0, *after - *before);
}

/// What a group has grown by; one that was not there before has no growth that could be known.
double growth_of_groups(std::map<std::string, double> const& before, std::map<std::string, double> const& after) {
    double sum = 0;
    for (auto const& [group, value] : after)
        if (auto const then = before.find(group); then != before.end())
            sum += std::max(0.0, value - then->second);
    return sum;
}

bool same(ProcessUse const& a, ProcessUse const& b) {
    return a.start_ticks == b.start_ticks;
}

/// Whether `pid` or one of its ancestors is in `roots`, by a reading.
bool descends(std::map<int, ProcessUse> const& processes, int pid, std::set<int> const& roots) {
    // A chain is no longer than there are processes; pids that changed hands during the reading could make a ring.
    for (std::size_t i = 0; i <= processes.size(); ++i) {
        if (roots.contains(pid)) return true;
        auto const p = processes.find(pid);
        if (p == processes.end()) return false;
        pid = p->second.parent;
    }
    return false;
}

class Findings {
public:
    explicit Findings(double window)
        : window_(window) {}

    void add(std::string reason, std::optional<double> value, std::optional<double> limit, Unit unit) {
        if (value) all_.push_back({std::move(reason), *value, limit, unit});
    }
    /// As a share of the window.
    void share(std::string reason, std::optional<double> seconds, std::optional<double> limit) {
        if (seconds) add(std::move(reason), *seconds / window_, limit, Unit::ratio);
    }
    std::vector<Disturbance> take() {
        std::stable_partition(all_.begin(), all_.end(), [](Disturbance const& d) { return d.marks(); });
        return std::move(all_);
    }

private:
    double window_;
    std::vector<Disturbance> all_;
};

// CPU time that others used. The fine counter can be a container's own and see nothing of the machine, the
// coarse one sees all; each is believed as far as its grain goes.
std::optional<double> foreign_cpu(MachineReading const& before, MachineReading const& after, OwnUse const& own) {
    auto fine = growth(before.cpu_seconds, after.cpu_seconds);
    auto coarse = growth(before.cpu_ticks, after.cpu_ticks);
    if (!fine && !coarse) return std::nullopt;
    double foreign = 0;
    if (fine) foreign = *fine - own.cpu_seconds;
    // What ran at a tick is charged all of it: each CPU may err by one at either end.
    if (coarse) foreign = std::max(foreign, *coarse - own.cpu_seconds - 2 * after.tick * after.cpus);
    return std::max(0.0, foreign);
}

} // namespace

OwnUse own_use(MachineReading const& before, MachineReading const& after, Ownership const& owner) {
    OwnUse own;
    own.cpu_seconds = after.self_cpu - before.self_cpu + after.children_cpu - before.children_cpu;
    auto roots = owner.followed;
    roots.insert(owner.self);
    for (auto const& [pid, now] : after.processes) {
        if (pid == owner.self) continue;
        auto const then = before.processes.find(pid);
        bool const was_there = then != before.processes.end() && same(then->second, now);
        if (descends(after.processes, pid, roots))
            own.cpu_seconds += now.all() - (was_there ? then->second.all() : 0);
        else if (pid == 1 && owner.container && was_there)
            own.cpu_seconds += now.waited_seconds - then->second.waited_seconds;
    }
    // Whoever ended left all of its time to the parent that waited for it, that of before the window too.
    for (auto const& [pid, then] : before.processes) {
        auto const now = after.processes.find(pid);
        if (now != after.processes.end() && same(now->second, then)) continue;
        bool const left_to_init = owner.container && then.parent == 1;
        if (pid != owner.self && (left_to_init || descends(before.processes, then.parent, roots)))
            own.cpu_seconds -= then.all();
    }
    own.cpu_seconds = std::max(0.0, own.cpu_seconds);
    if (before.run_delay && after.run_delay) own.run_delay = std::max(0.0, *after.run_delay - *before.run_delay);
    own.major_faults = std::max(0.0, after.own_major_faults - before.own_major_faults);
    own.read_bytes = growth(before.own_read_bytes, after.own_read_bytes).value_or(0);
    own.written_bytes = growth(before.own_written_bytes, after.own_written_bytes).value_or(0);
    return own;
}

std::vector<Disturbance> judge(MachineReading const& before, MachineReading const& after, OwnUse const& own,
    DisturbanceLimits const& limits) {
    auto const window = to_seconds(after.at - before.at);
    if (window <= 0) return {};
    auto const all_cpus = window * after.cpus;
    Findings found(window);

    auto const foreign = foreign_cpu(before, after, own);
    if (foreign) {
        found.add("foreign_cpu", *foreign / all_cpus, std::max(limits.foreign_cpu, limits.foreign_cpu_grain / all_cpus),
            Unit::ratio);
        if (own.run_delay)
            found.share("run_delay", std::min(*own.run_delay, *foreign),
                std::max(limits.run_delay, limits.foreign_cpu_grain / window));
    }
    if (auto const steal = growth(before.steal, after.steal))
        found.add("steal", *steal / all_cpus,
            std::max(limits.steal, limits.steal_grain * after.tick * 1.5 / all_cpus), Unit::ratio);

    auto const waited = [&](Pressed what) {
        auto const i = static_cast<std::size_t>(what);
        return growth(before.waited[i], after.waited[i]);
    };
    found.share("cpu_pressure", waited(Pressed::cpu), std::nullopt);
    found.share("io_pressure", waited(Pressed::io), limits.io_pressure);
    found.share("memory_pressure", waited(Pressed::memory), limits.memory_pressure);

    found.add("clock_step", std::abs(after.realtime_ahead - before.realtime_ahead), limits.clock_step, Unit::seconds);
    found.share("clock_slew", std::abs(after.monotonic_ahead - before.monotonic_ahead), limits.clock_slew);

    if (!after.throttled_periods.empty())
        found.add("throttled", growth_of_groups(before.throttled_periods, after.throttled_periods), 0, Unit::count);
    if (!after.throttled_seconds.empty())
        found.add("throttled_time", growth_of_groups(before.throttled_seconds, after.throttled_seconds), std::nullopt,
            Unit::seconds);

    if (before.own_read_bytes && after.own_read_bytes)
        found.add("page_in", own.read_bytes, 0, Unit::bytes);
    found.add("major_faults", own.major_faults, 0, Unit::count);

    if (auto const busy = growth(before.disk_seconds, after.disk_seconds)) {
        auto const bytes = growth(before.disk_bytes, after.disk_bytes).value_or(0);
        auto const foreign_bytes = bytes - own.read_bytes - own.written_bytes;
        auto const others = foreign_bytes > limits.foreign_disk_bytes;
        found.share("disk_busy", busy, others ? std::optional(limits.disk_busy) : std::nullopt);
        found.add("disk_bytes", bytes, std::nullopt, Unit::bytes);
    }

    if (!after.memory_limit_hits.empty())
        found.add("memory_limit", growth_of_groups(before.memory_limit_hits, after.memory_limit_hits),
            limits.memory_limit_hits, Unit::count);
    found.add("reclaim", growth(before.reclaimed, after.reclaimed), limits.reclaimed, Unit::count);
    found.add("reclaim_stalls", growth(before.stalls, after.stalls), 0, Unit::count);
    found.add("swap", growth(before.swapped, after.swapped), 0, Unit::count);
    found.add("refault", growth(before.refaults, after.refaults), limits.refaults, Unit::count);
    found.add("machine_major_faults", growth(before.major_faults, after.major_faults), std::nullopt, Unit::count);
    return found.take();
}

} // namespace wasmbench::probe
