#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace wasmbench::plan {

/// What an AnsweringServer does with one request.
struct Answer {
    bool right = true; ///< else another body than AnsweringServer::body
    std::chrono::milliseconds after{0};
};

/// An HTTP server on 127.0.0.1 whose every answer is the test's to choose, at the moment at which it is due: the load
/// generator has sockets of its own, so that no fake connector stands for it. One thread, which ends with the object.
class AnsweringServer {
public:
    static constexpr std::string_view body = "right";
    /// Told the number of the request, from 0 over all connections. Called on the server's thread.
    using Script = std::function<Answer(std::size_t request)>;

    explicit AnsweringServer(Script script)
        : script_(std::move(script))
        , acceptor_(context_, Tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)) {
        boost::asio::co_spawn(context_, accept(), boost::asio::detached);
        thread_ = std::thread([this] { context_.run(); });
    }
    ~AnsweringServer() {
        context_.stop();
        thread_.join();
    }
    AnsweringServer(AnsweringServer const&) = delete;
    AnsweringServer& operator=(AnsweringServer const&) = delete;

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    using Tcp = boost::asio::ip::tcp;
    template <class T>
    using Awaitable = boost::asio::awaitable<T>;
    static constexpr auto no_throw = boost::asio::as_tuple(boost::asio::use_awaitable);

    Awaitable<void> accept() {
        for (;;) {
            auto [ec, socket] = co_await acceptor_.async_accept(no_throw);
            if (ec) continue;
            socket.set_option(Tcp::no_delay(true), ec);
            boost::asio::co_spawn(context_, serve(std::move(socket)), boost::asio::detached);
        }
    }

    Awaitable<void> serve(Tcp::socket socket) {
        std::string received;
        boost::asio::steady_timer timer(context_);
        for (;;) {
            auto buffer = boost::asio::dynamic_buffer(received);
            auto [failed, size] = co_await boost::asio::async_read_until(socket, buffer, "\r\n\r\n", no_throw);
            if (failed) co_return;
            received.erase(0, size);
            auto const answer = script_(requests_++);
            if (answer.after.count() > 0) {
                timer.expires_after(answer.after);
                co_await timer.async_wait(no_throw);
            }
            auto const text = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + std::string(answer.right ? body : "wrong");
            auto const bytes = boost::asio::buffer(text);
            auto [broken, written] = co_await boost::asio::async_write(socket, bytes, no_throw);
            if (broken) co_return;
        }
    }

    Script script_;
    std::size_t requests_ = 0; ///< of the server's thread
    boost::asio::io_context context_{1};
    Tcp::acceptor acceptor_;
    std::thread thread_;
};

} // namespace wasmbench::plan
