#pragma once

#include <wasmbench/core/availability.hpp>
#include <wasmbench/core/error.hpp>
#include <wasmbench/core/result.hpp>
#include <wasmbench/probe/group_usage.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace wasmbench::probe {

/// A control group of the harness's own making, for the processes of one instance: the kernel then accounts for
/// all of them, however short they live, and keeps the peak of their memory (docs/design/010).
///
/// Where: in version 1 below the harness's own group, so that limits set on the harness hold inside; in
/// version 2, where a group with processes can have no accounted subgroups, beside it. Nothing is limited and
/// no controller is switched on. The name is "wasmbench-<owner>-<number>" (core/owner.hpp).
///
/// Lifetime: the destructor moves whoever is still inside to the harness's group and removes the folders. What
/// a killed harness left behind is removed by the next create(), once no process is inside, and by leftover_groups().
/// Thread safety: one object is used by one thread at a time, except that usage() may be called from any.
class ControlGroup {
public:
    /// Makes the folders. Fails where no hierarchy accounts for memory or CPU, or where this process may not
    /// make groups: the diagnostics say which. `root` stands in front of every path; another folder in tests.
    static Result<std::unique_ptr<ControlGroup>> create(std::filesystem::path root = "/");

    ~ControlGroup();
    ControlGroup(ControlGroup const&) = delete;
    ControlGroup& operator=(ControlGroup const&) = delete;

    /// Moves the calling thread (version 1), or where only whole processes can be moved (version 2) the calling
    /// process, into the group: what it starts from now on begins inside, so that no moment is missed. Undone by
    /// leave(), and in version 1 by the end of the thread. The kernel holds up forks and exits of the whole
    /// machine for some 10 us meanwhile: not for the timed path.
    error_code enter();
    /// Moves the calling thread (version 2: the process) back to where it came from.
    error_code leave();

    /// Whether enter() moves the calling thread alone.
    bool enters_by_thread() const noexcept;

    /// Moves a running process with all its threads; later children begin inside. Accounted for from now on:
    /// memory that it has already is not.
    error_code adopt(int pid);

    /// The pids inside now.
    std::vector<int> processes() const;

    /// Whether being inside changes how the CPU is shared with those outside: where the hierarchy that accounts
    /// for CPU time also schedules it (version 1's "cpu,cpuacct"; version 2 with the cpu controller on), a group
    /// gets one share, like any other group.
    bool changes_scheduling() const noexcept;

    /// Where its figures are read.
    GroupAccounts const& accounts() const noexcept;
    /// What was charged to it until now.
    GroupUsage usage() const { return read_group(accounts()); }

    /// What the destructor does. The first error that remains; safe to call twice.
    error_code remove();

private:
    struct State;
    explicit ControlGroup(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Whether one could be made here: makes and removes one. Costs a millisecond.
Availability own_groups_available(std::filesystem::path const& root = "/");

} // namespace wasmbench::probe
