#pragma once

#include <string>
#include <vector>

namespace wasmbench::probe {

/// Something that needs more than an ordinary user has, and whether this process has it.
struct Privilege {
    std::string
        name; ///< "root", "CAP_NET_ADMIN", "drop page cache", "perf counters", "network namespaces", ...
    bool held = false;
    std::string what_for; ///< which measurement needs it
    std::string reason;   ///< why it is not held, with the system's own error; empty when held
    std::string fix;      ///< how to get it; empty when held

    friend bool operator==(Privilege const&, Privilege const&) = default;
};

/// Tries each privilege for real where a try leaves nothing behind: opens the perf counters, opens drop_caches
/// without writing, makes and removes a control group, listens to the kernel for a moment, makes a network
/// namespace, and asks for a real-time priority, each in a thread of its own that then ends. Always the same names in the same
/// order: root, CAP_NET_ADMIN, CAP_SYS_ADMIN, CAP_SYS_PTRACE, drop page cache, perf counters, own control groups, exit
/// records, network namespaces, news of listeners, real-time priority.
///
/// Costs some milliseconds. Thread-safe. On systems other than Linux everything but root is not held.
std::vector<Privilege> privileges();

} // namespace wasmbench::probe
