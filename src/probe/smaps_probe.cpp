#include "nan.hpp"
#include "proc_file.hpp"
#include "tree_follower.hpp"

#include <wasmbench/probe/parse_proc_status.hpp>
#include <wasmbench/probe/parse_smaps_rollup.hpp>
#include <wasmbench/probe/smaps_probe.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace wasmbench::probe {
namespace {

struct Reading {
    std::optional<SmapsRollup> rollup;
    std::optional<ProcStatus> status; ///< nullopt: the process has gone
    error_code rollup_error;

    // A zombie and a process that is just being born or torn down have no memory of their own.
    bool has_memory() const { return status && status->rss; }
};

Reading read_process(int pid) {
    Reading out;
    if (auto text = detail::read_proc_file(detail::proc_path(pid, "smaps_rollup")))
        out.rollup = parse_smaps_rollup(*text);
    else
        out.rollup_error = text.error();
    // Last, so that a process that ends meanwhile is seen to have gone and not to be unreadable.
    if (auto text = detail::read_proc_file(detail::proc_path(pid, "status")))
        out.status = parse_proc_status(*text);
    return out;
}

Availability without_pss(int pid, error_code error) {
    auto const why = error ? error.message() : "its text is not what the kernel documents";
    auto out = Availability::yes();
    out.reason = "PSS cannot be read (/proc/" + std::to_string(pid) + "/smaps_rollup: " + why +
                 "); only memory/rss and memory/peak_rss_sum have values";
    out.fix = "run as the user who owns the process, or as root (CAP_SYS_PTRACE)";
    return out;
}

} // namespace

struct SmapsProbe::State {
    Duration period;
    std::array<Metric, 4> metrics = {Metric{"memory/pss", Unit::bytes}, Metric{"memory/rss", Unit::bytes},
        Metric{"memory/uss", Unit::bytes}, Metric{"memory/peak_rss_sum", Unit::bytes}};
    detail::TreeFollower tree;
};

SmapsProbe::SmapsProbe(Duration period)
    : state_(std::make_unique<State>()) {
    state_->period = period;
}

SmapsProbe::~SmapsProbe() = default;

std::string_view SmapsProbe::name() const noexcept {
    return "memory";
}

Availability SmapsProbe::availability() const {
    auto const status = detail::read_proc_file("/proc/self/status");
    if (!status)
        return Availability::no(
            "/proc/self/status: " + status.error().message(), "this probe needs Linux with /proc mounted");
    auto const rollup = detail::read_proc_file("/proc/self/smaps_rollup");
    if (rollup && parse_smaps_rollup(*rollup)) return Availability::yes();
    auto out = Availability::yes();
    out.reason =
        "PSS cannot be read (/proc/self/smaps_rollup: " +
        (rollup ? std::string("its text is not what the kernel documents") : rollup.error().message()) +
        "); only memory/rss and memory/peak_rss_sum have values";
    out.fix = "use Linux 4.14 or later with CONFIG_PROC_PAGE_MONITOR";
    return out;
}

std::span<Metric const> SmapsProbe::metrics() const noexcept {
    return state_->metrics;
}

Duration SmapsProbe::period() const noexcept {
    return state_->period;
}

Availability SmapsProbe::attach(ProcessTree const& tree) {
    auto attached = state_->tree.attach(tree);
    if (!attached.usable) return attached;
    for (auto const& process : state_->tree.refresh()) {
        auto const reading = read_process(process.pid);
        if (reading.has_memory() && !reading.rollup) return without_pss(process.pid, reading.rollup_error);
    }
    return attached;
}

void SmapsProbe::sample(TimePoint, std::span<double> out) {
    std::fill(out.begin(), out.end(), nan);
    double pss = 0;
    double rss = 0;
    double uss = 0;
    double peak = 0;
    bool any = false;
    for (auto const& process : state_->tree.refresh()) {
        auto const reading = read_process(process.pid);
        if (!reading.has_memory()) continue;
        any = true;
        if (reading.rollup) {
            pss += static_cast<double>(reading.rollup->pss);
            rss += static_cast<double>(reading.rollup->rss);
            uss += static_cast<double>(reading.rollup->uss());
        } else {
            pss = uss = nan;
            rss += static_cast<double>(*reading.status->rss);
        }
        peak += reading.status->peak_rss ? static_cast<double>(*reading.status->peak_rss) : nan;
    }
    if (!any) return;
    out[0] = pss;
    out[1] = rss;
    out[2] = uss;
    out[3] = peak;
}

void SmapsProbe::detach() noexcept {
    state_->tree.clear();
}

} // namespace wasmbench::probe
