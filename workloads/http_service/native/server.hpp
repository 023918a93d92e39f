#pragma once

#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

namespace wasmbench::workloads {

/// The native server: `threads` event loops of one thread each. One acceptor deals the connections out in
/// turn, so that N clients load the threads evenly (SO_REUSEPORT would deal by a hash, and would let a second
/// server take the port unnoticed); a connection then stays on its thread, and requests need no lock.
///
/// `Connection` is what a service makes of a client: constructed from a socket and a `Connection::Context&`, of
/// which each thread has one, and start()ed on its thread by a shared pointer. A context is constructed from a
/// `Connection::Shared&`, which all have in common, and the thread's loop.
template <class Connection>
class Server {
public:
    using Context = typename Connection::Context;
    using Shared = typename Connection::Shared;

    /// Binds and listens. Throws boost::system::system_error when that fails (address in use, no permission).
    /// `threads` is at least 1; `shared` must outlive the server.
    Server(boost::asio::ip::tcp::endpoint const& address, std::size_t threads, Shared& shared)
        : workers_{make_workers(threads, shared)}
        , signals_{workers_.front()->loop, SIGTERM, SIGINT}
        , acceptor_{workers_.front()->loop, address}
        , retry_{workers_.front()->loop} {}

    /// Where it listens, with the real port if 0 was asked for.
    boost::asio::ip::tcp::endpoint local_endpoint() const { return acceptor_.local_endpoint(); }

    /// Serves on the calling thread and `threads` - 1 more until SIGTERM or SIGINT arrives; open connections
    /// are then closed without waiting for them. Call once.
    void run() {
        signals_.async_wait([this](error_code error, int) {
            if (!error) stop();
        });
        accept();

        std::vector<std::thread> threads;
        for (std::size_t i = 1; i < workers_.size(); ++i) {
            threads.emplace_back([&loop = workers_[i]->loop] { loop.run(); });
        }
        workers_.front()->loop.run();
        for (auto& thread : threads) thread.join();
    }

private:
    using tcp = boost::asio::ip::tcp;
    using error_code = boost::system::error_code;

    // Without connections or an acceptor of its own a loop would end at once: the guard keeps it. The context may
    // hold sockets of the loop, so it goes before it.
    struct Worker {
        explicit Worker(Shared& shared)
            : connections{shared, loop} {}

        boost::asio::io_context loop{1};
        boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard{loop.get_executor()};
        Context connections;
    };

    static std::vector<std::unique_ptr<Worker>> make_workers(std::size_t count, Shared& shared) {
        std::vector<std::unique_ptr<Worker>> workers;
        for (std::size_t i = 0; i < count; ++i) workers.push_back(std::make_unique<Worker>(shared));
        return workers;
    }

    void accept() {
        Worker& worker = *workers_[next_worker_];
        acceptor_.async_accept(worker.loop, [this, &worker](error_code error, tcp::socket socket) {
            if (!acceptor_.is_open()) return; // stop() was called
            bool const client_gave_up = error == boost::asio::error::connection_aborted;
            if (client_gave_up) return accept();
            if (error) return accept_again_soon();
            next_worker_ = (next_worker_ + 1) % workers_.size();
            auto connection = std::make_shared<Connection>(std::move(socket), worker.connections);
            boost::asio::post(worker.loop, [connection = std::move(connection)] { connection->start(); });
            accept();
        });
    }

    // No descriptor or memory is left. Trying again at once would spin; connections that end make room meanwhile.
    void accept_again_soon() {
        retry_.expires_after(std::chrono::milliseconds{10});
        retry_.async_wait([this](error_code error) {
            if (!error) accept();
        });
    }

    // The loops stop only behind what close() and cancel() queue here: a pending accept holds a socket of another
    // worker's loop, and would outlive it if it were left to the destructors.
    void stop() {
        acceptor_.close();
        retry_.cancel();
        boost::asio::post(workers_.front()->loop, [this] {
            for (auto& worker : workers_) worker->loop.stop();
        });
    }

    std::vector<std::unique_ptr<Worker>> workers_; // the first runs on the thread that called run()
    std::size_t next_worker_ = 0;
    boost::asio::signal_set signals_;
    tcp::acceptor acceptor_;
    boost::asio::steady_timer retry_;
};

} // namespace wasmbench::workloads
