#pragma once

#include <compare>
#include <cstdint>
#include <filesystem>
#include <optional>
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

/// What an instance consists of: the root processes, whose descendants belong to it, and the cgroup that
/// holds it where there is one (a container is not a child of the harness).
struct ProcessTree {
    std::vector<ProcessIdentity> roots;
    std::optional<std::filesystem::path> cgroup;

    friend bool operator==(ProcessTree const&, ProcessTree const&) = default;
};

} // namespace wasmbench
