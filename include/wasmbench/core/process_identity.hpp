#pragma once

#include <compare>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench {

/// Who is charged for a process's memory and CPU.
enum class Role { workload, runtime_host, shared_daemon };

constexpr std::string_view to_string(Role r) noexcept {
    switch (r) {
    case Role::workload:
        return "workload";
    case Role::runtime_host:
        return "runtime-host";
    case Role::shared_daemon:
        return "shared-daemon";
    }
    return "workload";
}

/// A process, named so that a pid which the kernel gave to somebody else is not mistaken for it.
struct ProcessIdentity {
    int pid = 0;
    std::uint64_t start_ticks = 0; ///< clock ticks since boot at which it started; 0 = not known
    Role role = Role::workload;

    friend auto operator<=>(ProcessIdentity const&, ProcessIdentity const&) = default;
};

/// A root process under the name by which a report shows it: "host", "nats", "wadm", "provider".
struct ProcessPart {
    std::string name;
    ProcessIdentity process;

    friend bool operator==(ProcessPart const&, ProcessPart const&) = default;
};

/// What an instance consists of: the root processes, whose descendants belong to it, and the cgroup that
/// holds it where there is one (a container is not a child of the harness).
struct ProcessTree {
    std::vector<ProcessIdentity> roots;
    /// The control group as /proc/PID/cgroup names it ("/docker/4f1e..."): a path below the mount point of each
    /// hierarchy, version 1 or 2, and not a path of the file system.
    std::optional<std::filesystem::path> cgroup;
    /// Which process is which, where an instance consists of several: each is charged apart, with its
    /// descendants except those that are parts themselves. A part need not be a root of its own (a provider is
    /// the host's child). Empty for an instance of one part.
    std::vector<ProcessPart> parts = {};

    friend bool operator==(ProcessTree const&, ProcessTree const&) = default;
};

} // namespace wasmbench
