// macOS: the same questions asked of libproc and sysctl. Compiled by cross-compilation, not run by the
// project's CI.
#include "orphans.hpp"

#include <wasmbench/core/process_table.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <string>
#include <string_view>

#include <libproc.h>
#include <sys/sysctl.h>
#include <unistd.h>

namespace wasmbench {
namespace {

std::optional<proc_bsdinfo> info_of(int pid) {
    proc_bsdinfo info{};
    if (::proc_pidinfo(pid, PROC_PIDTBSDINFO, 0, &info, sizeof info) != static_cast<int>(sizeof info))
        return std::nullopt;
    return info;
}

std::uint64_t start_of(proc_bsdinfo const& info) {
    return static_cast<std::uint64_t>(info.pbi_start_tvsec) * 1'000'000u + info.pbi_start_tvusec;
}

std::vector<int> pids_by(std::uint32_t type, std::uint32_t argument) {
    int const bytes = ::proc_listpids(type, argument, nullptr, 0);
    if (bytes <= 0) return {};
    std::vector<int> pids(static_cast<std::size_t>(bytes) / sizeof(int) + 16);
    int const got = ::proc_listpids(type, argument, pids.data(), static_cast<int>(pids.size() * sizeof(int)));
    pids.resize(got > 0 ? static_cast<std::size_t>(got) / sizeof(int) : 0);
    return pids;
}

// KERN_PROCARGS2: argc, the program's path, padding, argc arguments, then the environment.
std::string environment_of(int pid) {
    int mib[3] = {CTL_KERN, KERN_PROCARGS2, pid};
    std::size_t size = 0;
    if (::sysctl(mib, 3, nullptr, &size, nullptr, 0) != 0) return {};
    std::string buffer(size, '\0');
    if (::sysctl(mib, 3, buffer.data(), &size, nullptr, 0) != 0) return {};
    buffer.resize(size);
    return buffer;
}

} // namespace

std::optional<ProcessIdentity> identify(int pid) {
    auto const info = info_of(pid);
    if (!info || info->pbi_status == SZOMB) return std::nullopt;
    return ProcessIdentity{pid, start_of(*info), Role::workload};
}

bool alive(ProcessIdentity const& process) {
    auto const id = identify(process.pid);
    return id && (process.start_ticks == 0 || id->start_ticks == process.start_ticks);
}

std::vector<ProcessIdentity> descendants(std::vector<ProcessIdentity> const& roots) {
    std::vector<ProcessIdentity> out;
    auto add = [&](int pid, Role role) {
        if (std::any_of(out.begin(), out.end(), [&](auto const& p) { return p.pid == pid; })) return;
        if (auto id = identify(pid)) {
            id->role = role;
            out.push_back(*id);
        }
    };
    for (auto const& r : roots)
        if (alive(r)) add(r.pid, r.role);
    for (std::size_t i = 0; i < out.size(); ++i) {
        auto const parent = out[i];
        for (int c : pids_by(PROC_PPID_ONLY, static_cast<std::uint32_t>(parent.pid)))
            if (c > 0) add(c, parent.role);
    }
    return out;
}

namespace {

std::vector<ProcessIdentity> by_environment(std::string const& needle) {
    std::vector<ProcessIdentity> out;
    for (int pid : pids_by(PROC_ALL_PIDS, 0)) {
        if (pid <= 0 || pid == ::getpid()) continue;
        if (environment_of(pid).find(needle) == std::string::npos) continue;
        if (auto id = identify(pid)) out.push_back(*id);
    }
    return out;
}

} // namespace

std::vector<ProcessIdentity> with_environment_entry(std::string_view entry) {
    return by_environment('\0' + std::string(entry) + '\0');
}

std::vector<ProcessIdentity> with_environment_prefix(std::string_view prefix) {
    return by_environment('\0' + std::string(prefix));
}

std::vector<EnvironmentEntry> environment_entries(std::string_view prefix) {
    std::vector<EnvironmentEntry> out;
    auto const wanted = '\0' + std::string(prefix);
    for (auto const& process : with_environment_prefix(prefix)) {
        auto const environment = environment_of(process.pid);
        auto const begin = environment.find(wanted);
        if (begin == std::string::npos) continue; // it has gone, or has become another program
        out.push_back({process, environment.c_str() + begin + 1}); // up to the next zero
    }
    return out;
}

std::vector<ProcessIdentity> running_from(std::filesystem::path const& folder) {
    std::vector<ProcessIdentity> out;
    std::error_code ec;
    auto const below = std::filesystem::canonical(folder, ec) / "";
    if (ec) return out;
    for (int pid : pids_by(PROC_ALL_PIDS, 0)) {
        if (pid <= 0 || pid == ::getpid()) continue;
        char program[PROC_PIDPATHINFO_MAXSIZE] = {};
        if (::proc_pidpath(pid, program, sizeof program) <= 0) continue;
        if (!std::string_view(program).starts_with(below.native())) continue;
        if (auto id = identify(pid)) out.push_back(*id);
    }
    return out;
}

// argc, then the program's path.
std::string command_line(int pid) {
    auto const all = environment_of(pid);
    return all.size() <= sizeof(int) ? std::string() : detail::printable(std::string(all.c_str() + sizeof(int)), ' ');
}

// There are no pidfds: between the question and the signal the number could be given away.
error_code kill_process(ProcessIdentity const& process) {
    if (!alive(process) || ::kill(process.pid, SIGKILL) == 0 || errno == ESRCH) return {};
    return {errno, boost::system::system_category()};
}

// There is no subreaper: launchd adopts orphans, and reaps them.
detail::Orphans detail::ended_orphans(std::uint64_t) {
    return {};
}

} // namespace wasmbench
