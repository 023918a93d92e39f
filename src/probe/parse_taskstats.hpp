#pragma once

#include <wasmbench/probe/task_end.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace wasmbench::probe::detail {

/// What one datagram of the TASKSTATS family holds.
struct TaskstatsMessages {
    std::vector<TaskEnd> ended;
    /// The version of a record that lacks the process id (before 12, Linux 5.18): it cannot be used.
    std::optional<unsigned> too_old;
    std::optional<int> error; ///< of a request: an error number, 0 for an acknowledgement

    friend bool operator==(TaskstatsMessages const&, TaskstatsMessages const&) = default;
};

/// Reads the bytes of one datagram (struct nlmsghdr, genlmsghdr, taskstats; linux/taskstats.h). The records of
/// single threads only: those of whole processes add up the same. `family` is the number that the kernel gave to
/// TASKSTATS. Pure; safe from any thread.
TaskstatsMessages parse_taskstats(std::span<std::byte const> datagram, std::uint16_t family);

/// The number of the family in the answer to CTRL_CMD_GETFAMILY (linux/genetlink.h). Pure.
std::optional<std::uint16_t> parse_family(std::span<std::byte const> datagram);

} // namespace wasmbench::probe::detail
