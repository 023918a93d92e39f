// macOS: the two counters that the kernel keeps of every process on Apple silicon (proc_pid_rusage). Of a process that begins
// and ends between attach() and read() nothing is known. Compiled by cross-compilation, never run by this project.
#include "process_usage_macos.hpp"

#include <wasmbench/core/process_table.hpp>
#include <wasmbench/probe/charged_roots.hpp>
#include <wasmbench/probe/perf_counters.hpp>

#include <map>
#include <utility>

#include <unistd.h>

namespace wasmbench::probe {
namespace {

constexpr std::uint64_t instructions = 0;
constexpr std::uint64_t cycles = 1;

double count_of(detail::MacProcessUsage const& used, std::uint64_t which) {
    return static_cast<double>(which == instructions ? used.instructions : used.cycles);
}

} // namespace

struct PerfCounters::State {
    std::vector<PerfEvent> events;
    ProcessTree tree;
    bool attached = false;
    /// What each had counted at the begin, and at the last look: the ended keep theirs. Whoever began later is not in the
    /// first, and counts from 0.
    std::map<ProcessIdentity, detail::MacProcessUsage> first, last;

    void look() {
        for (auto const& process : descendants(charged_roots(tree)))
            if (auto const used = detail::process_usage(process.pid); used && used->start == process.start_ticks)
                last[process] = *used;
    }
};

PerfCounters::PerfCounters(std::vector<PerfEvent> events)
    : state_(std::make_unique<State>()) {
    state_->events = std::move(events);
}

PerfCounters::~PerfCounters() = default;

Availability PerfCounters::attach(ProcessTree const& tree) {
    detach();
    if (auto const possible = perf_counters_available(); !possible.usable) return possible;
    auto& s = *state_;
    s.tree = tree;
    s.look();
    if (s.last.empty()) return Availability::no("no process of the instance is alive");
    s.first = s.last;
    s.attached = true;
    return Availability::yes();
}

std::vector<PerfReading> PerfCounters::read() const {
    auto& s = *state_;
    if (!s.attached) return {};
    s.look();
    std::vector<PerfReading> out;
    for (auto const& event : s.events) {
        PerfReading reading{event.metric, 0, 1};
        for (auto const& [process, used] : s.last) {
            auto const begin = s.first.find(process);
            reading.value += count_of(used, event.config) -
                             (begin == s.first.end() ? 0 : count_of(begin->second, event.config));
        }
        reading.value *= event.scale;
        out.push_back(std::move(reading));
    }
    return out;
}

void PerfCounters::detach() noexcept {
    state_->attached = false;
    state_->first.clear();
    state_->last.clear();
}

std::vector<PerfEvent> hardware_events() {
    return {{{"perf/instructions", Unit::count}, 0, instructions, 1}, {{"perf/cycles", Unit::count}, 0, cycles, 1}};
}

Availability perf_counters_available() {
    auto const own = detail::process_usage(::getpid());
    if (!own) return Availability::no("proc_pid_rusage refuses to tell of this very process");
    if (own->cycles == 0) return Availability::no("this processor's counters are not kept by macOS (it does on Apple silicon)");
    return Availability::yes();
}

} // namespace wasmbench::probe
