#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace wasmbench::probe::detail {

/// A new process or thread.
struct ForkEvent {
    int parent = 0; ///< process id
    int child = 0;  ///< process id; the parent's for a new thread

    friend bool operator==(ForkEvent const&, ForkEvent const&) = default;
};

/// What one datagram of the kernel's process event connector holds.
struct ProcEvents {
    std::vector<ForkEvent> forks;
    /// The answer to "listen": an error number, 0 for yes.
    std::optional<int> answer;

    friend bool operator==(ProcEvents const&, ProcEvents const&) = default;
};

/// Reads the bytes of one datagram (struct nlmsghdr, cn_msg, proc_event; connector.rst and linux/cn_proc.h).
/// Other events are passed over, and what is cut short ends the reading. Pure; safe from any thread.
ProcEvents parse_proc_events(std::span<std::byte const> datagram);

} // namespace wasmbench::probe::detail
