#include "http_front.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <catch2/catch_test_macros.hpp>

#include <thread>

using namespace wasmbench;
using namespace wasmbench::adapters::wasmtime_embedded;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

// A running server of n threads, each of which answers with its number and the target.
class Running {
public:
    explicit Running(std::size_t n)
        : front_(handlers(n)) {
        tcp::acceptor probe(io_, {asio::ip::make_address("127.0.0.1"), 0});
        port_ = probe.local_endpoint().port();
        probe.close();
        REQUIRE_FALSE(front_.listen(port_));
        for (std::size_t i = 0; i < n; ++i) threads_.emplace_back([this, i] { front_.run(i); });
    }
    ~Running() { front_.stop(); }

    /// All that comes back for `text` until the server closes; the sending side is closed when `text` is
    /// sent.
    std::string talk(std::string const& text) {
        tcp::socket socket(io_);
        socket.connect({asio::ip::make_address("127.0.0.1"), port_});
        error_code ignored;
        asio::write(socket, asio::buffer(text), ignored);
        socket.shutdown(tcp::socket::shutdown_send, ignored);
        std::string answer;
        asio::read(socket, asio::dynamic_buffer(answer), ignored);
        return answer;
    }

private:
    static std::vector<HttpFront::Handler> handlers(std::size_t n) {
        std::vector<HttpFront::Handler> out;
        for (std::size_t i = 0; i < n; ++i)
            out.emplace_back([i](std::string_view target) -> FrontAnswer {
                return {200, std::to_string(i) + " " + std::string(target)};
            });
        return out;
    }

    asio::io_context io_;
    HttpFront front_;
    std::uint16_t port_ = 0;
    std::vector<std::jthread> threads_;
};

std::size_t count(std::string const& text, std::string const& word) {
    std::size_t n = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++n;
    return n;
}

} // namespace

TEST_CASE("a connection is kept for further requests, and closed when the client asks for it") {
    Running server(1);
    auto const answers =
        server.talk("GET /a HTTP/1.1\r\nHost: x\r\n\r\nPOST /b?c HTTP/1.1\r\nHost: x\r\n"
                    "Content-Length: 3\r\n\r\nabcGET /d HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                    "GET /never HTTP/1.1\r\nHost: x\r\n\r\n");
    INFO(answers);
    CHECK(count(answers, "HTTP/1.1 200 OK") == 3);
    CHECK(count(answers, "Connection: close") == 1);
    CHECK(answers.find("0 /a") < answers.find("0 /b?c"));
    CHECK(count(answers, "0 /d") == 1);
    CHECK(count(answers, "/never") == 0);
}

TEST_CASE("connections are dealt out to the threads in turn") {
    Running server(3);
    for (auto const* thread : {"0", "1", "2", "0"}) {
        auto const answer = server.talk("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        INFO(answer);
        CHECK(answer.ends_with(std::string(thread) + " /"));
    }
}

TEST_CASE("what is not HTTP gets 400 and the end of the connection") {
    Running server(1);
    CHECK(server.talk("nonsense\r\n\r\n").starts_with("HTTP/1.1 400 "));
    CHECK(server.talk("GET / HTTP/1.1\r\nX: " + std::string(9000, 'x')).starts_with("HTTP/1.1 400 "));
    CHECK(server.talk("") == "");
    CHECK(server.talk("GET / HTTP/1.1\r\nHost: x\r\n\r\n").starts_with("HTTP/1.1 200 ")); // it goes on
}

TEST_CASE("a port in use is an error, and a server stopped before it runs does not run") {
    asio::io_context io;
    tcp::acceptor occupant(io, {asio::ip::make_address("127.0.0.1"), 0});
    HttpFront front({[](std::string_view) -> FrontAnswer { return {200, ""}; }});
    CHECK(front.listen(occupant.local_endpoint().port()) == asio::error::address_in_use);
    front.stop();
    front.run(0);
}
