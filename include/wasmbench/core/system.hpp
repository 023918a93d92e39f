#pragma once

#include <wasmbench/core/connector.hpp>
#include <wasmbench/core/launcher.hpp>
#include <wasmbench/core/owner.hpp>
#include <wasmbench/core/system_clock.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace wasmbench {

/// How make_posix_launcher() deals with processes that children leave.
struct PosixLauncherOptions {
    /// Adopt grandchildren whose parent has died (PR_SET_CHILD_SUBREAPER; of the whole process; not on macOS), to
    /// reap them too. One that ended in a session of its own is known by that alone: a program that itself starts
    /// processes in sessions of their own and waits for them must turn this off.
    bool subreaper = true;
};

/// The Launcher of this operating system: posix_spawn, a process group per child, the end learnt from a pidfd
/// (Linux) or an EVFILT_PROC kqueue (macOS), wait4 for the resource usage.
///
/// Every child's environment gets one extra variable, WASMBENCH_OWNER, whose value is unique to the child. It
/// is how processes that have left the group and the tree are still found and ended; one that has also
/// changed its environment (exec with another one) is found for as long as its parent lives. An entry of that
/// name in Command::environment is replaced.
///
/// Needs SIGCHLD not to be ignored: launch() says so otherwise.
std::unique_ptr<Launcher> make_posix_launcher(PosixLauncherOptions options = {});

/// What the WASMBENCH_OWNER entry of every child of this process begins with, and of no other process's children:
/// "WASMBENCH_OWNER=OWNER-" (owner.hpp). It finds what was left by a harness that was killed (with_environment_prefix).
std::string children_mark();

/// The part of it that is known of any harness by its pid alone: of those that have had this pid.
std::string children_mark(int pid);

/// What the entries of all harnesses' children begin with.
inline constexpr std::string_view any_children_mark = "WASMBENCH_OWNER=";

/// The harness that an entry names, "WASMBENCH_OWNER=OWNER-NUMBER"; nullopt for any other text.
std::optional<Owner> owner_of_mark(std::string_view entry);

/// TCP with TCP_NODELAY.
std::unique_ptr<Connector> make_tcp_connector();

} // namespace wasmbench
