#include "parse_proc_event.hpp"

#include "netlink_bytes.hpp"

#include <cstdint>

#include <linux/cn_proc.h>
#include <linux/connector.h>

namespace wasmbench::probe::detail {
namespace {

// PROC_EVENT_NONE and PROC_EVENT_FORK, which Linux 6.6 moved out of the struct.
constexpr std::uint32_t no_event = 0;
constexpr std::uint32_t fork_event = 1;

// cn_msg without the data behind it, which has no length of its own.
struct ConnectorHeader {
    cb_id id;
    std::uint32_t sequence;
    std::uint32_t acknowledged;
    std::uint16_t length;
    std::uint16_t flags;
};
static_assert(sizeof(ConnectorHeader) == sizeof(cn_msg));

} // namespace

ProcEvents parse_proc_events(std::span<std::byte const> datagram) {
    ProcEvents out;
    for_each_message(datagram, [&](nlmsghdr const&, std::span<std::byte const> payload) {
        auto const connector = struct_at<ConnectorHeader>(payload);
        if (!connector || connector->id.idx != CN_IDX_PROC || connector->id.val != CN_VAL_PROC) return;
        // The event's union has grown over the years, and the kernel sends what it has.
        auto const event = struct_at<proc_event>(payload.subspan(sizeof(ConnectorHeader)), true);
        if (!event) return;
        auto const& data = event->event_data;
        auto const what = static_cast<std::uint32_t>(event->what);
        if (what == fork_event)
            out.forks.push_back({data.fork.parent_tgid, data.fork.child_tgid});
        if (what == no_event) out.answer = static_cast<int>(data.ack.err);
    });
    return out;
}

} // namespace wasmbench::probe::detail
