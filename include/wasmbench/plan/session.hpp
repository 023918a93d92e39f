#pragma once

#include <wasmbench/core/asio.hpp>
#include <wasmbench/core/clock.hpp>
#include <wasmbench/core/connector.hpp>
#include <wasmbench/core/launcher.hpp>
#include <wasmbench/core/observer.hpp>
#include <wasmbench/core/probe.hpp>
#include <wasmbench/plan/finished_trial.hpp>
#include <wasmbench/net/network_cell.hpp>
#include <wasmbench/plan/resolve.hpp>
#include <wasmbench/probe/disturbance.hpp>
#include <wasmbench/probe/machine_memory.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace wasmbench::plan {

/// What a session works with. All of it must outlive the session's run.
struct SessionPorts {
    Launcher& launcher;
    Connector& connector;
    Clock& clock;
    /// An existing folder; each trial gets a folder of its own in it, which is removed after the trial.
    std::filesystem::path scratch;
    /// An existing folder for the output of every child; nullopt: it is not written.
    std::optional<std::filesystem::path> logs;
    /// Asked during the throughput part and the memory trials. Those that are not usable give no values.
    std::vector<Probe*> probes;
    /// Tells what disturbed each trial, from its launch until all that is timed is over; null: nobody does. A
    /// trial that is shorter than can be judged is followed by a pause, of at most its shortest window.
    probe::DisturbanceWatch* disturbances = nullptr;
    /// Makes the networks of rows with a firewall; null: such rows are skipped.
    net::NetworkCells* cells = nullptr;
    /// The curl of the old method; nullopt: there is none, which is the reason of every figure that needs it.
    std::optional<std::filesystem::path> curl = {};
    /// The program of the store that runs beside workloads which need one (Redis, or one that takes its options and speaks
    /// its protocol); nullopt: there is none, and rows of such workloads are skipped.
    std::optional<std::filesystem::path> store = {};
    /// What the machine's memory is now, for the density part, which leaves some of it alone; nullopt: it does not say.
    std::function<std::optional<probe::MemInfo>()> machine_memory = probe::read_machine_memory;
};

/// What came of a session.
struct SessionOutcome {
    std::uint32_t scheduled = 0; ///< trials of rows that can be run here; the sum of the next five
    std::uint32_t completed = 0; ///< trials that gave every measurement
    std::uint32_t failed = 0;
    std::uint32_t discarded = 0;   ///< a cache was not in the state that the row says
    std::uint32_t skipped = 0;     ///< trials that were ended by an interruption: none or one
    std::uint32_t not_reached = 0; ///< never begun: interrupted before, or stopped
    std::uint32_t skipped_rows = 0;
    bool interrupted = false;
    std::optional<StopReason> stopped; ///< nullopt when interrupted
};

/// Runs a plan: every trial of schedule(plan) in its order, each with a fresh instance, and tells the
/// observer what happens. One trial's failure does not end the session. With a precision the session looks after
/// every block whether its rows have it: groups of rows (compared_rows) that have it are not run any more, and the
/// session ends with the last of them, or at the plan's caps on blocks and time.
///
/// Before each start of a row that states a page cache the files of the start are brought into that condition; a
/// trial for which that cannot be done, or whose runtime finds another cache otherwise than stated
/// (errc::wrong_temperature), is discarded.
///
/// Every start of a row with a firewall is made in a network cell of its own, that of the row without rules too. After
/// the trial its counters are read: firewall/packets and firewall/bytes are measured in both directions, and a trial
/// whose packets did not all pass the rules fails. Such rows are skipped where no cell can be made, with the reason.
///
/// A workload that needs a store has a fresh one beside every trial's instance, from before the preparation until after the
/// instance's end. It is no part of the instance: its memory and CPU are measured as the part `store`.
///
/// A trial of a service: prepare, start (cold start), warm-up and sequential requests on one connection
/// (service times), then the concurrent part with the probes watching (throughput, CPU, memory), stop. A
/// trial of a program: prepare, one timed run; in the first memory_trials blocks a second, untimed run is
/// watched by the probes. With TrialSettings::old_method both go on with what the published study would have
/// measured, after all that is ours: on the instance before it is stopped, and on a start of its own.
///
/// Cancellation: total ends the session after the current trial, terminal ends the current trial at once and
/// reaps what it started; both complete with operation_aborted after session_ended(true), with the outcome so
/// far. Errors: what an observer throws ends the session with its code; Session::failure() has the
/// diagnostics. Thread safety: one run at a time, on one executor (a strand or a single-threaded io_context).
class Session {
public:
    /// Throws what resolve() and schedule() throw. `catalog` and `observer` must outlive the run.
    Session(Catalog const& catalog, Plan plan, SessionPorts ports, Observer& observer);
    ~Session();
    Session(Session const&) = delete;
    Session& operator=(Session const&) = delete;

    /// The plan's rows as they will be run, in the plan's order.
    std::vector<ResolvedRow> const& rows() const noexcept;

    /// Before async_run: these trials are not run again. They count in the outcome and for the precision as they did then; a cap
    /// on time counts this run alone. Throws Error(invalid_option) for a trial that this plan's schedule does not have at that place.
    void resume(std::vector<FinishedTrial> finished);

    /// void(error_code, SessionOutcome): runs the plan. The session must live until completion.
    template <asio::completion_token_for<void(error_code, SessionOutcome)> Token>
    auto async_run(asio::any_io_executor executor, Token&& token) {
        return asio::async_initiate<Token, void(error_code, SessionOutcome)>(
            [this](auto handler, asio::any_io_executor ex) { do_run(std::move(ex), std::move(handler)); },
            token, std::move(executor));
    }

    /// Why the run ended with an error other than operation_aborted.
    Failure const& failure() const noexcept;

private:
    struct State;
    void do_run(asio::any_io_executor, asio::any_completion_handler<void(error_code, SessionOutcome)>);

    std::shared_ptr<State> state_;
};

} // namespace wasmbench::plan
