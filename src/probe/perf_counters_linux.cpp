#include "proc_file.hpp"
#include "text.hpp"

#include <wasmbench/core/process_table.hpp>
#include <wasmbench/probe/charged_roots.hpp>
#include <wasmbench/probe/perf_counters.hpp>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace wasmbench::probe {
namespace {

constexpr char const* fix =
    "sudo sysctl kernel.perf_event_paranoid=1; in a virtual machine the hypervisor must pass the counters on";

int open_event(PerfEvent const& event, int thread) {
    perf_event_attr what{};
    what.size = sizeof what;
    what.type = event.type;
    what.config = event.config;
    what.inherit = 1;
    what.exclude_hv = 1;
    what.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
    return static_cast<int>(::syscall(SYS_perf_event_open, &what, thread, -1, -1, PERF_FLAG_FD_CLOEXEC));
}

Availability refused(PerfEvent const& event, int error) {
    return Availability::no(event.metric.name + ": perf_event_open: " + std::generic_category().message(error), fix);
}

std::vector<int> threads_of(int process) {
    std::vector<int> out;
    std::error_code ec;
    std::filesystem::directory_iterator it(detail::proc_path(process, "task"), ec), end;
    for (; !ec && it != end; it.increment(ec))
        if (auto const id = detail::to_unsigned(it->path().filename().string())) out.push_back(static_cast<int>(*id));
    return out;
}

} // namespace

struct PerfCounters::State {
    std::vector<PerfEvent> events;
    std::vector<std::vector<int>> descriptors; ///< of each event, one a thread

    ~State() { close(); }

    void close() noexcept {
        for (auto const& of_event : descriptors)
            for (int fd : of_event) ::close(fd);
        descriptors.clear();
    }
};

PerfCounters::PerfCounters(std::vector<PerfEvent> events)
    : state_(std::make_unique<State>()) {
    state_->events = std::move(events);
}

PerfCounters::~PerfCounters() = default;

Availability PerfCounters::attach(ProcessTree const& tree) {
    detach();
    auto& s = *state_;
    s.descriptors.resize(s.events.size());
    bool counting = false;
    for (auto const& process : descendants(charged_roots(tree)))
        for (int thread : threads_of(process.pid))
            for (std::size_t i = 0; i < s.events.size(); ++i) {
                int const fd = open_event(s.events[i], thread);
                if (fd < 0 && errno != ESRCH && i == 0) {
                    auto const why = refused(s.events[i], errno);
                    detach();
                    return why;
                }
                if (fd < 0) continue;
                s.descriptors[i].push_back(fd);
                counting = true;
            }
    if (counting) return Availability::yes();
    return Availability::no("no process of the instance is alive");
}

std::vector<PerfReading> PerfCounters::read() const {
    std::vector<PerfReading> out;
    for (std::size_t i = 0; i < state_->descriptors.size(); ++i) {
        auto const& event = state_->events[i];
        PerfReading reading{event.metric, 0, 1};
        double enabled = 0, running = 0;
        for (int fd : state_->descriptors[i]) {
            std::array<std::uint64_t, 3> value{}; // count, time enabled, time running
            if (::read(fd, value.data(), sizeof value) != static_cast<ssize_t>(sizeof value)) continue;
            enabled += static_cast<double>(value[1]);
            running += static_cast<double>(value[2]);
            auto const count = static_cast<double>(value[0]) * event.scale;
            reading.value += value[2] == 0 ? count : count * static_cast<double>(value[1]) / static_cast<double>(value[2]);
        }
        if (enabled > 0) reading.coverage = running / enabled;
        if (!state_->descriptors[i].empty()) out.push_back(std::move(reading));
    }
    return out;
}

void PerfCounters::detach() noexcept {
    state_->close();
}

std::vector<PerfEvent> hardware_events() {
    return {{{"perf/instructions", Unit::count}, PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS, 1},
        {{"perf/cycles", Unit::count}, PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, 1},
        {{"perf/cache_misses", Unit::count}, PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES, 1}};
}

Availability perf_counters_available() {
    for (auto const& event : hardware_events()) {
        int const fd = open_event(event, 0);
        if (fd < 0) return refused(event, errno);
        ::close(fd);
    }
    return Availability::yes();
}

} // namespace wasmbench::probe
