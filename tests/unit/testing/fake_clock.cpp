#include <wasmbench/testing/fake_clock.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>

#include <catch2/catch_test_macros.hpp>

#include <memory>
#include <stdexcept>
#include <string>

using namespace wasmbench;
using namespace wasmbench::testing;
using namespace std::chrono_literals;

namespace {

struct Fixture {
    FakeClock clock;
    asio::io_context io;
    std::string log;

    ~Fixture() { clock.abandon(); }
    auto note(std::string text) {
        return [this, text](error_code ec) { log += text + (ec ? "!" : "") + " "; };
    }
    void wait(Duration d, std::string text) {
        clock.async_wait_until(io.get_executor(), clock.start() + d, note(std::move(text)));
    }
};

} // namespace

TEST_CASE_METHOD(Fixture, "time stands still until it is moved") {
    auto const begin = clock.now();
    wait(5ms, "five");
    io.poll();
    CHECK(clock.now() == begin);
    CHECK(log.empty());
    clock.advance(4ms);
    io.poll();
    CHECK(log.empty());
    clock.advance(1ms);
    CHECK(log.empty()); // never inside advance()
    io.poll();
    CHECK(log == "five ");
    CHECK(clock.now() == begin + 5ms);
    CHECK(clock.pending() == 0);
}

TEST_CASE_METHOD(
    Fixture, "waits complete in the order of their times, equal ones in the order of their calls") {
    wait(3ms, "c");
    wait(1ms, "a");
    wait(3ms, "d");
    wait(2ms, "b");
    clock.advance(1h);
    io.poll();
    CHECK(log == "a b c d ");
}

TEST_CASE_METHOD(Fixture, "a time that has passed is due at once, but not inside the call") {
    clock.advance(1s);
    wait(1ms, "late");
    CHECK(log.empty());
    io.poll();
    CHECK(log == "late ");
    auto const before = clock.now();
    clock.advance_to(clock.start());
    CHECK(clock.now() == before);
}

TEST_CASE_METHOD(Fixture, "a cancelled wait is aborted, a completed one is not touched") {
    asio::cancellation_signal signal;
    clock.async_wait_until(
        io.get_executor(), clock.now() + 5ms, asio::bind_cancellation_slot(signal.slot(), note("wait")));
    signal.emit(asio::cancellation_type::terminal);
    CHECK(clock.pending() == 0);
    io.poll();
    CHECK(log == "wait! ");
    signal.emit(asio::cancellation_type::terminal);
    io.restart();
    io.poll();
    CHECK(log == "wait! ");
}

TEST_CASE_METHOD(Fixture, "run jumps from wait to wait and sees each time exactly") {
    auto at = [&](Duration d) { return clock.now() - clock.start() == d; };
    bool first = false, second = false;
    clock.async_wait_until(io.get_executor(), clock.now() + 10s, [&](error_code) {
        first = at(10s);
        clock.async_wait_until(io.get_executor(), clock.now() + 20s, [&](error_code) { second = at(30s); });
    });
    run(io, clock);
    CHECK(first);
    CHECK(second);
    CHECK(clock.now() == clock.start() + 30s);
}

TEST_CASE_METHOD(Fixture, "run stops when it is told, with later waits untouched") {
    wait(1s, "one");
    wait(2s, "two");
    run(io, clock, [&] { return log == "one "; });
    CHECK(clock.now() == clock.start() + 1s);
    CHECK(clock.pending() == 1);
}

TEST_CASE_METHOD(Fixture, "run gives up on a loop without an end") {
    std::function<void(error_code)> again = [&](error_code) {
        clock.async_wait_until(io.get_executor(), clock.now() + 1ms, again);
    };
    again({});
    CHECK_THROWS_AS(run(io, clock, {}, 100), std::runtime_error);
    CHECK(clock.now() == clock.start() + 100ms);
}

TEST_CASE_METHOD(Fixture, "what waits for a time that never comes is released or abandoned") {
    auto const ticket = clock.park(io.get_executor(), FakeClock::never, note("parked"));
    CHECK_FALSE(clock.next().has_value());
    run(io, clock);
    CHECK(log.empty());
    clock.release(ticket, asio::error::eof);
    clock.release(ticket, {});
    run(io, clock);
    CHECK(log == "parked! ");

    auto alive = std::make_shared<int>(1);
    std::weak_ptr<int> const watch = alive;
    clock.park(io.get_executor(), FakeClock::never, [alive = std::move(alive)](error_code) {});
    CHECK_FALSE(watch.expired());
    clock.abandon();
    CHECK(watch.expired());
}

TEST_CASE_METHOD(Fixture, "calls happen at their time unless forgotten") {
    clock.call_at(clock.now() + 1ms, [&] { log += "one "; });
    auto const two = clock.call_at(clock.now() + 2ms, [&] { log += "two "; });
    clock.cancel(two);
    clock.advance(1s);
    CHECK(log == "one ");
}
