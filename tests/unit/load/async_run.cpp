#include "load_test.hpp"

#include <wasmbench/load/http_load.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>

using namespace wasmbench;
using namespace wasmbench::load;
using namespace wasmbench::load::test;
using namespace std::chrono_literals;

namespace {

asio::awaitable<void> two_runs(std::uint16_t port, std::uint64_t& ok) {
    auto const executor = co_await asio::this_coro::executor;
    auto const first = co_await async_run(executor, plan_for(port, 3), asio::use_awaitable);
    auto const second = co_await async_run(executor, plan_for(port, 4), asio::use_awaitable);
    ok = 10 * first.counts.ok + second.counts.ok;
}

} // namespace

TEST_CASE("async_run with a callback completes on the caller's executor") {
    FaultServer server({Fault::none});
    asio::io_context context;
    std::optional<LoadResult> result;
    std::thread::id thread;
    async_run(context.get_executor(), plan_for(server.port(), 20), [&](error_code ec, LoadResult r) {
        CHECK_FALSE(ec);
        thread = std::this_thread::get_id();
        result = std::move(r);
    });
    CHECK_FALSE(result); // never inside the call
    context.run();       // stays until the load is over
    REQUIRE(result);
    CHECK(thread == std::this_thread::get_id());
    CHECK(result->counts == LoadCounts{20, 20, {}, 0, 0});
}

TEST_CASE("async_run completes on the handler's executor if it has one") {
    FaultServer server({Fault::none});
    asio::io_context context;
    asio::io_context other;
    bool done = false;
    async_run(context.get_executor(), plan_for(server.port(), 5),
        asio::bind_executor(other.get_executor(), [&](error_code, LoadResult const&) { done = true; }));
    context.run();
    CHECK_FALSE(done);
    other.run();
    CHECK(done);
}

TEST_CASE("async_run with a future and with co_await") {
    FaultServer server({Fault::none});
    asio::thread_pool pool(1);
    auto future = async_run(pool.get_executor(), plan_for(server.port(), 7), asio::use_future);
    CHECK(future.get().counts.ok == 7);

    asio::io_context context;
    std::uint64_t ok = 0;
    asio::co_spawn(context, two_runs(server.port(), ok), asio::detached);
    context.run();
    CHECK(ok == 34);
}

TEST_CASE("terminal cancellation ends a run at once with what was done, and the executor was free") {
    FaultServer server({Fault::none, Fault::none, Fault::none, Fault::hang});
    auto plan = plan_for(server.port(), 40);
    plan.options.connections = 4;
    plan.options.threads = GENERATE(1U, 2U);
    asio::io_context context;
    asio::cancellation_signal signal;
    error_code ec;
    std::optional<LoadResult> result;
    TimePoint cancelled_at;
    TimePoint done_at;
    async_run(context.get_executor(), plan,
        asio::bind_cancellation_slot(signal.slot(), [&](error_code e, LoadResult r) {
            done_at = SteadyClock::now();
            ec = e;
            result = std::move(r);
        }));
    // The timer runs on the very executor: it would not fire if the load were there. It waits for the server,
    // not for a time, so that the counts are exact.
    asio::steady_timer timer(context);
    std::function<void()> wait = [&] {
        timer.expires_after(2ms);
        timer.async_wait([&](error_code) {
            if (server.requests() < 16) return wait();
            signal.emit(asio::cancellation_type::partial); // ignored
            signal.emit(asio::cancellation_type::total);   // ignored
            cancelled_at = SteadyClock::now();
            signal.emit(asio::cancellation_type::terminal);
        });
    };
    wait();
    context.run();
    REQUIRE(result);
    CHECK(ec == asio::error::operation_aborted);
    CHECK(result->ending == Ending::cancelled);
    CHECK(result->counts == LoadCounts{40, 12, {}, 4, 24});
    CHECK(done_at - cancelled_at < 5s); // against a response timeout of 30 s
}

TEST_CASE("cancelling right after the start, and after the end") {
    FaultServer server({Fault::hang});
    auto plan = plan_for(server.port(), 10);
    plan.options.warmup_requests = 1;
    asio::cancellation_signal signal;
    for (int i = 0; i < 50; ++i) {
        asio::io_context context;
        error_code ec;
        std::optional<LoadResult> result;
        async_run(context.get_executor(), plan,
            asio::bind_cancellation_slot(signal.slot(), [&](error_code e, LoadResult r) {
                ec = e;
                result = std::move(r);
            }));
        signal.emit(asio::cancellation_type::terminal);
        context.run();
        REQUIRE(result);
        REQUIRE(ec == asio::error::operation_aborted);
        REQUIRE(result->counts.balanced());
        REQUIRE(result->counts.ok == 0);
        signal.emit(asio::cancellation_type::terminal); // nobody is there any more
    }
}

TEST_CASE("a completion that is never run is destroyed with its context") {
    FaultServer server({Fault::none});
    auto const owned = std::make_shared<int>(0);
    {
        asio::io_context other;
        asio::io_context context;
        async_run(context.get_executor(), plan_for(server.port(), 1),
            asio::bind_executor(other.get_executor(), [owned](error_code, LoadResult const&) {}));
        context.run(); // hands the completion to the other context
        CHECK(owned.use_count() == 2);
    }
    CHECK(owned.use_count() == 1);
}

TEST_CASE("what a request source throws comes out of the executor") {
    class Broken final : public RequestSource {
        void next(std::uint64_t, Outgoing&) override { throw std::runtime_error("no request"); }
    };
    FaultServer server({Fault::none});
    auto plan = plan_for(server.port(), 5);
    plan.source = [](HttpEndpoint const&, std::size_t) { return std::make_unique<Broken>(); };
    asio::io_context context;
    bool called = false;
    async_run(context.get_executor(), plan, [&](error_code, LoadResult const&) { called = true; });
    CHECK_THROWS_AS(context.run(), std::runtime_error);
    CHECK_FALSE(called);
}
