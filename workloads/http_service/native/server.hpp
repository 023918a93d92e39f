#pragma once

#include "../routing.hpp"
#include "connection.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <memory>
#include <vector>

namespace wasmbench::workloads {

/// The native server: `threads` event loops of one thread each. One acceptor deals the connections out in
/// turn, so that N clients load the threads evenly (SO_REUSEPORT would deal by a hash, and would let a second
/// server take the port unnoticed); a connection then stays on its thread, and requests need no lock.
class Server {
public:
    /// Binds and listens. Throws boost::system::system_error when that fails (address in use, no permission).
    /// `threads` is at least 1.
    Server(boost::asio::ip::tcp::endpoint const& address, std::size_t threads);

    /// Where it listens, with the real port if 0 was asked for.
    boost::asio::ip::tcp::endpoint local_endpoint() const { return acceptor_.local_endpoint(); }

    /// Serves on the calling thread and `threads` - 1 more until SIGTERM or SIGINT arrives; open connections
    /// are then closed without waiting for them. Call once.
    void run();

private:
    // Without connections or an acceptor of its own a loop would end at once: the guard keeps it.
    struct Worker {
        explicit Worker(Service& service)
            : connections{service, {}} {}

        ConnectionContext connections;
        boost::asio::io_context loop{1};
        boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard{loop.get_executor()};
    };

    void accept();
    void accept_again_soon();
    void stop();

    Service service_;
    std::vector<std::unique_ptr<Worker>> workers_; // the first runs on the thread that called run()
    std::size_t next_worker_ = 0;
    boost::asio::signal_set signals_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer retry_;
};

} // namespace wasmbench::workloads
