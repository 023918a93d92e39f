#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::probe {

/// One thing that is known of the machine, the system or this program, or is known not to be known.
///
/// Names are paths (`cpu/model`). Values are text for people and for equality; numbers are plain decimals in
/// SI units or counts (bytes, seconds), switches are "on" and "off", yes-or-no questions "yes" and "no".
struct Fact {
    std::string name;
    std::optional<std::string> value; ///< nullopt: could not be found out here
    std::string source;               ///< the file or call it comes from, also when there is no value
    std::string reason;               ///< why there is no value; empty when there is one

    friend bool operator==(Fact const&, Fact const&) = default;
};

/// The fingerprint of where a measurement is made: the facts that explain why two machines, or one machine on
/// two days, give different figures. Always the same names in the same order; what cannot be read is there
/// with its reason.
///
/// - `cpu/`: model, microcode, online, allowed, isolated, governor, frequency_driver, turbo, smt,
///   mitigations, steal_ticks, steal_ratio
/// - `virtualisation/`: hypervisor, machine, container
/// - `memory/`: total, available, swap_total, swap_used, page_size, transparent_huge_pages, numa_nodes,
///   numa_balancing, swappiness, same_page_merging
/// - `cgroup/`: version, cpu_limit (CPUs or "none"), memory_limit (bytes or "none"); a limit is the tightest
///   on the way up
/// - `pressure/`: cpu, memory, io: ratio of the last 10 s in which something waited
/// - `load/`: 1min, 5min, 15min; other_harnesses: processes named wasmbench beside this one
/// - `os/`: kernel, kernel_build, architecture, distribution, tuning (the boot options that matter), aslr,
///   perf_event_paranoid
/// - `clock/`: source, available, resolution
/// - `network/`: port_range, listen_backlog
/// - `process/`: root, open_files
/// - `accounting/`: own_group, exit_records, perf_counters: "yes" where that source of resource use is there
/// - `power/`: source
/// - `disk/`: temporary_free, bytes
/// - `time/`: utc, uptime, boot (a hash of the boot id: equal within one boot, tells nothing else)
/// - `harness/`: version, compiler, standard_library, flags, build_type, sanitizers, assertions, boost
///
/// Nothing that names the machine or its owner is read: no host name, no user name, no address, no serial
/// number.
///
/// `root` stands in front of every file name, for tests and for a copy of another machine's /proc and /sys;
/// what comes from calls is of this machine. Costs a few milliseconds. Thread-safe. Never throws for what
/// cannot be read.
std::vector<Fact> collect_environment(std::filesystem::path const& root = "/");

/// The value of the fact of that name; nullopt when there is no such fact or it has no value.
std::optional<std::string_view> value_of(std::span<Fact const> facts, std::string_view name) noexcept;

} // namespace wasmbench::probe
