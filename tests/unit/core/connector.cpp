#include <wasmbench/core/system.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <optional>
#include <string>
#include <vector>

#include <netinet/tcp.h>
#include <sys/socket.h>

using namespace wasmbench;
using namespace std::chrono_literals;
using tcp = asio::ip::tcp;

namespace {

struct Attempt {
    unsigned calls = 0;
    error_code code;
    std::unique_ptr<Connection> connection;

    auto handler() {
        return [this](error_code ec, std::unique_ptr<Connection> c) {
            ++calls;
            code = ec;
            connection = std::move(c);
        };
    }
};

struct Transfer {
    unsigned calls = 0;
    error_code code;
    std::size_t size = 0;

    auto handler() {
        return [this](error_code ec, std::size_t n) {
            ++calls;
            code = ec;
            size = n;
        };
    }
};

struct Fixture {
    asio::io_context io;
    tcp::acceptor acceptor{io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
    std::unique_ptr<Connector> connector = make_tcp_connector();

    HttpEndpoint endpoint() const { return {"127.0.0.1", acceptor.local_endpoint().port(), ""}; }

    void run() {
        io.restart();
        io.run_for(20s);
    }

    std::unique_ptr<Connection> connect(tcp::socket& peer) {
        Attempt a;
        connector->async_connect(io.get_executor(), endpoint(), a.handler());
        acceptor.async_accept(peer, [](error_code ec) { CHECK_FALSE(ec); });
        run();
        REQUIRE(a.connection);
        return std::move(a.connection);
    }
};

// This process's sockets whose peer has the port `port`.
std::vector<int> sockets_to(std::uint16_t port) {
    std::vector<int> out;
    for (int fd = 0; fd < 1024; ++fd) {
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        if (::getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) == 0 && ntohs(peer.sin_port) == port)
            out.push_back(fd);
    }
    return out;
}

} // namespace

TEST_CASE("what is written to a connection is read on the other side, and back", "[core][connector]") {
    Fixture f;
    tcp::socket peer(f.io);
    auto connection = f.connect(peer);

    // More than the kernel's buffers hold: a write is whole or an error.
    std::string const sent(8 * 1024 * 1024, 's');
    std::string received(sent.size(), '\0');
    Transfer writing;
    error_code peer_code;
    connection->async_write(asio::buffer(sent), writing.handler());
    asio::async_read(peer, asio::buffer(received), [&](error_code ec, std::size_t) { peer_code = ec; });
    f.run();
    CHECK(writing.calls == 1);
    CHECK_FALSE(writing.code);
    CHECK(writing.size == sent.size());
    CHECK_FALSE(peer_code);
    CHECK(received == sent);

    std::array<char, 16> buffer{};
    Transfer reading;
    connection->async_read_some(asio::buffer(buffer), reading.handler());
    asio::write(peer, asio::buffer(std::string("five!")));
    CHECK(reading.calls == 0);
    f.run();
    CHECK_FALSE(reading.code);
    CHECK(std::string(buffer.data(), reading.size) == "five!");

    peer.close();
    Transfer end;
    connection->async_read_some(asio::buffer(buffer), end.handler());
    f.run();
    CHECK(end.code == asio::error::eof);
    CHECK(end.size == 0);
}

TEST_CASE("small writes are not held back", "[core][connector]") {
    Fixture f;
    tcp::socket peer(f.io);
    auto connection = f.connect(peer);
    auto const sockets = sockets_to(f.endpoint().port);
    REQUIRE(sockets.size() == 1);
    int on = 0;
    socklen_t size = sizeof on;
    REQUIRE(::getsockopt(sockets[0], IPPROTO_TCP, TCP_NODELAY, &on, &size) == 0);
    CHECK(on != 0);
    connection.reset();
    CHECK(sockets_to(f.endpoint().port).empty());
}

TEST_CASE("a refused connection is an error code and no connection", "[core][connector]") {
    Fixture f;
    auto const endpoint = f.endpoint();
    f.acceptor.close();
    Attempt a;
    f.connector->async_connect(f.io.get_executor(), endpoint, a.handler());
    CHECK(a.calls == 0);
    f.run();
    CHECK(a.calls == 1);
    CHECK(a.code == asio::error::connection_refused);
    CHECK_FALSE(a.connection);
}

TEST_CASE("a host that is not a numeric address is refused, not looked up", "[core][connector]") {
    Fixture f;
    for (auto const* host : {"localhost", "", "127.0.0"}) {
        Attempt a;
        f.connector->async_connect(f.io.get_executor(), {host, 80, ""}, a.handler());
        CHECK(a.calls == 0);
        f.run();
        CHECK(a.calls == 1);
        CHECK(a.code == asio::error::invalid_argument);
        CHECK_FALSE(a.connection);
    }
}

TEST_CASE("a connection attempt that hangs can be cancelled", "[core][connector]") {
    using asio::cancellation_type;
    Fixture f;
    // A queue of one that nobody serves: Linux leaves the attempts after it without an answer.
    f.acceptor.listen(0);
    std::vector<Attempt> filling(4);
    for (auto& a : filling) f.connector->async_connect(f.io.get_executor(), f.endpoint(), a.handler());
    f.io.run_for(50ms);
    for (auto type : {cancellation_type::terminal, cancellation_type::partial, cancellation_type::total}) {
        asio::cancellation_signal signal;
        Attempt a;
        f.connector->async_connect(
            f.io.get_executor(), f.endpoint(), asio::bind_cancellation_slot(signal.slot(), a.handler()));
        f.io.restart();
        f.io.run_for(20ms);
        REQUIRE(a.calls == 0);
        signal.emit(type);
        f.io.restart();
        auto const deadline = SteadyClock::now() + 20s;
        while (a.calls == 0 && SteadyClock::now() < deadline) f.io.run_one_for(100ms);
        CHECK(a.code == asio::error::operation_aborted);
        CHECK_FALSE(a.connection);
        signal.emit(type); // late: the socket is gone
        }
}

TEST_CASE("destroying a connection closes it and aborts what is pending", "[core][connector]") {
    Fixture f;
    tcp::socket peer(f.io);
    auto connection = f.connect(peer);
    std::array<char, 16> buffer{};
    Transfer reading;
    connection->async_read_some(asio::buffer(buffer), reading.handler());
    f.io.restart();
    f.io.poll();
    connection.reset();
    error_code peer_code;
    peer.async_read_some(asio::buffer(buffer), [&](error_code ec, std::size_t) { peer_code = ec; });
    f.run();
    CHECK(reading.code == asio::error::operation_aborted);
    CHECK(peer_code == asio::error::eof);
}

TEST_CASE("a connection attempt completes on its handler's executor", "[core][connector]") {
    Fixture f;
    asio::io_context other;
    for (auto const* host : {"127.0.0.1", "nonsense"}) {
        Attempt a;
        f.connector->async_connect(f.io.get_executor(), {host, f.endpoint().port, ""},
            asio::bind_executor(other, a.handler()));
        f.run();
        CHECK(a.calls == 0);
        other.restart();
        other.run_for(20s);
        CHECK(a.calls == 1);
    }
}

TEST_CASE("a free port can be listened on at once", "[core][connector]") {
    Fixture f;
    auto const port = f.connector->free_port("127.0.0.1");
    REQUIRE(port.has_value());
    CHECK(*port >= 1024);
    CHECK(*port != f.endpoint().port);
    error_code ec;
    tcp::acceptor acceptor(f.io);
    acceptor.open(tcp::v4());
    acceptor.bind({asio::ip::address_v4::loopback(), *port}, ec);
    CHECK_FALSE(ec);
}

TEST_CASE("a free port of what is no address of this machine is a failure with words", "[core][connector]") {
    Fixture f;
    auto const name = f.connector->free_port("localhost");
    REQUIRE(name.has_error());
    CHECK(to_line(name.error()) ==
          "find a free port: Invalid argument (localhost); expected a numeric address of this machine");
    auto const foreign = f.connector->free_port("192.0.2.1"); // TEST-NET-1, RFC 5737
    REQUIRE(foreign.has_error());
    CHECK(foreign.error().code == boost::system::errc::address_not_available);
}
