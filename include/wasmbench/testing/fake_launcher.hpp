#pragma once

#include <wasmbench/core/launcher.hpp>
#include <wasmbench/testing/fake_clock.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::testing {

/// Something that a scripted child prints.
struct Print {
    Duration after{}; ///< since the launch
    std::string text;
    bool to_stderr = false;
};

/// How one child behaves. By default it runs, silently, until it is told to end.
struct ChildScript {
    std::vector<Print> prints;
    std::optional<Duration> ends_after; ///< since the launch; nullopt: not by itself
    int exit_code = 0;                  ///< of an end by itself
    std::optional<int> exit_signal;     ///< an end by itself that is a crash; then exit_code does not count
    bool ignores_term = false;
    Duration term_takes{};      ///< from SIGTERM to the end
    bool survives_kill = false; ///< kill_tree() does not end it: a process that hangs in the kernel
    error_code launch_error;    ///< the launch fails with this, and there is no child
    /// Called inside launch(): writes the files that the real program would write.
    std::function<void(Command const&)> on_launch;
};

/// What became of one launch that succeeded.
struct LaunchedChild {
    Command command;
    ProcessIdentity identity;
    TimePoint launched_at;
    std::vector<int> signals;       ///< as given to Child::signal(), in order
    bool killed = false;            ///< kill_tree() was called while it ran
    std::optional<ExitReport> exit; ///< set once it has ended
    bool destroyed = false;         ///< the Child object has gone
};

/// A Launcher whose children are scripts in virtual time. Their pids are above every real one, so that a look
/// into the real process table never finds them.
///
/// Lifetime: `clock` must outlive the launcher and its children; children may outlive the launcher. Thread
/// safety: none.
class FakeLauncher final : public Launcher {
public:
    /// The clock must outlive it.
    explicit FakeLauncher(FakeClock& clock);

    /// The script of a launch to come. Scripts are used in the order in which they were added; the last one
    /// stays for all further launches. Without any, children behave as ChildScript{} says.
    FakeLauncher& then(ChildScript script);

    Result<std::unique_ptr<Child>> launch(asio::any_io_executor executor, Command const& command) override;

    /// Commands of all launches, those that failed too.
    std::vector<Command> const& commands() const noexcept { return commands_; }
    /// The n-th child, from 0. Throws std::out_of_range when there was none.
    LaunchedChild const& child(std::size_t n) const { return *children_.at(n); }
    /// Children until now.
    std::size_t launched() const noexcept { return children_.size(); }

    /// Children that run at this moment. Not 0 after everything was stopped and destroyed = a leak.
    std::size_t running() const noexcept;

private:
    FakeClock& clock_;
    std::deque<ChildScript> scripts_;
    std::vector<Command> commands_;
    std::vector<std::shared_ptr<LaunchedChild>> children_;
};

} // namespace wasmbench::testing
