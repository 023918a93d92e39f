#pragma once

#include "response_scanner.hpp"

#include <wasmbench/core/asio.hpp>
#include <wasmbench/core/error.hpp>
#include <wasmbench/core/time.hpp>
#include <wasmbench/load/error_class.hpp>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <string>

namespace wasmbench::load::detail {

class Worker;

/// One keep-alive connection of a worker: takes a request, connects if it must, sends, reads, tells the
/// worker what came of it, and takes the next. When no request is left it rests until the worker begins the
/// next phase. Used by the worker's thread alone.
class ClientConnection {
public:
    explicit ClientConnection(Worker& worker);

    /// Begins a phase. Ends with one call of Worker::rested().
    void begin_phase();

    /// When what is going on has lasted too long; TimePoint::max() when nothing is.
    TimePoint deadline() const noexcept { return deadline_; }
    /// The deadline has passed: what is going on fails as a timeout.
    void expire();
    /// Whether a request was taken and has neither been answered nor failed.
    bool busy() const noexcept { return busy_; }

private:
    void next();
    void connect();
    void on_connected(error_code ec);
    void pause();
    void send();
    void receive();
    void on_read(error_code ec, std::size_t n);
    void complete(TimePoint now);
    void fail(ErrorClass c, std::string const& detail);
    void fail_io(error_code ec, char const* doing);
    void close();
    bool closed_by_peer();

    /// With the loop's own executor type: the default one is type-erased, which costs on every operation.
    using Socket = asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>;

    Worker& worker_;
    Socket socket_;
    asio::steady_timer pause_;
    ResponseScanner scanner_;
    TimePoint deadline_ = TimePoint::max();
    TimePoint sent_at_;
    bool busy_ = false;
    bool expired_ = false;
};

} // namespace wasmbench::load::detail
