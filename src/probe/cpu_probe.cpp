#include "cpu_ledger.hpp"
#include "nan.hpp"
#include "process_cpu.hpp"
#include "tree_follower.hpp"

#include <wasmbench/probe/cpu_probe.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace wasmbench::probe {

struct CpuProbe::State {
    Duration period;
    std::array<Metric, 3> metrics = {Metric{"cpu/user", Unit::seconds}, Metric{"cpu/system", Unit::seconds},
        Metric{"threads/count", Unit::count}};
    double ticks_per_second = detail::cpu_ticks_per_second();

    detail::TreeFollower tree;
    detail::CpuLedger ledger;
    std::vector<ProcessIdentity> in_table; ///< who was in the process table at the last reading, zombies too
    detail::CpuTicks zero;
    detail::CpuTicks highest; ///< since attach
    std::uint64_t threads = 0;

    void read() {
        // Zombies are no longer in the tree, and their record is complete only now.
        auto processes = tree.refresh();
        for (auto const& former : in_table)
            if (std::find(processes.begin(), processes.end(), former) == processes.end())
                processes.push_back(former);

        // Parents before children: a child that is waited for in between is missing from both and not in
        // both.
        std::vector<detail::CpuReading> readings;
        in_table.clear();
        threads = 0;
        for (auto const& process : processes) {
            auto const cpu = detail::read_process_cpu(process);
            if (!cpu) continue;
            readings.push_back(cpu->reading);
            in_table.push_back(process);
            threads += cpu->threads;
        }
        ledger.update(readings);
    }
};

CpuProbe::CpuProbe(Duration period)
    : state_(std::make_unique<State>()) {
    state_->period = period;
}

CpuProbe::~CpuProbe() = default;

std::string_view CpuProbe::name() const noexcept {
    return "cpu";
}

Availability CpuProbe::availability() const {
    return detail::process_cpu_available();
}

std::span<Metric const> CpuProbe::metrics() const noexcept {
    return state_->metrics;
}

Duration CpuProbe::period() const noexcept {
    return state_->period;
}

Availability CpuProbe::attach(ProcessTree const& tree) {
    detach();
    auto attached = state_->tree.attach(tree);
    if (!attached.usable) return attached;
    state_->read();
    state_->zero = state_->ledger.total();
    return attached;
}

void CpuProbe::sample(TimePoint, std::span<double> out) {
    auto& s = *state_;
    std::fill(out.begin(), out.end(), nan);
    s.read();
    if (s.in_table.empty()) return;
    auto const used = s.ledger.total() - s.zero;
    s.highest = {std::max(s.highest.user, used.user), std::max(s.highest.system, used.system)};
    out[0] = static_cast<double>(s.highest.user) / s.ticks_per_second;
    out[1] = static_cast<double>(s.highest.system) / s.ticks_per_second;
    out[2] = static_cast<double>(s.threads);
}

void CpuProbe::detach() noexcept {
    auto& s = *state_;
    s.tree.clear();
    s.ledger = {};
    s.in_table.clear();
    s.zero = s.highest = {};
    s.threads = 0;
}

} // namespace wasmbench::probe
