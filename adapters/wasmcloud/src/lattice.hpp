#pragma once

#include "lifecycle.hpp"
#include "manifest.hpp"
#include "nats_port.hpp"
#include "progress.hpp"

#include <wasmbench/core/command.hpp>
#include <wasmbench/core/launcher.hpp>
#include <wasmbench/core/run_context.hpp>
#include <wasmbench/core/timeline.hpp>

#include <boost/asio/awaitable.hpp>

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::adapters::wasmcloud {

/// Everything a lattice is made of. Its name is also the NATS server's.
struct LatticePlan {
    std::string name;
    std::uint16_t nats_port = 0;
    std::filesystem::path folder; ///< made at the start, removed at the end
    std::filesystem::path nats_server;
    std::filesystem::path wadm;
    std::filesystem::path host;
    std::vector<std::string> host_features;
};

/// nats-server, wadm and a host, with an application deployed to them or not.
///
/// Lifetime: the destructor kills and reaps all of it and removes the folder, without asking; it must not outlive
/// the context and the port. Thread safety: used from the context's executor only.
class Lattice {
public:
    Lattice(RunContext& context, NatsPort& nats, LatticePlan plan);
    ~Lattice();
    Lattice(Lattice const&) = delete;
    Lattice& operator=(Lattice const&) = delete;

    /// From nothing to a host that answers, has nothing on it, and is known to wadm. Marks launch and spawned (of
    /// nats-server), nats_ready, wadm_ready and host_ready. Errors: unavailable (nats-server is too old), exited_before_ready, ready_timeout, and what the ports give.
    asio::awaitable<Result<void>> bring_up(TimePoint deadline, Timeline& timeline);

    /// Hands the application to wadm. Marks manifest_put and deployed (that wadm has taken the order; the rest is
    /// in progress()). Errors: command_failed with wadm's words, ready_timeout.
    asio::awaitable<Result<void>> deploy(Application application, TimePoint deadline, Timeline& timeline);

    /// Ends only by its cancellation. A provider that is still not listening (which is what the caller waits for, who
    /// cancels this) a second after it has everything it needs has missed its link: host 1.9.0 tells it of a link that
    /// comes while it is being spawned before it listens to that, and nobody tells it again. The link is then
    /// taken away and put again, which progress() says.
    asio::awaitable<void> keep_linked();

    /// Undeploys and ends everything in order, asking first; what is there after `grace` is killed. The report is
    /// the host's, the same again for a second call. Errors: leaked_processes. Terminal cancellation kills at once: operation_aborted.
    asio::awaitable<Result<ExitReport>> take_down(Duration grace);

    /// Adds to a failure what the lattice knows: wadm's status, the culprit's command, end and last words. Ends
    /// everything on the way.
    asio::awaitable<Failure> explained(Failure failure);

    /// Kills and reaps at once, and removes the folder. Returns the processes that survived (normally none).
    std::vector<ProcessIdentity> destroy();

    /// Which process has ended by itself, if any has.
    std::optional<Daemon> ended() const;
    ProcessIdentity host() const;
    Progress const& progress() const noexcept { return progress_; }

    /// Roots host, nats and wadm; parts also "provider", where the host has such a child by now.
    ProcessTree processes() const;

private:
    void up(Timeline& timeline, std::string const& daemon) const;
    asio::awaitable<Result<void>> perform(Lifecycle::Step step, TimePoint deadline, Timeline& timeline);
    Result<void> launch(Daemon, std::filesystem::path const& program, std::vector<std::string> arguments);
    Result<void> make_folders() const;
    asio::awaitable<Result<void>> await_nats(TimePoint deadline);
    asio::awaitable<Result<void>> await_wadm(TimePoint deadline);
    asio::awaitable<Result<void>> await_host(TimePoint deadline);
    asio::awaitable<Result<std::string>> request(std::string subject, std::string data);
    asio::awaitable<Result<std::string>> request_until(std::string subject, std::string data, TimePoint deadline);
    asio::awaitable<Result<void>> order(std::string operation, std::string data, TimePoint deadline);
    asio::awaitable<void> undeploy(TimePoint deadline);
    asio::awaitable<void> stop(Daemon, TimePoint deadline);
    asio::awaitable<void> pause(TimePoint deadline);
    std::optional<Failure> out_of_time(TimePoint deadline, std::string stage, std::string expected) const;
    std::unique_ptr<Child>& child(Daemon d) { return children_[static_cast<std::size_t>(d)]; }
    std::unique_ptr<Child> const& child(Daemon d) const { return children_[static_cast<std::size_t>(d)]; }
    Daemon culprit() const;

    RunContext& context_;
    NatsPort& nats_;
    LatticePlan plan_;
    Lifecycle life_;
    std::array<std::unique_ptr<Child>, 3> children_;
    std::array<Command, 3> commands_;
    std::unique_ptr<NatsConnection> connection_;
    std::string host_id_;
    std::string application_;
    Progress progress_;
};

} // namespace wasmbench::adapters::wasmcloud
