#include "parse_taskstats.hpp"

#include "netlink_bytes.hpp"

#include <algorithm>

#include <linux/genetlink.h>
#include <linux/taskstats.h>

namespace wasmbench::probe::detail {
namespace {

constexpr double kib = 1024;
constexpr double nanoseconds = 1e-9;
constexpr double microseconds = 1e-6;
constexpr unsigned first_with_process_id = 12;

TaskEnd to_task_end(taskstats const& t) {
    TaskEnd out;
    out.pid = static_cast<int>(t.ac_pid);
    out.process = static_cast<int>(t.ac_tgid);
    out.parent = static_cast<int>(t.ac_ppid);
    auto const* const end = std::find(t.ac_comm, t.ac_comm + sizeof t.ac_comm, '\0');
    out.name.assign(t.ac_comm, end);
    // utime and stime are counted by the tick; this is the scheduler's own sum, which lacks the last moments only.
    out.cpu_seconds = static_cast<double>(t.cpu_run_virtual_total) * nanoseconds;
    out.user_seconds = static_cast<double>(t.ac_utime) * microseconds;
    out.system_seconds = static_cast<double>(t.ac_stime) * microseconds;
    out.lifetime_seconds = static_cast<double>(t.ac_etime) * microseconds;
    out.peak_rss = static_cast<double>(t.hiwater_rss) * kib;
    out.minor_faults = t.ac_minflt;
    out.major_faults = t.ac_majflt;
    out.voluntary_switches = t.nvcsw;
    out.involuntary_switches = t.nivcsw;
    out.run_delay_seconds = static_cast<double>(t.cpu_delay_total) * nanoseconds;
    out.read_bytes = t.read_bytes;
    out.write_bytes = t.write_bytes;
    return out;
}

// A message of a generic family without its two headers; nullopt for another family's.
std::optional<std::span<std::byte const>> generic_payload(
    nlmsghdr const& header, std::span<std::byte const> payload, std::uint16_t family) {
    if (header.nlmsg_type != family || payload.size() < sizeof(genlmsghdr)) return std::nullopt;
    return payload.subspan(sizeof(genlmsghdr));
}

} // namespace

TaskstatsMessages parse_taskstats(std::span<std::byte const> datagram, std::uint16_t family) {
    TaskstatsMessages out;
    for_each_message(datagram, [&](nlmsghdr const& header, std::span<std::byte const> payload) {
        if (header.nlmsg_type == NLMSG_ERROR) {
            // Not by the sign: the least number has no positive one.
            if (auto const e = struct_at<nlmsgerr>(payload))
                out.error = static_cast<int>(0U - static_cast<unsigned>(e->error));
            return;
        }
        auto const attributes = generic_payload(header, payload, family);
        if (!attributes) return;
        for_each_attribute(*attributes, [&](unsigned type, std::span<std::byte const> nested) {
            if (type != TASKSTATS_TYPE_AGGR_PID) return;
            for_each_attribute(nested, [&](unsigned inner, std::span<std::byte const> bytes) {
                if (inner != TASKSTATS_TYPE_STATS) return;
                auto const record = struct_at<taskstats>(bytes, true);
                if (!record) return;
                if (record->version < first_with_process_id)
                    out.too_old = record->version;
                else
                    out.ended.push_back(to_task_end(*record));
            });
        });
    });
    return out;
}

std::optional<std::uint16_t> parse_family(std::span<std::byte const> datagram) {
    std::optional<std::uint16_t> out;
    for_each_message(datagram, [&](nlmsghdr const& header, std::span<std::byte const> payload) {
        auto const attributes = generic_payload(header, payload, GENL_ID_CTRL);
        if (!attributes) return;
        for_each_attribute(*attributes, [&](unsigned type, std::span<std::byte const> bytes) {
            if (type == CTRL_ATTR_FAMILY_ID) out = struct_at<std::uint16_t>(bytes);
        });
    });
    return out;
}

} // namespace wasmbench::probe::detail
