// Is what the probes say of memory and CPU true? Targets whose use is known, because they were told it.

#include "row.hpp"

#include <support/paths.hpp>

#include <wasmbench/core/process_table.hpp>
#include <wasmbench/core/system.hpp>
#include <wasmbench/probe/cpu_probe.hpp>
#include <wasmbench/probe/grouped_launcher.hpp>
#include <wasmbench/probe/perf_counters.hpp>
#include <wasmbench/probe/process_watch.hpp>
#include <wasmbench/probe/sampler.hpp>
#include <wasmbench/probe/smaps_probe.hpp>
#include <wasmbench/probe/usage_meter.hpp>
#include <wasmbench/selfcheck/known_usage.hpp>

#include <boost/asio/io_context.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <filesystem>
#include <optional>
#include <set>
#include <stdexcept>
#include <thread>

#include <unistd.h>

using namespace wasmbench;
using namespace wasmbench::validation;

namespace {

constexpr double mib = 1024 * 1024;
constexpr char const* part = "usage";

Verdict reached(bool yes) {
    return yes ? Verdict::reached : Verdict::not_reached;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    auto const n = values.size();
    return n % 2 != 0 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

std::string per_cent_off(double value, double truth) {
    return fmt::format("{:+.2f} %", (value / truth - 1) * 100);
}

selfcheck::KnownUsage known_target(std::vector<std::string> arguments, selfcheck::KnownUsage::Within const& within = {}) {
    return {support::binary_dir() / "bin/wasmbench-known-usage", std::move(arguments), within};
}

// Begins a target inside the group.
selfcheck::KnownUsage::Within inside(probe::ControlGroup& group) {
    return [&group](std::function<void()> const& launch) {
        auto const enter = [&] {
            if (auto ec = group.enter()) throw std::runtime_error("entering the control group: " + ec.message());
        };
        if (!group.enters_by_thread()) {
            enter();
            launch();
            group.leave();
            return;
        }
        std::exception_ptr fault;
        std::thread([&] {
            try {
                enter();
                launch();
            } catch (...) {
                fault = std::current_exception();
            }
        }).join();
        if (fault) std::rethrow_exception(fault);
    };
}

// What is seen of a target's memory.
struct Memory {
    double pss = 0;                    ///< the largest sample of the tree's PSS
    std::optional<double> kernel_peak; ///< of its own control group
};

Memory memory_of(std::vector<std::string> const& arguments) {
    auto group = probe::ControlGroup::create();
    bool const accounted = group && (*group)->accounts().memory;
    auto const target = known_target(arguments, accounted ? inside(**group) : selfcheck::KnownUsage::Within());
    probe::SmapsProbe smaps;
    probe::Sampler sampler;
    sampler.start({&smaps}, target.tree(), {std::chrono::milliseconds(5)});
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
    Memory out;
    for (auto const& series : sampler.stop().series)
        if (series.metric.name == "memory/pss")
            for (auto const& s : series.samples) out.pss = std::max(out.pss, s.value);
    if (accounted) out.kernel_peak = (*group)->usage().memory_peak;
    return out;
}

// The target with `with` less the same with `without`, the median of some runs of each.
struct Grown {
    double pss = 0;
    std::optional<double> kernel_peak;
};

Grown growth(std::vector<std::string> const& with, std::vector<std::string> const& without, int runs) {
    std::vector<double> pss, peak;
    memory_of(without); // reads the program's file, which later runs then share
    for (int i = 0; i < runs; ++i) {
        auto const base = memory_of(without);
        auto const full = memory_of(with);
        pss.push_back(full.pss - base.pss);
        if (base.kernel_peak && full.kernel_peak) peak.push_back(*full.kernel_peak - *base.kernel_peak);
    }
    return {median(pss), peak.empty() ? std::nullopt : std::optional(median(peak))};
}

void known_memory(Rows& rows, bool quick) {
    struct Case {
        char const* what;
        std::vector<std::string> with, without;
        double mebibytes;
    };
    for (auto const& c : {Case{"64 MiB private", {"private-memory", "64"}, {"private-memory", "0"}, 64},
             Case{"64 MiB shared by two processes", {"shared-map", "64"}, {"shared-map", "0"}, 64},
             Case{"three forked children of 64 MiB", {"forked-children", "3", "64"}, {"forked-children", "3", "0"},
                 192}}) {
        auto const truth = c.mebibytes * mib;
        auto const grown = growth(c.with, c.without, quick ? 3 : 9);
        rows.add({part, fmt::format("tree PSS of {}", c.what),
            fmt::format("{:.2f} MiB, {}", grown.pss / mib, per_cent_off(grown.pss, truth)), "within 1 %",
            reached(std::abs(grown.pss - truth) <= 0.01 * truth)});
        auto const what = fmt::format("sampled peak against the kernel's mark, {}", c.what);
        if (grown.kernel_peak)
            rows.add({part, what,
                fmt::format("{:.2f} MiB, the kernel's {:.2f} MiB: {}", grown.pss / mib, *grown.kernel_peak / mib,
                    per_cent_off(grown.pss, *grown.kernel_peak)),
                "within 1 %", reached(std::abs(grown.pss - *grown.kernel_peak) <= 0.01 * *grown.kernel_peak)});
        else
            rows.add({part, what, "no control group here keeps it", "within 1 %", Verdict::not_run});
    }
}

// Looks at the process table every 10 ms, as a sampler does.
class TableWatcher {
public:
    explicit TableWatcher(ProcessTree tree)
        : thread_([this, tree = std::move(tree)] {
            while (!ending_) {
                for (auto const& p : descendants(tree.roots)) seen_.insert(p.pid);
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
            }
        }) {}
    ~TableWatcher() {
        if (thread_.joinable()) children_seen();
    }
    std::size_t children_seen() {
        ending_ = true;
        thread_.join();
        return seen_.empty() ? 0 : seen_.size() - 1; // the parent is one
    }

private:
    std::atomic<bool> ending_ = false;
    std::set<int> seen_;
    std::thread thread_;
};

void short_children(Rows& rows, bool quick) {
    int const n = quick ? 50 : 500;
    for (int const milliseconds : {20, 1}) {
        auto const what = fmt::format("{} children of {} ms with 4 MiB each", n, milliseconds);
        auto const target_text = fmt::format("{} of {}", n, n);
        auto target = known_target({"short-child", std::to_string(milliseconds), "4"});
        probe::UsageMeter meter;
        meter.begin();
        meter.adopt(target.tree());
        probe::ProcessWatch watch;
        if (auto const can = watch.start(); !can.usable) {
            rows.add({part, what + ", exit records", can.reason, target_text, Verdict::not_run});
            continue;
        }
        watch.watch(target.tree().roots);
        TableWatcher table(target.tree());
        for (int i = 0; i < n; ++i) target.once_more();
        auto const sampled = table.children_seen();
        auto const history = watch.stop();
        auto const used = meter.end();
        auto const seen = std::count_if(history.ended.begin(), history.ended.end(),
            [](auto const& p) { return p.peak_rss >= 4 * mib; });
        rows.add({part, what + ", exit records",
            fmt::format("{} of {} with their memory, {} forks{}", seen, n, history.started,
                history.complete ? "" : ", some lost"),
            target_text, reached(seen == n && history.complete)});
        if (auto const all = used.value("cpu/own_group"))
            rows.add({part, what + ", CPU time of exit records and own control group",
                fmt::format("{:.3f} and {:.3f} s: the records lack each one's last tick", history.ended_cpu_seconds(), *all),
                "", Verdict::none});
        rows.add({part, what + ", the process table every 10 ms", fmt::format("{} of {}", sampled, n), "",
            Verdict::none});
    }
}

void known_cpu(Rows& rows, bool quick) {
    double const wanted = quick ? 2 : 4; // 1 % is then more than the ticks to which /proc rounds user and system
    auto const tick = 1.0 / static_cast<double>(::sysconf(_SC_CLK_TCK));
    auto const allowed = std::max(0.01 * wanted, tick) + 1e-9; // the figures are sums of decimal fractions
    auto target = known_target({"burn-cpu", fmt::format("{}", wanted)});
    probe::UsageMeter meter;
    meter.begin();
    meter.adopt(target.tree());
    probe::CpuProbe cpu;
    probe::Sampler sampler;
    sampler.start({&cpu}, target.tree());
    target.once_more();
    double from_proc = 0;
    for (auto const& series : sampler.stop().series)
        if (series.metric.name == "cpu/user" || series.metric.name == "cpu/system")
            from_proc += series.samples.back().value - series.samples.front().value;
    auto const used = meter.end();
    auto const row = [&](char const* source, std::optional<double> seconds) {
        auto const what = fmt::format("{} CPU-seconds, {}", wanted, source);
        if (seconds)
            rows.add({part, what, fmt::format("{:.4f} s, {}", *seconds, per_cent_off(*seconds, wanted)),
                "within 1 % or one tick", reached(std::abs(*seconds - wanted) <= allowed)});
        else
            rows.add({part, what, fmt::format("{}", fmt::join(used.absent, "; ")), "within 1 % or one tick",
                Verdict::not_run});
    };
    row("own control group", used.value("cpu/own_group"));
    row("threads and exit records", used.value("cpu/threads"));
    row("/proc/PID/stat", from_proc);
}

// A program that has ended before anybody can look at it.
void one_millisecond(Rows& rows, bool quick) {
    int const n = quick ? 10 : 50;
    Command hello;
    hello.program = support::binary_dir() / "bin/wasmbench-hello";
    asio::io_context io;
    auto const launcher = make_posix_launcher({false});
    std::vector<double> group_peak, resident_peak, lived;
    std::string absent;
    for (int i = 0; i < n; ++i) {
        probe::UsageMeter meter;
        meter.begin();
        std::optional<probe::GroupedLauncher> inside;
        if (meter.group()) inside.emplace(*launcher, *meter.group());
        auto child = (inside ? static_cast<Launcher&>(*inside) : *launcher).launch(io.get_executor(), hello).value();
        child->async_wait([](error_code, ExitReport const&) {});
        io.restart();
        io.run();
        meter.watch({{child->identity()}, {}, {}});
        lived.push_back(to_seconds(child->exited().value().ended_at - child->launched_at()));
        auto const used = meter.end(inside && inside->entered());
        if (auto const peak = used.value("memory/own_group_peak")) group_peak.push_back(*peak);
        if (auto const peak = used.value("memory/ended_peak_rss")) resident_peak.push_back(*peak);
        absent = fmt::format("{}", fmt::join(used.absent, "; "));
    }
    auto const row = [&](char const* source, std::vector<double> const& peaks) {
        auto const what = fmt::format("memory of a program that lives {:.1f} ms, {}", median(lived) * 1e3, source);
        auto const target = fmt::format("{} of {}", n, n);
        if (peaks.empty())
            rows.add({part, what, absent, target, Verdict::not_run});
        else
            rows.add({part, what,
                fmt::format("{} of {}, median {:.0f} KiB, {:.0f} to {:.0f}", peaks.size(), n, median(peaks) / 1024,
                    *std::min_element(peaks.begin(), peaks.end()) / 1024,
                    *std::max_element(peaks.begin(), peaks.end()) / 1024),
                target, reached(peaks.size() == static_cast<std::size_t>(n))});
    };
    row("own control group's peak", group_peak);
    row("peak resident set of the exit record", resident_peak);
}

void counters(Rows& rows) {
    auto const can = probe::perf_counters_available();
    if (!can.usable) {
        rows.add({part, "the processor's counters", can.reason, "", Verdict::not_run});
        return;
    }
    // Twice the work is twice the instructions, whatever the clock does.
    std::vector<double> counted;
    for (double const seconds : {0.25, 0.5}) {
        auto target = known_target({"burn-cpu", fmt::format("{}", seconds)});
        probe::PerfCounters perf;
        perf.attach(target.tree());
        target.once_more();
        for (auto const& r : perf.read())
            if (r.metric.name == "perf/instructions") counted.push_back(r.value / seconds);
    }
    rows.add({part, "instructions per CPU-second, of 0.25 and of 0.5 CPU-seconds",
        fmt::format("{:.3g} and {:.3g}", counted.at(0), counted.at(1)), "above 0", reached(counted[0] > 0 && counted[1] > 0)});
}

void leftovers(Rows& rows) {
    auto group = probe::ControlGroup::create();
    if (!group) return;
    std::vector<std::filesystem::path> parents;
    auto const accounts = (*group)->accounts();
    for (auto const* folder : {&accounts.memory, &accounts.cpu, &accounts.pressure})
        if (*folder) parents.push_back(std::filesystem::path((*folder)->path).parent_path());
    (*group)->remove();
    auto const own = "wasmbench-" + std::to_string(::getpid()) + "-";
    int left = 0;
    for (auto const& parent : parents)
        for (auto const& entry : std::filesystem::directory_iterator(parent))
            if (entry.path().filename().string().starts_with(own)) ++left;
    rows.add({part, "control groups left behind", std::to_string(left), "0", reached(left == 0)});
}

} // namespace

int main(int argc, char** argv) {
    bool const quick = is_quick(argc, argv);
    Rows rows;
    known_memory(rows, quick);
    short_children(rows, quick);
    known_cpu(rows, quick);
    one_millisecond(rows, quick);
    counters(rows);
    leftovers(rows);
    return rows.exit_status();
}
