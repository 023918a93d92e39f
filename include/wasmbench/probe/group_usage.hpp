#pragma once

#include <wasmbench/probe/parse_pressure.hpp>

#include <optional>
#include <string>

namespace wasmbench::probe {

/// A control group's folder in one hierarchy.
struct CgroupFolder {
    std::string path;
    bool version_2 = false;

    friend bool operator==(CgroupFolder const&, CgroupFolder const&) = default;
};

/// The folders in which a control group is accounted for. They may lie in different hierarchies.
struct GroupAccounts {
    std::optional<CgroupFolder> memory;
    std::optional<CgroupFolder> cpu;
    std::optional<CgroupFolder> pressure; ///< always of version 2

    friend bool operator==(GroupAccounts const&, GroupAccounts const&) = default;
};

/// What the kernel has counted for a control group, its subgroups and those that have ended among them
/// (Linux, Documentation/admin-guide/cgroup-v1/{memory,cpuacct}.rst and cgroup-v2.rst). A field is missing
/// where there is no account or the kernel does not keep it.
///
/// Memory is what was charged: anonymous pages, page cache that the group was the first to read, and the
/// kernel's own for it (page tables, stacks). The kernel charges in batches of up to 64 pages a CPU, so each
/// figure may be too high by 256 KiB a CPU.
struct GroupUsage {
    std::optional<double> memory;       ///< bytes now
    std::optional<double> memory_peak;  ///< bytes, the most there was; version 2: since Linux 5.19
    std::optional<double> unused_cache; ///< bytes of `memory`: page cache that nobody uses (inactive_file)
    std::optional<double> cpu_seconds;  ///< user and system together, precise
    std::optional<double> user_seconds;
    std::optional<double> system_seconds;
    std::optional<Pressure> cpu_pressure; ///< the last three: where pressure is accounted (psi=1)
    std::optional<Pressure> memory_pressure;
    std::optional<Pressure> io_pressure;
};

/// Reads them now; some 10 us a file. Safe from any thread.
GroupUsage read_group(GroupAccounts const& accounts);

} // namespace wasmbench::probe
