#include "server.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <csignal>
#include <thread>
#include <utility>

namespace wasmbench::workloads {

using boost::asio::ip::tcp;
using boost::system::error_code;

namespace {

template <class Worker>
std::vector<std::unique_ptr<Worker>> make_workers(std::size_t count, Service& service) {
    std::vector<std::unique_ptr<Worker>> workers;
    for (std::size_t i = 0; i < count; ++i) workers.push_back(std::make_unique<Worker>(service));
    return workers;
}

} // namespace

Server::Server(tcp::endpoint const& address, std::size_t threads)
    : workers_{make_workers<Worker>(threads, service_)}
    , signals_{workers_.front()->loop, SIGTERM, SIGINT}
    , acceptor_{workers_.front()->loop, address}
    , retry_{workers_.front()->loop} {}

void Server::run() {
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

void Server::accept() {
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
void Server::accept_again_soon() {
    retry_.expires_after(std::chrono::milliseconds{10});
    retry_.async_wait([this](error_code error) {
        if (!error) accept();
    });
}

// The loops stop only behind what close() and cancel() queue here: a pending accept holds a socket of another
// worker's loop, and would outlive it if it were left to the destructors.
void Server::stop() {
    acceptor_.close();
    retry_.cancel();
    boost::asio::post(workers_.front()->loop, [this] {
        for (auto& worker : workers_) worker->loop.stop();
    });
}

} // namespace wasmbench::workloads
