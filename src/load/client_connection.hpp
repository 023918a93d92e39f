#pragma once

#include "client_socket.hpp"
#include "poller.hpp"
#include "response_scanner.hpp"
#include "slots.hpp"

#include <wasmbench/core/time.hpp>
#include <wasmbench/load/error_class.hpp>
#include <wasmbench/load/request_source.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace wasmbench::load::detail {

class Worker;

/// One connection of a worker, at most one request at a time: connects if it must, sends, reads, and tells
/// the worker what came of it. Used by the worker's thread alone.
class ClientConnection {
public:
    /// `stamped`: the kernel is asked when it received the answers.
    ClientConnection(Worker& worker, bool stamped);

    /// Opens the connection without a request. Ends with Worker::opened().
    void open();
    /// Takes a request. Ends with Worker::succeeded() or failed(), and then Worker::free() or
    /// free_after_failure().
    void start(Slot const& slot);
    void on_ready(Readiness const& r);

    /// Whether the peer has closed it while it rested, or it is closed anyway: then it is closed here as
    /// well, and the next request opens it again.
    void drop_if_stale();

    /// When what is going on has lasted too long; TimePoint::max() when nothing is.
    TimePoint deadline() const noexcept { return deadline_; }
    /// The deadline has passed: what is going on fails as a timeout, or a pause is over.
    void expire();

    bool is_open() const noexcept { return state_ == State::idle; }
    /// Whether a request was taken and has neither been answered nor failed.
    bool busy() const noexcept { return busy_; }
    /// Of a busy connection, when its request was written; nothing while it connects.
    std::optional<TimePoint> sent_at() const noexcept;
    Slot const& slot() const noexcept { return slot_; }
    /// Gives up what is going on, at the end of a phase.
    void give_up();

    /// Since when it has had no request.
    TimePoint free_since{};

private:
    enum class State { closed, connecting, pausing, idle, writing, reading };

    void connect();
    void connected();
    void connect_failed(int error);
    void pause();
    void send();
    void write_rest();
    void read(bool closing);
    void complete(TimePoint now, bool closing);
    void fail(ErrorClass c, std::string const& detail);
    void fail_io(int error, char const* doing);
    void close();

    Worker& worker_;
    bool stamped_;
    State state_ = State::closed;
    bool busy_ = false;
    ClientSocket socket_;
    ResponseScanner scanner_;
    Slot slot_;
    Outgoing out_;
    std::size_t written_ = 0;
    TimePoint deadline_ = TimePoint::max();
    TimePoint connecting_since_{};
    TimePoint sent_at_{};
    TimePoint first_byte_at_{};
    std::optional<std::uint64_t> age_; ///< of the last bytes read, in ns
};

} // namespace wasmbench::load::detail
