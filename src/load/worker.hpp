#pragma once

#include "client_connection.hpp"
#include "run_state.hpp"
#include "tally.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::load::detail {

/// One thread of a run: its loop, its connections, its counts. Nothing of a request leaves it, so that the
/// threads of a run do not slow each other down.
class Worker {
public:
    /// `connections`: how many of the run's are this worker's.
    Worker(RunState& state, std::size_t connections);

    /// The body of the thread. Returns when the run is over for this worker; throws nothing, see error().
    void run(TimePoint limit) noexcept;

    // From any thread, also before run():

    /// Every connection of the run is ready: begin the measured phase, which started at `start`.
    void open_gate(TimePoint start);
    void stop(Ending why);

    // After run():

    Tally& tally() noexcept { return tally_; }
    /// What went wrong inside the load itself (out of memory), if anything.
    std::exception_ptr error() const noexcept { return error_; }

    // For the connections, in the worker's thread:

    asio::io_context& context() noexcept { return context_; }
    LoadPlan const& plan() const noexcept { return state_.prepared.plan; }
    asio::ip::tcp::endpoint const& peer() const noexcept { return state_.prepared.peer; }
    std::string const& request() const noexcept { return state_.prepared.request; }
    bool reuse_connections() const noexcept { return state_.prepared.reuse_connections; }
    bool warming_up() const noexcept { return warming_up_; }

    /// Takes the next request of this phase; false when none is left.
    bool take_ticket() noexcept;
    /// A connection has nothing left to do in this phase. Once for each connection and phase.
    void rested();
    void sending(TimePoint now) noexcept;
    void read(std::size_t bytes) noexcept;
    void succeeded(TimePoint sent_at, TimePoint now, std::string_view body);
    void failed(ErrorClass c, std::string const& detail);

private:
    void begin_phase();
    void stop_now(Ending why) noexcept;
    void watch_deadlines();
    LoadCounts& counts() noexcept { return warming_up_ ? tally_.warmup : tally_.counts; }

    RunState& state_;
    asio::io_context context_{1};
    asio::steady_timer limit_timer_;
    asio::steady_timer duration_timer_;
    asio::steady_timer deadline_timer_;
    std::vector<std::unique_ptr<ClientConnection>> connections_;
    Tally tally_;
    std::size_t resting_ = 0;
    bool warming_up_ = true;
    bool stopped_ = false;
    double cpu_at_gate_ = 0;
    std::exception_ptr error_;
};

} // namespace wasmbench::load::detail
