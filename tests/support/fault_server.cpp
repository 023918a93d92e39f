#include "support/fault_server.hpp"

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

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include <sys/socket.h>

namespace wasmbench::test {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

namespace {

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

tcp::endpoint any_loopback_port() {
    return {asio::ip::address_v4::loopback(), 0};
}

std::string response(std::string_view status, std::string_view fields, std::string_view body) {
    return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

std::string with_length(std::string_view status, std::size_t length, std::string_view body) {
    return response(status, "Content-Length: " + std::to_string(length) + "\r\n", body);
}

std::string good() {
    return with_length("200 OK", FaultServer::body.size(), FaultServer::body);
}

std::string text_of(Fault fault) {
    auto const body = FaultServer::body;
    auto const half = body.substr(0, body.size() / 2);
    switch (fault) {
    case Fault::none:
    case Fault::byte_by_byte:
    case Fault::close_after:
        return good();
    case Fault::chunked:
        return response("200 OK", "Transfer-Encoding: chunked\r\n",
            "1\r\n" + std::string(body.substr(0, 1)) + "\r\n1b;why=not\r\n" + std::string(body.substr(1)) +
                "\r\n0\r\nTrailer: x\r\n\r\n");
    case Fault::connection_close:
        return response(
            "200 OK", "Connection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n", body);
    case Fault::until_close:
        return response("200 OK", "", body);
    case Fault::interim:
        return response("100 Continue", "", "") + response("103 Early Hints", "Link: </a>\r\n", "") + good();
    case Fault::slow:
    case Fault::close_mid_body:
        return with_length("200 OK", body.size(), half);
    case Fault::long_length:
        return with_length("200 OK", body.size() + 1, body);
    case Fault::short_length:
        return with_length("200 OK", body.size() - 1, body);
    case Fault::unavailable:
        return with_length("503 Service Unavailable", 5, "busy\n");
    case Fault::wrong_body:
        return with_length("200 OK", body.size(), std::string(body.size(), '?'));
    case Fault::garbage:
        return "SSH-2.0-OpenSSH_9.2\r\n";
    case Fault::huge_header:
        return response("200 OK", "X-Huge: " + std::string(65536, 'x') + "\r\n", "");
    case Fault::bad_chunk:
        return response("200 OK", "Transfer-Encoding: chunked\r\n", "zz\r\nhello\r\n");
    case Fault::nul_header:
        return response("200 OK", "X-Nul: " + std::string(1, '\0') + "\r\nContent-Length: 0\r\n", "");
    case Fault::nul_body:
        return with_length("200 OK", body.size(), std::string(body.size(), '\0'));
    case Fault::endless_header:
    case Fault::endless_line:
        return "HTTP/1.1 200 OK\r\nX-Filler: ";
    case Fault::endless_body:
        return response("200 OK", "", "");
    case Fault::endless_chunks:
        return response("200 OK", "Transfer-Encoding: chunked\r\n", "");
    case Fault::endless_trailer:
        return response("200 OK", "Transfer-Encoding: chunked\r\n", "0\r\nX-Filler: ");
    case Fault::trickle:
        return "HTTP/1.1 200 OK\r\n";
    case Fault::close_before_answer:
    case Fault::reset:
    case Fault::hang:
    case Fault::interim_storm:
        return {};
    }
    return {};
}

/// What follows again and again; nothing for a fault that has an end.
std::string repeated_text_of(Fault fault) {
    switch (fault) {
    case Fault::endless_header:
    case Fault::endless_trailer:
        return "x\r\nX-Filler: " + std::string(1000, 'x');
    case Fault::endless_line:
    case Fault::endless_body:
        return std::string(1000, 'x');
    case Fault::endless_chunks:
        return "1;" + std::string(1000, 'x') + "\r\nx\r\n";
    case Fault::interim_storm:
        return response("100 Continue", "", "");
    case Fault::trickle:
        return "x";
    default:
        return {};
    }
}

asio::awaitable<error_code> write(tcp::socket& socket, std::string_view text) {
    auto [ec, n] = co_await asio::async_write(socket, asio::buffer(text), no_throw);
    co_return ec;
}

/// Again and again until the client closes, which a write then notices.
asio::awaitable<void> write_for_ever(tcp::socket& socket, std::string const& text, bool slowly) {
    std::string many;
    while (!slowly && many.size() < 16 * 1024) many += text;
    if (slowly) many = text;
    asio::steady_timer timer(socket.get_executor());
    while (!co_await write(socket, many)) {
        if (!slowly) continue;
        timer.expires_after(std::chrono::milliseconds(1));
        co_await timer.async_wait(no_throw);
    }
}

/// Until the client closes.
asio::awaitable<void> wait_for_close(tcp::socket& socket) {
    char byte = 0;
    co_await socket.async_read_some(asio::buffer(&byte, 1), no_throw);
}

/// True when the connection goes on.
asio::awaitable<bool> meet(tcp::socket& socket, Fault fault) {
    auto const text = text_of(fault);
    if (fault == Fault::byte_by_byte) {
        for (std::size_t i = 0; i < text.size(); ++i)
            if (co_await write(socket, std::string_view(text).substr(i, 1))) co_return false;
    } else if (!text.empty()) {
        if (co_await write(socket, text)) co_return false;
    }
    if (auto const more = repeated_text_of(fault); !more.empty()) {
        co_await write_for_ever(socket, more, fault == Fault::trickle);
        co_return false;
    }
    switch (fault) {
    case Fault::slow: {
        asio::steady_timer timer(socket.get_executor(), std::chrono::milliseconds(5));
        co_await timer.async_wait(no_throw);
        auto const body = FaultServer::body;
        co_return !co_await write(socket, body.substr(body.size() / 2));
    }
    case Fault::hang:
    case Fault::long_length:
    case Fault::garbage:
        co_await wait_for_close(socket);
        co_return false;
    case Fault::reset:
        socket.set_option(asio::socket_base::linger(true, 0));
        co_return false;
    case Fault::connection_close:
    case Fault::close_after:
    case Fault::until_close:
    case Fault::close_before_answer:
    case Fault::close_mid_body:
        co_return false;
    default:
        co_return true;
    }
}

} // namespace

struct FaultServer::Impl {
    explicit Impl(std::vector<Fault> s)
        : script(std::move(s))
        , acceptor(context, any_loopback_port()) {
        if (script.empty()) throw std::invalid_argument("FaultServer: the script is empty");
        asio::co_spawn(context, accept(), asio::detached);
        thread = std::thread([this] { context.run(); });
    }
    ~Impl() {
        context.stop();
        thread.join();
    }

    asio::awaitable<void> accept() {
        for (;;) {
            auto [ec, socket] = co_await acceptor.async_accept(no_throw);
            if (ec) continue;
            connections.fetch_add(1);
            socket.set_option(tcp::no_delay(true), ec);
            asio::co_spawn(context, serve(std::move(socket)), asio::detached);
        }
    }

    asio::awaitable<void> serve(tcp::socket socket) {
        std::string received;
        for (;;) {
            auto [ec, n] =
                co_await asio::async_read_until(socket, asio::dynamic_buffer(received), "\r\n\r\n", no_throw);
            if (ec) co_return;
            received.erase(0, n);
            auto const fault = script[requests.fetch_add(1) % script.size()];
            if (!co_await meet(socket, fault)) co_return;
        }
    }

    std::vector<Fault> script;
    asio::io_context context{1};
    tcp::acceptor acceptor;
    std::atomic<std::size_t> requests{0};
    std::atomic<std::size_t> connections{0};
    std::thread thread;
};

FaultServer::FaultServer(std::vector<Fault> script)
    : impl_(std::make_unique<Impl>(std::move(script))) {}
FaultServer::~FaultServer() = default;
std::uint16_t FaultServer::port() const noexcept {
    return impl_->acceptor.local_endpoint().port();
}
std::size_t FaultServer::requests() const noexcept {
    return impl_->requests.load();
}
std::size_t FaultServer::connections() const noexcept {
    return impl_->connections.load();
}

struct SilentPort::Impl {
    Impl()
        : acceptor(context) {
        acceptor.open(tcp::v4());
        acceptor.bind(any_loopback_port());
        acceptor.listen(0);
        // A queue of length 0 takes one connection on Linux; the second attempt is one too many and stays.
        for (auto* s : {&first, &second}) {
            s->open(tcp::v4());
            s->native_non_blocking(true);
            auto const to = acceptor.local_endpoint();
            // Asio's own connect would wait.
            ::connect(s->native_handle(), to.data(), static_cast<socklen_t>(to.size()));
        }
    }
    asio::io_context context;
    tcp::acceptor acceptor;
    tcp::socket first{context};
    tcp::socket second{context};
};

SilentPort::SilentPort()
    : impl_(std::make_unique<Impl>()) {}
SilentPort::~SilentPort() = default;
std::uint16_t SilentPort::port() const noexcept {
    return impl_->acceptor.local_endpoint().port();
}

struct RefusingPort::Impl {
    Impl() { socket.bind(any_loopback_port()); }
    asio::io_context context;
    tcp::socket socket{context, tcp::v4()};
};

RefusingPort::RefusingPort()
    : impl_(std::make_unique<Impl>()) {}
RefusingPort::~RefusingPort() = default;
std::uint16_t RefusingPort::port() const noexcept {
    return impl_->socket.local_endpoint().port();
}

} // namespace wasmbench::test
