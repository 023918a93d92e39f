#include <wasmbench/probe/perf_counters.hpp>

namespace wasmbench::probe {

struct PerfCounters::State {};

PerfCounters::PerfCounters(std::vector<PerfEvent>) {}
PerfCounters::~PerfCounters() = default;

Availability PerfCounters::attach(ProcessTree const&) {
    return perf_counters_available();
}

std::vector<PerfReading> PerfCounters::read() const {
    return {};
}

void PerfCounters::detach() noexcept {}

std::vector<PerfEvent> hardware_events() {
    return {};
}

Availability perf_counters_available() {
    return Availability::no("there is no perf_event_open outside Linux");
}

} // namespace wasmbench::probe
