#include <wasmbench/core/system.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>

#include <catch2/catch_test_macros.hpp>

#include <optional>

#include <time.h>

using namespace wasmbench;
using namespace std::chrono_literals;
using asio::cancellation_type;

namespace {

struct Fixture {
    asio::io_context io;
    std::unique_ptr<Clock> clock = make_system_clock();
    std::optional<error_code> end;

    auto handler() {
        return [this](error_code ec) { end = ec; };
    }
};

std::int64_t monotonic_ns() {
    timespec t{};
    ::clock_gettime(CLOCK_MONOTONIC, &t);
    return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

} // namespace

TEST_CASE("the system clock is CLOCK_MONOTONIC", "[core][clock]") {
    Fixture f;
    auto const before = monotonic_ns();
    auto const now = std::chrono::nanoseconds(f.clock->now().time_since_epoch()).count();
    CHECK(before <= now);
    CHECK(now <= monotonic_ns());
}

TEST_CASE("a wait ends at its time and not before", "[core][clock]") {
    Fixture f;
    auto const when = f.clock->now() + 20ms;
    f.clock->async_wait_until(f.io.get_executor(), when, f.handler());
    f.io.run_for(20s);
    REQUIRE(f.end);
    CHECK_FALSE(*f.end);
    CHECK(f.clock->now() >= when);
}

TEST_CASE("a wait for a time that has passed ends at once, but not inside the call", "[core][clock]") {
    Fixture f;
    for (auto when : {f.clock->now() - 1h, f.clock->now(), TimePoint::min()}) {
        f.end.reset();
        f.clock->async_wait_until(f.io.get_executor(), when, f.handler());
        CHECK_FALSE(f.end);
        f.io.restart();
        auto const begin = f.clock->now();
        f.io.run_for(20s);
        REQUIRE(f.end);
        CHECK_FALSE(*f.end);
        CHECK(f.clock->now() - begin < 10s);
    }
}

TEST_CASE("a wait is cancelled by any type of cancellation", "[core][clock]") {
    Fixture f;
    for (auto type : {cancellation_type::terminal, cancellation_type::partial, cancellation_type::total}) {
        asio::cancellation_signal signal;
        f.end.reset();
        f.clock->async_wait_until(f.io.get_executor(), f.clock->now() + 1h,
            asio::bind_cancellation_slot(signal.slot(), f.handler()));
        f.io.restart();
        f.io.poll();
        CHECK_FALSE(f.end);
        signal.emit(type);
        CHECK_FALSE(f.end);
        f.io.restart();
        f.io.run_for(20s);
        CHECK(f.end == error_code(asio::error::operation_aborted));
        signal.emit(type); // late: the timer is gone
    }
}

TEST_CASE("a cancellation after the end of a wait does nothing", "[core][clock]") {
    Fixture f;
    asio::cancellation_signal signal;
    f.clock->async_wait_until(
        f.io.get_executor(), f.clock->now(), asio::bind_cancellation_slot(signal.slot(), f.handler()));
    f.io.run_for(20s);
    signal.emit(cancellation_type::terminal);
    CHECK(f.end == error_code());
}

TEST_CASE("a wait completes on its handler's executor", "[core][clock]") {
    Fixture f;
    asio::io_context other;
    f.clock->async_wait_until(
        f.io.get_executor(), f.clock->now(), asio::bind_executor(other, f.handler()));
    f.io.run_for(20s);
    CHECK_FALSE(f.end);
    other.run_for(20s);
    CHECK(f.end);
}

TEST_CASE("a reactor that goes with a wait pending is no trouble", "[core][clock]") {
    Fixture f;
    {
        asio::io_context io;
        f.clock->async_wait_until(io.get_executor(), f.clock->now() + 1h, f.handler());
        io.poll();
    }
    CHECK_FALSE(f.end);
}
