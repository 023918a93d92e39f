// macOS: the sockets of each process, asked of libproc. Compiled by cross-compilation, never run by this project.
#include <wasmbench/adapters/common/listener_owner.hpp>
#include <wasmbench/core/process_table.hpp>

#include <optional>

#include <libproc.h>
#include <netinet/in.h>
#include <sys/proc_info.h>

namespace wasmbench::adapters {
namespace {

std::optional<std::vector<proc_fdinfo>> descriptors_of(int pid) {
    int const bytes = ::proc_pidinfo(pid, PROC_PIDLISTFDS, 0, nullptr, 0);
    if (bytes <= 0) return std::nullopt; // another user's, or it has ended
    // Room for those that are opened in between.
    std::vector<proc_fdinfo> out(static_cast<std::size_t>(bytes) / sizeof(proc_fdinfo) + 16);
    int const got =
        ::proc_pidinfo(pid, PROC_PIDLISTFDS, 0, out.data(), static_cast<int>(out.size() * sizeof(proc_fdinfo)));
    if (got <= 0) return std::nullopt;
    out.resize(static_cast<std::size_t>(got) / sizeof(proc_fdinfo));
    return out;
}

bool listens(int pid, int descriptor, std::uint16_t port) {
    socket_fdinfo info{};
    if (::proc_pidfdinfo(pid, descriptor, PROC_PIDFDSOCKETINFO, &info, sizeof info) != static_cast<int>(sizeof info))
        return false;
    if (info.psi.soi_kind != SOCKINFO_TCP) return false;
    auto const& tcp = info.psi.soi_proto.pri_tcp;
    // The port is in the network's byte order, in the low half of an int.
    return tcp.tcpsi_state == TSI_S_LISTEN && ntohs(static_cast<std::uint16_t>(tcp.tcpsi_ini.insi_lport)) == port;
}

/// nullopt: its sockets cannot be seen.
std::optional<bool> process_listens(int pid, std::uint16_t port) {
    auto const descriptors = descriptors_of(pid);
    if (!descriptors) return std::nullopt;
    for (auto const& d : *descriptors)
        if (d.proc_fdtype == PROX_FDTYPE_SOCKET && listens(pid, d.proc_fd, port)) return true;
    return false;
}

} // namespace

// There is no table of sockets without the processes that hold them. So that nobody of the tree listens is told from that
// somebody else does by looking at all processes that may be looked at.
ListenerOwner listener_owner(std::uint16_t port, std::vector<ProcessIdentity> const& roots) {
    bool saw_all = true;
    for (auto const& p : descendants(roots)) {
        auto const found = process_listens(p.pid, port);
        if (found && *found) return ListenerOwner::one_of_them;
        if (!found && alive(p)) saw_all = false;
    }
    if (!saw_all) return ListenerOwner::unknown;
    int const bytes = ::proc_listpids(PROC_ALL_PIDS, 0, nullptr, 0);
    if (bytes <= 0) return ListenerOwner::unknown;
    std::vector<int> pids(static_cast<std::size_t>(bytes) / sizeof(int) + 16);
    int const got = ::proc_listpids(PROC_ALL_PIDS, 0, pids.data(), static_cast<int>(pids.size() * sizeof(int)));
    pids.resize(got > 0 ? static_cast<std::size_t>(got) / sizeof(int) : 0);
    for (int const pid : pids)
        if (pid > 0 && process_listens(pid, port).value_or(false)) return ListenerOwner::someone_else;
    return ListenerOwner::unknown;
}

} // namespace wasmbench::adapters
