#include <wasmbench/adapters/common/http_exchange.hpp>
#include <wasmbench/core/coroutine.hpp>
#include <wasmbench/testing/fake_world.hpp>

#include <boost/asio/error.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace wasmbench;
using namespace wasmbench::adapters;
using namespace wasmbench::testing;
using namespace std::chrono_literals;

namespace {

// One exchange with a server that behaves so. The connection lives as long as the fixture.
struct Fixture {
    FakeWorld world;
    std::unique_ptr<Connection> connection;
    std::string const text = "GET / HTTP/1.1\r\n\r\n";

    Outcome<HttpAnswer> ask(ServerBehaviour behaviour, std::optional<Duration> cancel_after = {}) {
        world.connector.from(Duration::zero(), std::move(behaviour));
        connection =
            world
                .run<std::unique_ptr<Connection>>([&](auto token) {
                    world.connector.async_connect(world.context.executor, HttpEndpoint{}, std::move(token));
                })
                .value;
        return world.run<HttpAnswer>(
            [&](auto token) {
                complete_with<HttpAnswer>(
                    world.context, exchange(world.context, *connection, text), std::move(token));
            },
            cancel_after);
    }
    Outcome<HttpAnswer> ask(std::string_view bytes, std::size_t piece = 0, Duration gap = {}) {
        return ask(ServerBehaviour::sends(bytes, piece, gap));
    }
};

constexpr std::string_view plain = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
constexpr std::string_view chunked =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nTrailer: t\r\n\r\n";
constexpr std::string_view until_eof = "HTTP/1.1 200 OK\r\nServer: s\r\n\r\nhello";

} // namespace

TEST_CASE("a request has its host, closes the connection, and has the length of its body") {
    Request r;
    r.target = "/state";
    CHECK(request_text({"127.0.0.1", 8080, {}}, r) ==
          "GET /state HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nConnection: close\r\n\r\n");
    r.method = "POST";
    r.headers = {{"X-One", "1"}};
    r.body = "abc";
    CHECK(request_text({"127.0.0.1", 8080, "name"}, r) ==
          "POST /state HTTP/1.1\r\nHost: name\r\nConnection: "
          "close\r\nX-One: 1\r\nContent-Length: 3\r\n\r\nabc");
}

TEST_CASE_METHOD(Fixture, "every way of delimiting a body is read, however it is split") {
    for (auto bytes : {plain, chunked, until_eof})
        for (std::size_t piece :
            {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{40}}) {
            INFO(bytes << " in pieces of " << piece);
            auto const r = ask(bytes, piece);
            CHECK_FALSE(r.error);
            CHECK(r.value.status == 200);
            CHECK(r.value.body == "hello");
        }
}

TEST_CASE_METHOD(
    Fixture, "the request is what was sent, and the times are those of the first and the last byte") {
    auto const begin = world.clock.now();
    auto const r = ask(plain, plain.size() / 2, 10ms); // three pieces: two halves and a byte or none
    CHECK(world.connector.attempt(0).written == text);
    CHECK(r.value.first_byte == begin + 10ms);
    auto const pieces = (plain.size() + plain.size() / 2 - 1) / (plain.size() / 2);
    CHECK(r.value.complete == begin + static_cast<long>(pieces) * 10ms);
}

TEST_CASE_METHOD(Fixture, "an answer ends with its last byte, not with the connection") {
    auto const begin = world.clock.now();
    auto const r = ask(ServerBehaviour::sends(plain, 0, {}, ServerBehaviour::End::hang));
    CHECK_FALSE(r.error);
    CHECK(r.value.complete == begin);
}

TEST_CASE_METHOD(Fixture, "interim answers are passed over") {
    std::string const early = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n";
    for (std::size_t piece : {std::size_t{0}, std::size_t{1}, std::size_t{30}}) {
        auto const r = ask(early + std::string(plain), piece);
        CHECK_FALSE(r.error);
        CHECK(r.value.status == 200);
        CHECK(r.value.body == "hello");
    }
}

TEST_CASE_METHOD(Fixture, "a status other than 200 is an answer") {
    auto const r = ask(ServerBehaviour::answers(503, "later"));
    CHECK_FALSE(r.error);
    CHECK(r.value.status == 503);
    CHECK(r.value.body == "later");
    CHECK(ask("HTTP/1.1 204 No Content\r\n\r\n").value.status == 204);
}

TEST_CASE_METHOD(Fixture, "what is not HTTP/1.1 is protocol_error, with what was wrong with it") {
    for (std::string_view bytes : {"\x16\x03\x01 this is TLS\r\n\r\n", "HTTP/2 200\r\n\r\n",
             "SSH-2.0-x\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
        INFO(bytes);
        CHECK(ask(bytes).error == errc::protocol_error);
        CHECK_FALSE(world.context.diagnostics.subject.empty());
        CHECK(ask(bytes, 1).error == errc::protocol_error);
    }
}

TEST_CASE_METHOD(Fixture, "a connection that closes early is eof, never half an answer") {
    CHECK(ask("").error == asio::error::eof);
    for (auto bytes : {plain, chunked})
        for (std::size_t n : {std::size_t{1}, std::size_t{16}, std::size_t{45}, bytes.size() - 1}) {
            if (n >= bytes.size()) continue;
            INFO(bytes.substr(0, n));
            CHECK(ask(bytes.substr(0, n)).error == asio::error::eof);
        }
    CHECK(ask(ServerBehaviour::sends("HTTP/1.1 2", 0, {}, ServerBehaviour::End::reset)).error ==
          asio::error::connection_reset);
}

TEST_CASE_METHOD(Fixture, "what is too long is refused, not collected for ever") {
    CHECK(ask("HTTP/1.1 200 OK\r\nX: " + std::string(20 * 1024, 'x') + "\r\n\r\n", 4096).error ==
          errc::protocol_error);
    CHECK(ask("HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n").error == errc::protocol_error);
    CHECK(ask(std::string(until_eof) + std::string(2 * 1024 * 1024, 'x'), 16 * 1024).error ==
          errc::protocol_error);
    auto const r =
        ask("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + std::string(1000000, 'x'), 30000);
    CHECK_FALSE(r.error);
    CHECK(r.value.body.size() == 1000000);
}

TEST_CASE_METHOD(Fixture, "what a body in chunks has beside its data is bounded, too") {
    std::string const begin = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    std::string const filler(2 * 1024 * 1024, 'x');
    std::string trailer;
    while (trailer.size() < filler.size()) trailer += "X-Trailer: " + std::string(1000, 'x') + "\r\n";
    for (auto const& rest : {"1;" + filler, "0\r\n" + trailer}) {
        CHECK(ask(begin + rest, 16 * 1024).error == errc::protocol_error);
        CHECK(world.context.diagnostics.subject == "a chunk header or trailer above the header limit");
    }
}

TEST_CASE_METHOD(Fixture, "interim answers without an end are refused") {
    std::string storm;
    while (storm.size() < 1024 * 1024) storm += "HTTP/1.1 100 Continue\r\n\r\n";
    CHECK(ask(storm, 4096).error == errc::protocol_error);
    CHECK(world.context.diagnostics.subject == "interim answers above the header limit");
    CHECK(ask("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n").error == errc::protocol_error);
}

TEST_CASE_METHOD(Fixture, "bytes that are no text are refused in a header, and are a body like any other") {
    std::string const body("a\0b\xff", 4);
    CHECK(ask("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + body).value.body == body);
    CHECK(ask(std::string("HTTP/1.1 200 OK\r\nX: \0\r\n\r\n", 25)).error == errc::protocol_error);
    CHECK(ask(std::string(64, '\0')).error == errc::protocol_error);
}

TEST_CASE_METHOD(Fixture, "a silent server can be cancelled") {
    CHECK(ask(ServerBehaviour::silent(), 5s).error == asio::error::operation_aborted);
    CHECK(world.clock.now() == world.clock.start() + 5s);
}
