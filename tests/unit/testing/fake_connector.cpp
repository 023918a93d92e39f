#include <wasmbench/testing/fake_world.hpp>

#include <boost/asio/error.hpp>

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <string>

using namespace wasmbench;
using namespace wasmbench::testing;
using namespace std::chrono_literals;

namespace {

using Connected = Outcome<std::unique_ptr<Connection>>;

struct Fixture {
    FakeWorld world;

    Connected connect(std::optional<Duration> cancel_after = {}) {
        return world.run<std::unique_ptr<Connection>>(
            [&](auto token) {
                world.connector.async_connect(
                    world.context.executor, HttpEndpoint{"127.0.0.1", 99, {}}, std::move(token));
            },
            cancel_after);
    }
    void write(Connection& c, std::string const& text = "ask") {
        auto const r =
            world.run<std::size_t>([&](auto token) { c.async_write(asio::buffer(text), std::move(token)); });
        REQUIRE_FALSE(r.error);
        REQUIRE(r.value == text.size());
    }
    // "text", or "!message" at the end.
    std::string read(Connection& c, std::size_t size = 64, std::optional<Duration> cancel_after = {}) {
        std::string text(size, '\0');
        auto const r = world.run<std::size_t>(
            [&](auto token) { c.async_read_some(asio::buffer(text), std::move(token)); }, cancel_after);
        if (r.error) return "!" + r.error.message();
        text.resize(r.value);
        return text;
    }
    static std::string bang(error_code ec) { return "!" + ec.message(); }
};

} // namespace

TEST_CASE_METHOD(Fixture, "a server begins to accept at its time") {
    world.connector.from(10ms, ServerBehaviour::answers(200, "hi"));
    CHECK(connect().error == asio::error::connection_refused);
    world.clock.advance(9ms);
    CHECK(connect().error == asio::error::connection_refused);
    world.clock.advance(1ms);
    auto const c = connect();
    CHECK_FALSE(c.error);
    CHECK(c.value != nullptr);
    REQUIRE(world.connector.attempts() == 3);
    CHECK_FALSE(world.connector.attempt(1).accepted);
    CHECK(world.connector.attempt(2).accepted);
    CHECK(world.connector.attempt(2).at == world.clock.start() + 10ms);
    CHECK(world.connector.attempt(2).endpoint.port == 99);
}

TEST_CASE_METHOD(Fixture, "a dropped attempt hangs until it is cancelled") {
    world.connector.from(0ms, ServerBehaviour::drops());
    CHECK(connect(5s).error == asio::error::operation_aborted);
    CHECK(world.clock.now() == world.clock.start() + 5s);
}

TEST_CASE_METHOD(Fixture, "an answer comes after the question, in its pieces, and then the end") {
    world.connector.from(0ms, ServerBehaviour::sends("abcdefgh", 3, 2ms));
    auto const c = connect();
    CHECK(read(*c.value, 64, 1s) == bang(asio::error::operation_aborted)); // nothing was asked
    write(*c.value);
    CHECK(world.connector.attempt(0).written == "ask");
    auto const asked = world.clock.now();
    CHECK(read(*c.value) == "abc");
    CHECK(world.clock.now() == asked + 2ms);
    CHECK(read(*c.value, 1) == "d"); // a small buffer splits a piece
    CHECK(read(*c.value) == "ef");
    CHECK(world.clock.now() == asked + 4ms);
    CHECK(read(*c.value) == "gh");
    CHECK(read(*c.value) == bang(asio::error::eof));
}

TEST_CASE_METHOD(Fixture, "a connection may be reset or stay silent") {
    world.connector.from(0ms, ServerBehaviour::sends("x", 0, {}, ServerBehaviour::End::reset));
    auto const reset = connect();
    write(*reset.value);
    CHECK(read(*reset.value) == "x");
    CHECK(read(*reset.value) == bang(asio::error::connection_reset));

    world.connector.from(0ms, ServerBehaviour::silent());
    auto const silent = connect();
    write(*silent.value);
    CHECK(read(*silent.value, 64, 1h) == bang(asio::error::operation_aborted));
}

TEST_CASE_METHOD(Fixture, "answers() is a response with its length") {
    world.connector.from(0ms, ServerBehaviour::answers(503, "later"));
    auto const c = connect();
    write(*c.value);
    CHECK(read(*c.value) == "HTTP/1.1 503 Scripted\r\nContent-Length: 5\r\n\r\nlater");
}

TEST_CASE_METHOD(Fixture, "a destroyed connection aborts its read and counts as closed") {
    world.connector.from(0ms, ServerBehaviour::silent());
    auto c = connect();
    CHECK(world.connector.open() == 1);
    error_code result;
    std::array<char, 4> buffer;
    c.value->async_read_some(asio::buffer(buffer), [&](error_code ec, std::size_t) { result = ec; });
    c.value.reset();
    testing::run(world.io, world.clock);
    CHECK(result == asio::error::operation_aborted);
    CHECK(world.connector.open() == 0);
    CHECK(world.connector.attempt(0).closed);
}

TEST_CASE_METHOD(Fixture, "the free port is what the script says") {
    CHECK(world.connector.free_port("127.0.0.1").value() == 1);
    world.connector.set_free_port(Failure{asio::error::no_descriptors, {}});
    CHECK(world.connector.free_port("127.0.0.1").error().code == asio::error::no_descriptors);
}
