#include <wasmbench/core/system.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <memory>

using namespace wasmbench;
using namespace std::chrono_literals;
using tcp = asio::ip::tcp;

namespace {

struct Fixture {
    asio::io_context io;
    std::unique_ptr<Connector> connector = make_tcp_connector();
    std::unique_ptr<ListenWatch> watch = connector->watch_listeners(io.get_executor());
    unsigned told = 0;
    error_code code;

    Fixture() {
        if (!watch) SKIP("this system tells this process of no listeners (it takes CAP_PERFMON, and CAP_SYS_ADMIN for tracefs)");
    }
    void wait() {
        watch->async_next([this](error_code ec) {
            ++told;
            code = ec;
        });
    }
    // Turns the reactor until the wait has ended, at most that long.
    bool told_within(std::chrono::milliseconds limit) {
        auto const before = told;
        auto const end = SteadyClock::now() + limit;
        io.restart();
        while (told == before && SteadyClock::now() < end) io.run_one_until(end);
        return told != before;
    }
    std::unique_ptr<tcp::acceptor> listen() {
        auto a = std::make_unique<tcp::acceptor>(io, tcp::v4());
        a->bind({asio::ip::address_v4::loopback(), 0});
        a->listen();
        return a;
    }
};

} // namespace

// Other programs of the machine may listen at any time, so that a watch is told is tested, not that it is not.

TEST_CASE("a socket that begins to listen while one waits is told of") {
    Fixture f;
    f.wait();
    f.io.poll();
    auto const listener = f.listen();
    REQUIRE(f.told_within(10s));
    CHECK_FALSE(f.code);
}

TEST_CASE("one that began before the wait, but since the watch was made, is told of at once") {
    Fixture f;
    auto const first = f.listen();
    f.wait();
    CHECK(f.told == 0); // never inside the call
    REQUIRE(f.told_within(10s));
    CHECK_FALSE(f.code);
    // And each later one again.
    for (int i = 0; i < 3; ++i) {
        auto const next = f.listen();
        f.wait();
        REQUIRE(f.told_within(10s));
        CHECK_FALSE(f.code);
    }
}

TEST_CASE("a wait can be cancelled, and ends with its watch") {
    Fixture f;
    asio::cancellation_signal cancel;
    auto const wait = [&] {
        f.watch->async_next(asio::bind_cancellation_slot(cancel.slot(), [&](error_code ec) {
            ++f.told;
            f.code = ec;
        }));
    };
    // A listener of somebody else may end a wait first.
    for (int i = 0; i < 20 && f.code != asio::error::operation_aborted; ++i) {
        wait();
        cancel.emit(asio::cancellation_type::terminal);
        REQUIRE(f.told_within(10s));
    }
    CHECK(f.code == asio::error::operation_aborted);

    f.code = {};
    f.wait();
    f.watch.reset();
    REQUIRE(f.told_within(10s));
}

TEST_CASE("a watch outlives its connector") {
    Fixture f;
    f.connector.reset();
    auto const listener = f.listen();
    f.wait();
    CHECK(f.told_within(10s));
}

TEST_CASE("several watches are told of the same socket") {
    Fixture f;
    auto const second = f.connector->watch_listeners(f.io.get_executor());
    REQUIRE(second);
    bool also = false;
    auto const listener = f.listen();
    f.wait();
    second->async_next([&](error_code) { also = true; });
    CHECK(f.told_within(10s));
    f.io.restart();
    f.io.run_for(100ms);
    CHECK(also);
}
