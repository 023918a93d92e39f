#include "machine.hpp"
#include "processes.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>

#include <csignal>

using namespace wasmbench;
using namespace wasmbench::testing;
using asio::cancellation_type;

namespace {

struct Waiter {
    unsigned calls = 0;
    error_code code;
    ExitReport report;

    auto handler() {
        return [this](error_code ec, ExitReport r) {
            ++calls;
            code = ec;
            report = r;
        };
    }
};

} // namespace

TEST_CASE("all who wait hear of the end, once", "[core][launcher]") {
    Machine m;
    auto child = m.start(command("/bin/sh", {"-c", "exit 4"}));
    Waiter waiters[3];
    for (auto& w : waiters) child->async_wait(w.handler());
    for (auto& w : waiters) CHECK(w.calls == 0);
    REQUIRE(m.until([&] { return waiters[0].calls + waiters[1].calls + waiters[2].calls >= 3; }));
    m.io.poll();
    for (auto& w : waiters) {
        CHECK(w.calls == 1);
        CHECK_FALSE(w.code);
        CHECK(w.report.exit_code == 4);
        CHECK(w.report == child->exited());
    }
}

TEST_CASE("a wait after the end completes with the same report, not inside the call", "[core][launcher]") {
    Machine m;
    auto child = m.start(command("/bin/sh", {"-c", "exit 4"}));
    auto const first = m.end_of(*child);
    Waiter w;
    child->async_wait(w.handler());
    CHECK(w.calls == 0);
    REQUIRE(m.until([&] { return w.calls > 0; }));
    CHECK_FALSE(w.code);
    CHECK(w.report == first);
}

TEST_CASE("cancelling a wait stops the waiting and not the process", "[core][launcher]") {
    Machine m;
    auto child = m.start(child_command({"wait"}));
    for (auto type : {cancellation_type::terminal, cancellation_type::partial, cancellation_type::total}) {
        asio::cancellation_signal signal;
        Waiter cancelled, other;
        child->async_wait(asio::bind_cancellation_slot(signal.slot(), cancelled.handler()));
        child->async_wait(other.handler());
        signal.emit(type);
        REQUIRE(m.until([&] { return cancelled.calls > 0; }));
        CHECK(cancelled.code == asio::error::operation_aborted);
        CHECK_FALSE(cancelled.report.signal);
        m.io.poll();
        CHECK(other.calls == 0);
        CHECK(running(child->identity().pid));
        child->signal(0);
        if (type != cancellation_type::total) continue;
        child->signal(SIGKILL);
        REQUIRE(m.until([&] { return other.calls > 0; }));
        CHECK(other.report.signal == SIGKILL);
    }
}

TEST_CASE("a cancellation that comes too late does nothing", "[core][launcher]") {
    Machine m;
    asio::cancellation_signal signal;
    Waiter w;
    auto child = m.start(command("/bin/true"));
    child->async_wait(asio::bind_cancellation_slot(signal.slot(), w.handler()));
    REQUIRE(m.until([&] { return w.calls > 0; }));
    child.reset();
    m.io.poll();
    signal.emit(cancellation_type::terminal);
    m.io.poll();
    CHECK(w.calls == 1);
    CHECK_FALSE(w.code);
}

TEST_CASE("destroying a child that runs aborts its waits", "[core][launcher]") {
    Machine m;
    auto child = m.start(child_command({"wait"}));
    Waiter a, b;
    child->async_wait(a.handler());
    child->async_wait(b.handler());
    child.reset();
    CHECK(a.calls == 0); // never inside the call
    REQUIRE(m.until([&] { return a.calls + b.calls >= 2; }));
    for (auto const& w : {a, b}) {
        CHECK(w.code == asio::error::operation_aborted);
        CHECK_FALSE(w.report.signal);
    }
}

TEST_CASE("an end that came before the child was destroyed is still told", "[core][launcher]") {
    Machine m;
    auto child = m.start(command("/bin/sh", {"-c", "exit 4"}));
    m.end_of(*child);
    Waiter w;
    child->async_wait(w.handler());
    child.reset();
    REQUIRE(m.until([&] { return w.calls > 0; }));
    CHECK_FALSE(w.code);
    CHECK(w.report.exit_code == 4);
}

TEST_CASE("a wait completes on the handler's executor", "[core][launcher]") {
    Machine m;
    asio::io_context other;
    auto child = m.start(command("/bin/true"));
    Waiter w;
    child->async_wait(asio::bind_executor(other, w.handler()));
    REQUIRE(m.until([&] { return child->exited().has_value(); }));
    m.io.poll();
    CHECK(w.calls == 0);
    other.run_for(std::chrono::seconds(20));
    CHECK(w.calls == 1);
}

TEST_CASE("a reactor that goes with waits pending is no trouble", "[core][launcher]") {
    auto m = std::make_unique<Machine>();
    auto child = m->start(child_command({"wait"}));
    Waiter w;
    child->async_wait(w.handler());
    child.reset();
    m.reset();
    CHECK(w.calls == 0);
    CHECK(own_children().empty());
}
