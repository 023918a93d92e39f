#pragma once

#include <wasmbench/core/asio.hpp>
#include <wasmbench/core/command.hpp>
#include <wasmbench/core/exit_report.hpp>
#include <wasmbench/core/process_identity.hpp>
#include <wasmbench/core/result.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wasmbench {

/// A running (or ended) child process with the processes it started.
///
/// Lifetime: the destructor kills and reaps the whole tree, processes that left the process group among them;
/// it blocks for as long as the kernel needs for that (milliseconds). Pending waits complete with
/// operation_aborted. It must not outlive its executor's context. Thread safety: distinct objects safe; one object is used from its executor only.
class Child {
public:
    Child() = default;
    Child(Child const&) = delete;
    Child& operator=(Child const&) = delete;
    virtual ~Child() = default;

    /// Which process it is; also after its end.
    virtual ProcessIdentity const& identity() const noexcept = 0;
    virtual TimePoint launched_at() const noexcept = 0; ///< just before the spawn call
    virtual TimePoint spawned_at() const noexcept = 0;  ///< the spawn call returned

    /// How it ended; nullopt while it runs (or while the harness has not yet learnt of the end).
    virtual std::optional<ExitReport> exited() const = 0;

    /// What it wrote so far, at most Command::capture_limit bytes each, the last ones.
    virtual std::string output() const = 0;
    /// Likewise of its standard error.
    virtual std::string error_output() const = 0;

    /// Sends a signal to the process group of the child. No error when it has ended.
    virtual error_code signal(int number) = 0;

    /// Kills everything that the child started and reaps the child. Safe to call twice. Returns the processes
    /// that survived (normally none).
    virtual std::vector<ProcessIdentity> kill_tree() = 0;

    /// Completes with void(error_code, ExitReport) when the process has ended and its output is read.
    /// Cancellation stops the waiting, not the process.
    template <asio::completion_token_for<void(error_code, ExitReport)> Token>
    auto async_wait(Token&& token) {
        return asio::async_initiate<Token, void(error_code, ExitReport)>(
            [this](auto handler) { do_wait(std::move(handler)); }, token);
    }

private:
    virtual void do_wait(asio::any_completion_handler<void(error_code, ExitReport)>) = 0;
};

/// Port through which processes are started on the timed path. Lifetime: it must outlive its children. Thread safety: one object
/// is used by one thread at a time.
class Launcher {
public:
    Launcher() = default;
    Launcher(Launcher const&) = delete;
    Launcher& operator=(Launcher const&) = delete;
    virtual ~Launcher() = default;

    /// Starts `command`. Synchronous on purpose: a posix_spawn is 0.5-1.5 ms and its begin and end are the
    /// first two marks of a cold start. The child's output and end are watched on `executor`. Errors: the
    /// operating system's, with the command in the diagnostics.
    virtual Result<std::unique_ptr<Child>> launch(asio::any_io_executor executor, Command const& command) = 0;
};

} // namespace wasmbench
