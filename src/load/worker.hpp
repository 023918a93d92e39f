#pragma once

#include "client_connection.hpp"
#include "phase.hpp"
#include "poller.hpp"
#include "prepared_run.hpp"
#include "tally.hpp"

#include <atomic>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::load::detail {

/// What a worker lets others see while it works.
struct Published {
    LoadCounts counts;
    /// Of the answers since the last look, if the phase asks for batches.
    stats::Histogram batch{own_delays};
};

/// One thread's part of a load: its connections, its loop, its counts. Nothing of a request leaves it, so
/// that the threads of a run do not slow each other down. Its connections outlive a phase.
class Worker {
public:
    /// `connections`: how many of the run's are this worker's. Throws std::system_error, and what the request
    /// source throws.
    Worker(PreparedRun const& prepared, std::size_t index, std::size_t connections);

    /// Does its part of a phase in the calling thread, until it is over or `limit` has come.
    Tally run(Phase& phase, TimePoint limit);

    // From any thread:

    /// Lets run() look whether its phase was stopped.
    void wake() noexcept { poller_.wake(); }
    /// Before a phase begins: what published() gives is of it from now on.
    void announce(Phase const& phase);
    /// What it has published since the last call; the counts are those of the phase.
    Published published();

    // For the connections, in the worker's thread:

    LoadOptions const& options() const noexcept { return prepared_.plan.options; }
    Peer const& peer() const noexcept { return prepared_.peer; }
    bool paced() const noexcept { return phase_->slots.paced(); }
    bool keeps_bodies() const noexcept { return options().keep_bodies != 0; }
    /// 0, or the error number.
    int watch(int descriptor, ClientConnection* c) noexcept { return poller_.add(descriptor, c); }
    /// Some connection's deadline is this early.
    void check_at(TimePoint t) noexcept { next_check_ = std::min(next_check_, t); }
    void fill(std::uint64_t sequence, Outgoing& out) { source_->next(sequence, out); }
    void opened(ClientConnection& c);
    void connected(Duration took);
    void sending(ClientConnection const& c, TimePoint now) noexcept;
    void read(std::size_t bytes) noexcept { tally_->bytes_read += bytes; }
    void succeeded(Moments const& m, std::string_view body);
    void failed(ErrorClass c, std::string const& detail);
    /// Its request was given up after it was sent.
    void unanswered(ClientConnection const& c, TimePoint now) noexcept;
    /// It can take the next request.
    void free(ClientConnection& c, TimePoint now);
    /// The same, but in the next turn: a server that fails at once must not make the stack grow.
    void free_after_failure(ClientConnection& c) { failed_.push_back(&c); }

private:
    void begin(Phase& phase);
    void turn(TimePoint& now);
    bool over(TimePoint now);
    bool nothing_left() const noexcept;
    void finish(Phase& phase);
    void begin_request(ClientConnection& c, Slot const& slot);
    void rest(ClientConnection& c);
    /// Sends what is due, as far as connections are free.
    void dispatch(TimePoint now);
    void end_dispatch();
    TimePoint next_moment(TimePoint now) const noexcept;
    bool near_slot(TimePoint now) const noexcept;
    void spin_to_slot(TimePoint& now);
    void retry_failed(TimePoint now);
    void check_deadlines(TimePoint now);
    /// A request has come to an answer or a failure.
    void completed(TimePoint at) noexcept;
    void publish(TimePoint now);

    PreparedRun const& prepared_;
    std::unique_ptr<RequestSource> source_;
    Poller poller_;
    std::vector<std::unique_ptr<ClientConnection>> connections_;
    std::vector<Readiness> ready_;
    std::vector<ClientConnection*> failed_;

    // Of the phase that goes on:

    Phase* phase_ = nullptr;
    std::optional<Tally> tally_;
    TimePoint limit_;
    std::deque<ClientConnection*> free_; ///< open loop: those without a request, the longest free first
    std::size_t resting_ = 0;            ///< connections for which there is nothing left to do
    std::optional<Slot> slot_;           ///< open loop: the next request, held until it is due
    bool dispatching_ = false;
    TimePoint next_check_;
    TimePoint next_publication_;
    Duration spun_{0};
    Published current_; ///< not yet published

    std::mutex mutex_; ///< of published_
    Published published_;
};

} // namespace wasmbench::load::detail
