#include "privilege_trials.hpp"
#include "proc_file.hpp"

#include <wasmbench/core/system.hpp>
#include <wasmbench/probe/control_group.hpp>
#include <wasmbench/probe/parse_proc_status.hpp>
#include <wasmbench/probe/perf_counters.hpp>
#include <wasmbench/probe/privileges.hpp>
#include <wasmbench/probe/process_watch.hpp>

#include <boost/asio/io_context.hpp>

#include <utility>

#include <unistd.h>

namespace wasmbench::probe {
namespace {

Privilege make(std::string name, std::string what_for, std::string not_held_reason, std::string fix) {
    bool const held = not_held_reason.empty();
    return {std::move(name), held, std::move(what_for), std::move(not_held_reason),
        held ? std::string() : std::move(fix)};
}

Privilege make(std::string name, std::string what_for, Availability const& can) {
    return make(std::move(name), std::move(what_for), can.usable ? std::string() : can.reason, can.fix);
}

std::string why_no_capability(unsigned bit) {
    auto const text = detail::read_proc_file("/proc/self/status");
    if (!text) return "/proc/self/status: " + text.error().message();
    auto const status = parse_proc_status(*text);
    if (!status) return "/proc/self/status does not read as the kernel documents it";
    if ((status->effective_capabilities >> bit & 1u) != 0) return {};
    return "not among the effective capabilities of this process";
}

std::string why_no_news_of_listeners() {
    boost::asio::io_context io;
    if (make_tcp_connector()->watch_listeners(io.get_executor())) return {};
    return "the kernel's tracepoint sock:inet_sock_set_state cannot be opened for all processors";
}

} // namespace

std::vector<Privilege> privileges() {
    // Numbers of linux/capability.h, part of the kernel's stable interface.
    constexpr unsigned cap_net_admin = 12;
    constexpr unsigned cap_sys_ptrace = 19;
    constexpr unsigned cap_sys_admin = 21;
    std::string const as_root = "run it as root";

    return {
        make("root", "all that follows, in most set-ups",
            ::geteuid() == 0 ? "" : "the effective user is not root", "run it with sudo"),
        make("CAP_NET_ADMIN", "firewall rules in the path of the load", why_no_capability(cap_net_admin),
            as_root),
        make("CAP_SYS_ADMIN", "cgroups and namespaces of its own for each instance",
            why_no_capability(cap_sys_admin), as_root),
        make("CAP_SYS_PTRACE", "PSS of processes of other users (containers, daemons)",
            why_no_capability(cap_sys_ptrace), as_root),
        make("drop page cache", "cold starts that read their files from disk", detail::why_no_drop_caches(),
            as_root),
        make("perf counters", "instructions, cycles and cache misses per request", perf_counters_available()),
        make("own control groups", "memory of programs that live a millisecond, CPU time to the nanosecond",
            own_groups_available()),
        make("exit records", "CPU time and memory of processes that begin and end between two samples",
            process_watch_available()),
        make("network namespaces", "a network path of its own, where firewall rules apply to the load alone",
            detail::why_no_network_namespaces(), as_root),
        make("news of listeners", "readiness to some 10 us: the kernel tells when a server begins to listen, else it is tried every "
                                  "millisecond or so", why_no_news_of_listeners(), "run it as root (CAP_PERFMON, and a readable tracefs)"),
        make("real-time priority", "a harness that is woken at once on a busy machine", detail::why_no_real_time_priority(),
            "run it as root (CAP_SYS_NICE), or raise the limit: ulimit -r 1"),
    };
}

} // namespace wasmbench::probe
