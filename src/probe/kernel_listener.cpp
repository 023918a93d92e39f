#include "kernel_listener.hpp"

#include "parse_taskstats.hpp"
#include "proc_file.hpp"
#include "text.hpp"

#include <array>
#include <cstring>
#include <optional>
#include <string>
#include <system_error>

#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/taskstats.h>

namespace wasmbench::probe::detail {
namespace {

constexpr int answer_within = 1000; // milliseconds

constexpr char const* fix = "run it as root, outside of a container, on Linux 5.18 or newer built with "
                            "CONFIG_PROC_EVENTS, CONFIG_TASKSTATS and CONFIG_TASK_DELAY_ACCT";

Availability refused(std::string const& what, std::string const& why) {
    return Availability::no(what + ": " + why, fix);
}

template <class T>
void append(std::vector<std::byte>& to, T const& value) {
    auto const* const at = reinterpret_cast<std::byte const*>(&value);
    to.insert(to.end(), at, at + sizeof value);
}

std::vector<std::byte> listen_request(proc_cn_mcast_op op) {
    cn_msg header{};
    header.id = {CN_IDX_PROC, CN_VAL_PROC};
    header.len = sizeof op;
    std::vector<std::byte> out;
    append(out, header);
    append(out, op);
    return out;
}

// A generic netlink message with one attribute that is a text.
std::vector<std::byte> text_request(std::uint8_t command, std::uint16_t attribute, std::string const& text) {
    std::vector<std::byte> out;
    append(out, genlmsghdr{command, 1, 0});
    append(out, nlattr{static_cast<std::uint16_t>(sizeof(nlattr) + text.size() + 1), attribute});
    for (char c : text) append(out, c);
    append(out, '\0');
    while (out.size() % 4 != 0) append(out, '\0');
    return out;
}

} // namespace

Availability KernelListener::open() {
    if (auto ends = open_ends(); !ends.usable) return ends;
    auto forks = open_forks();
    if (!forks.usable) close();
    return forks;
}

Availability KernelListener::open_forks() {
    constexpr char const* what = "the kernel's process events (NETLINK_CONNECTOR)";
    if (auto ec = forks_.open(NETLINK_CONNECTOR, CN_IDX_PROC)) return refused(what, ec.message());
    if (auto ec = forks_.send(NLMSG_DONE, 0, listen_request(PROC_CN_MCAST_LISTEN))) return refused(what, ec.message());
    // In a namespace of its own a process is let in and told nothing, so the answer is waited for.
    while (forks_.receive(datagram_, answer_within) == NetlinkSocket::Received::datagram) {
        auto const answer = parse_proc_events(datagram_).answer;
        if (!answer) continue;
        if (*answer == 0) return Availability::yes();
        return refused(what, std::generic_category().message(*answer));
    }
    return refused(what, "no answer");
}

Availability KernelListener::open_ends() {
    constexpr char const* what = "the kernel's records of ended processes (taskstats)";
    if (auto ec = ends_.open(NETLINK_GENERIC, 0)) return refused(what, ec.message());
    if (auto ec = ends_.send(GENL_ID_CTRL, NLM_F_REQUEST,
            text_request(CTRL_CMD_GETFAMILY, CTRL_ATTR_FAMILY_NAME, TASKSTATS_GENL_NAME)))
        return refused(what, ec.message());
    std::optional<std::uint16_t> family;
    if (ends_.receive(datagram_, answer_within) == NetlinkSocket::Received::datagram)
        family = parse_family(datagram_);
    if (!family) return refused(what, "this kernel has none");
    family_ = *family;

    auto const cpus = read_proc_file("/sys/devices/system/cpu/possible");
    auto const request = text_request(
        TASKSTATS_CMD_GET, TASKSTATS_CMD_ATTR_REGISTER_CPUMASK, cpus ? std::string(trimmed(*cpus)) : "0");
    if (auto ec = ends_.send(family_, NLM_F_REQUEST | NLM_F_ACK, request)) return refused(what, ec.message());
    // Records may come before the acknowledgement; nobody has asked for those yet.
    while (ends_.receive(datagram_, answer_within) == NetlinkSocket::Received::datagram) {
        auto const answer = parse_taskstats(datagram_, family_);
        if (answer.too_old) return refused(what, "they name no process before version 12");
        if (!answer.error) continue;
        if (*answer.error == 0) return Availability::yes();
        return refused(what, std::generic_category().message(*answer.error));
    }
    return refused(what, "no answer");
}

bool KernelListener::drain(ForkLog& log) {
    using Received = NetlinkSocket::Received;
    bool lost = false;
    // The ends first, the forks then: of whatever is among the ends, the fork has been sent already.
    early_.clear();
    for (auto r = ends_.receive(datagram_); r != Received::nothing; r = ends_.receive(datagram_)) {
        if (r == Received::failed) return true;
        if (r == Received::lost) lost = true;
        if (r != Received::datagram) continue;
        auto messages = parse_taskstats(datagram_, family_);
        if (messages.too_old) lost = true;
        for (auto& end : messages.ended) early_.push_back(std::move(end));
    }
    for (auto r = forks_.receive(datagram_); r != Received::nothing; r = forks_.receive(datagram_)) {
        if (r == Received::failed) return true;
        if (r == Received::lost) lost = true;
        if (r != Received::datagram) continue;
        for (auto const& fork : parse_proc_events(datagram_).forks) log.forked(fork);
    }
    for (auto const& end : early_) log.ended(end);
    return lost;
}

void KernelListener::close() noexcept {
    // Kernels before 6.6 count listeners by these two requests and not by sockets.
    try {
        forks_.send(NLMSG_DONE, 0, listen_request(PROC_CN_MCAST_IGNORE));
    } catch (...) { // want of memory: they go on sending to nobody
    }
    forks_.close();
    ends_.close();
}

} // namespace wasmbench::probe::detail
