#pragma once

#include <wasmbench/core/clock.hpp>
#include <wasmbench/core/connector.hpp>
#include <wasmbench/core/launcher.hpp>

#include <memory>

namespace wasmbench {

struct PosixLauncherOptions {
    /// Make this process adopt grandchildren whose parent has died (PR_SET_CHILD_SUBREAPER), so that they can
    /// be reaped and not only killed. A property of the whole process; without effect on macOS. One that has
    /// left the group and ended by itself before its tree was killed stays a zombie of this process.
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

/// TCP with TCP_NODELAY.
std::unique_ptr<Connector> make_tcp_connector();

/// CLOCK_MONOTONIC.
std::unique_ptr<Clock> make_system_clock();

} // namespace wasmbench
