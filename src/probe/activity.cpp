#include "parse_task_files.hpp"
#include "proc_file.hpp"
#include "text.hpp"

#include <wasmbench/core/process_table.hpp>
#include <wasmbench/probe/activity.hpp>
#include <wasmbench/probe/charged_roots.hpp>
#include <wasmbench/probe/parse_proc_stat.hpp>
#include <wasmbench/probe/parse_proc_status.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace wasmbench::probe {
namespace {

constexpr double nanoseconds = 1e-9;

template <class T>
T above(T a, T b) {
    return a > b ? a - b : T{};
}

std::optional<ThreadActivity> read_thread(int process, int thread) {
    auto const stem = detail::proc_path(process, "task/") + std::to_string(thread) + '/';
    auto const stat_text = detail::read_proc_file(stem + "stat");
    auto const stat = stat_text ? parse_proc_stat(*stat_text) : std::nullopt;
    if (!stat) return std::nullopt;
    ThreadActivity out{thread, process, stat->start_ticks, {}};
    auto& a = out.since_begin;
    a.minor_faults = stat->minor_faults;
    a.major_faults = stat->major_faults;
    if (auto const text = detail::read_proc_file(stem + "status"))
        if (auto const status = parse_proc_status(*text)) {
            a.voluntary_switches = status->voluntary_switches;
            a.involuntary_switches = status->involuntary_switches;
        }
    if (auto const text = detail::read_proc_file(stem + "schedstat"))
        if (auto const times = detail::parse_schedstat(*text)) {
            a.cpu_seconds = static_cast<double>(times->on_cpu) * nanoseconds;
            a.run_delay_seconds = static_cast<double>(times->waiting) * nanoseconds;
        }
    if (auto const text = detail::read_proc_file(stem + "io"))
        if (auto const io = detail::parse_storage_io(*text)) {
            a.read_bytes = io->read_bytes;
            a.write_bytes = io->write_bytes;
        }
    return out;
}

Activity of(TaskEnd const& end) {
    Activity a;
    a.cpu_seconds = end.cpu_seconds;
    a.run_delay_seconds = end.run_delay_seconds;
    a.minor_faults = end.minor_faults;
    a.major_faults = end.major_faults;
    a.voluntary_switches = end.voluntary_switches;
    a.involuntary_switches = end.involuntary_switches;
    a.read_bytes = end.read_bytes;
    a.write_bytes = end.write_bytes;
    return a;
}

} // namespace

Activity operator+(Activity const& a, Activity const& b) noexcept {
    return {a.cpu_seconds + b.cpu_seconds, a.run_delay_seconds + b.run_delay_seconds,
        a.minor_faults + b.minor_faults, a.major_faults + b.major_faults,
        a.voluntary_switches + b.voluntary_switches, a.involuntary_switches + b.involuntary_switches,
        a.read_bytes + b.read_bytes, a.write_bytes + b.write_bytes};
}

Activity operator-(Activity const& a, Activity const& b) noexcept {
    return {above(a.cpu_seconds, b.cpu_seconds), above(a.run_delay_seconds, b.run_delay_seconds),
        above(a.minor_faults, b.minor_faults), above(a.major_faults, b.major_faults),
        above(a.voluntary_switches, b.voluntary_switches),
        above(a.involuntary_switches, b.involuntary_switches), above(a.read_bytes, b.read_bytes),
        above(a.write_bytes, b.write_bytes)};
}

Availability activity_available() {
    if (auto const text = detail::read_proc_file("/proc/self/stat"); !text)
        return Availability::no("/proc/self/stat: " + text.error().message(), "this needs Linux with /proc mounted");
    return Availability::yes();
}

std::vector<ThreadActivity> read_activity(ProcessTree const& tree) {
    std::vector<ThreadActivity> out;
    for (auto const& process : descendants(charged_roots(tree))) {
        std::error_code ec;
        std::filesystem::directory_iterator it(detail::proc_path(process.pid, "task"), ec), end;
        for (; !ec && it != end; it.increment(ec))
            if (auto const id = detail::to_unsigned(it->path().filename().string()))
                if (auto const thread = read_thread(process.pid, static_cast<int>(*id))) out.push_back(*thread);
    }
    return out;
}

ActivityBetween activity_between(std::vector<ThreadActivity> const& before,
    std::vector<ThreadActivity> const& after, std::vector<TaskEnd> const& ended) {
    std::map<std::pair<int, int>, ThreadActivity const*> open; // by process and thread: seen before, not yet after
    for (auto const& thread : before) open[{thread.process, thread.pid}] = &thread;
    auto const take = [&](int process, int pid) -> ThreadActivity const* {
        auto const found = open.find({process, pid});
        if (found == open.end()) return nullptr;
        auto const* const thread = found->second;
        open.erase(found);
        return thread;
    };
    ActivityBetween out;
    // The ended first: the number of one that ended may be another's by now.
    for (auto const& end : ended) {
        auto const* const earlier = take(end.process, end.pid);
        out.activity = out.activity + (earlier ? of(end) - earlier->since_begin : of(end));
    }
    for (auto const& thread : after) {
        ++out.threads;
        auto const found = open.find({thread.process, thread.pid});
        bool const same = found != open.end() && found->second->start_ticks == thread.start_ticks;
        out.activity =
            out.activity + (same ? thread.since_begin - found->second->since_begin : thread.since_begin);
        if (same) open.erase(found);
    }
    out.lost_threads = open.size();
    return out;
}

} // namespace wasmbench::probe
