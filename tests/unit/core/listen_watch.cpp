#include <wasmbench/core/system.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <thread>

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

TEST_CASE("who begins to listen during a wait is dialled at once, and the request is sent") {
    Fixture f;
    tcp::acceptor listener(f.io);
    Dialled dialled;
    TimePoint before, after;
    // Whatever else begins to listen on this machine ends the wait too; then nothing was dialled.
    for (int i = 0; i < 20 && !dialled.connection; ++i) {
        // A port that is free, and bound so that it stays ours until it listens.
        listener = tcp::acceptor(f.io, tcp::v4());
        listener.bind({asio::ip::address_v4::loopback(), 0});
        auto const port = listener.local_endpoint().port();
        f.watch->dial({"127.0.0.1", port, {}}, "hello");
        f.wait();
        f.io.poll();
        before = SteadyClock::now();
        listener.listen();
        after = SteadyClock::now();
        REQUIRE(f.told_within(10s));
        dialled = f.watch->take_dialled();
    }
    REQUIRE(dialled.connection);
    REQUIRE(dialled.listening);
    CHECK(*dialled.listening >= before);
    CHECK(*dialled.listening <= after);
    CHECK(dialled.connected >= *dialled.listening);

    auto accepted = listener.accept();
    char text[16] = {};
    CHECK(accepted.read_some(asio::buffer(text)) == 5);
    CHECK(std::string(text) == "hello");

    // The answer's own stamp is that of its arrival, not of when it was read.
    auto const sending = SteadyClock::now();
    accepted.write_some(asio::buffer("answer", 6));
    auto const sent = SteadyClock::now();
    std::this_thread::sleep_for(20ms);
    std::size_t received = 0;
    dialled.connection->async_read_some(asio::buffer(text), [&](error_code ec, std::size_t n) {
        f.code = ec;
        received = n;
    });
    f.io.restart();
    f.io.run_for(10s);
    CHECK_FALSE(f.code);
    CHECK(std::string(text, received) == "answer");
    REQUIRE(dialled.connection->received_at());
    CHECK(*dialled.connection->received_at() >= sending - 1ms); // two clocks are compared
    CHECK(*dialled.connection->received_at() <= sent + 1ms);
}

TEST_CASE("each wait dials once, and only when asked to") {
    Fixture f;
    auto const listener = f.listen();
    f.watch->dial({"127.0.0.1", listener->local_endpoint().port(), {}}, "hello");
    f.wait();
    REQUIRE(f.told_within(10s));
    f.watch->take_dialled();
    CHECK_FALSE(f.watch->take_dialled().connection);
    auto const other = f.listen();
    f.wait();
    REQUIRE(f.told_within(10s));
    CHECK_FALSE(f.watch->take_dialled().connection);
}
