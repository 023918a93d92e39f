// A runtime that does nothing but what it is told, under each kind of completion token that the interfaces
// promise.
#include "plain_context.hpp"

#include <wasmbench/core/coroutine.hpp>
#include <wasmbench/core/runtime.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace wasmbench;
using namespace std::chrono_literals;
using wasmbench::testing::PlainContext;

namespace {

class FakeInstance final : public Instance {
public:
    explicit FakeInstance(RunContext& context)
        : context_(context)
        , endpoint_(HttpEndpoint{"127.0.0.1", 7, ""}) {}
    Endpoint const& endpoint() const noexcept override { return endpoint_; }
    ProcessTree const& processes() const noexcept override { return processes_; }
    Timeline const& timeline() const noexcept override { return timeline_; }

private:
    void do_stop(
        StopPolicy policy, asio::any_completion_handler<void(error_code, ExitReport)> handler) override {
        auto stop = [](StopPolicy p) -> asio::awaitable<Result<ExitReport>> {
            ExitReport report;
            report.exit_code = static_cast<int>(p.grace.count());
            co_return report;
        };
        complete_with(context_, stop(policy), std::move(handler));
    }

    RunContext& context_;
    Endpoint endpoint_;
    ProcessTree processes_;
    Timeline timeline_;
};

class FakeRuntime final : public Runtime {
public:
    Result<int> answer = 0;    ///< of prepare and start: the value has no meaning
    Duration takes = 1ms;

    std::string_view name() const noexcept override { return "fake"; }
    Capabilities capabilities() const noexcept override { return {}; }
    Availability availability() const override { return Availability::yes(); }
    RowTraits describe(Workload const&, Options const&) const override { return {}; }

private:
    void do_prepare(RunContext& context, PrepareSpec spec, PrepareHandler handler) override {
        auto prepare = [](FakeRuntime& self, RunContext& c, PrepareSpec s) -> asio::awaitable<Result<Prepared>> {
            co_await c.clock.async_wait_until(c.executor, c.clock.now() + self.takes, asio::use_awaitable);
            if (!self.answer) co_return self.answer.error();
            Prepared p;
            for (auto const& [name, value] : s.options) p.artifacts[name] = value;
            co_return p;
        };
        complete_with(context, prepare(*this, context, std::move(spec)), std::move(handler));
    }
    void do_start(RunContext& context, StartSpec, StartHandler handler) override {
        auto start = [](FakeRuntime& self, RunContext& c) -> asio::awaitable<Result<InstancePtr>> {
            co_await c.clock.async_wait_until(c.executor, c.clock.now() + self.takes, asio::use_awaitable);
            if (!self.answer) co_return self.answer.error();
            co_return std::make_unique<FakeInstance>(c);
        };
        complete_with(context, start(*this, context), std::move(handler));
    }
};

Failure refusal() {
    Failure f{errc::artifact_missing, {}};
    f.diagnostics.subject = "x.wasm";
    return f;
}

std::uint16_t port_of(Instance const& i) {
    return std::get<HttpEndpoint>(i.endpoint()).port;
}

} // namespace

TEST_CASE("callbacks: prepare, start and stop", "[core]") {
    PlainContext c;
    FakeRuntime runtime;
    std::string steps;
    InstancePtr instance;
    PrepareSpec spec;
    spec.options["module"] = "/tmp/x.cwasm";
    runtime.async_prepare(c.run, spec, [&](error_code ec, Prepared p) {
        CHECK_FALSE(ec);
        CHECK(p.artifacts.at("module") == "/tmp/x.cwasm");
        steps += "prepared ";
        runtime.async_start(c.run, {}, [&](error_code ec2, InstancePtr i) {
            CHECK_FALSE(ec2);
            instance = std::move(i);
            REQUIRE(instance);
            CHECK(port_of(*instance) == 7);
            steps += "started ";
            instance->async_stop(StopPolicy{42ms}, [&](error_code ec3, ExitReport r) {
                CHECK_FALSE(ec3);
                CHECK(r.exit_code == 42);
                steps += "stopped";
            });
        });
    });
    CHECK(steps.empty());
    c.io.run();
    CHECK(steps == "prepared started stopped");
}

TEST_CASE("callbacks: a failure gives a null instance and diagnostics", "[core]") {
    PlainContext c;
    FakeRuntime runtime;
    runtime.answer = refusal();
    bool called = false;
    runtime.async_start(c.run, {}, [&](error_code ec, InstancePtr i) {
        called = true;
        CHECK(ec == errc::artifact_missing);
        CHECK_FALSE(i);
    });
    c.io.run();
    CHECK(called);
    CHECK(c.run.diagnostics.subject == "x.wasm");
}

TEST_CASE("use_future gives the instance or throws", "[core]") {
    PlainContext c;
    FakeRuntime runtime;
    auto good = runtime.async_start(c.run, {}, asio::use_future);
    c.io.run();
    auto instance = good.get();
    REQUIRE(instance);
    CHECK(port_of(*instance) == 7);

    c.io.restart();
    auto report = instance->async_stop(StopPolicy{3ms}, asio::use_future);
    c.io.run();
    CHECK(report.get().exit_code == 3);

    c.io.restart();
    runtime.answer = refusal();
    auto bad = runtime.async_start(c.run, {}, asio::use_future);
    c.io.run();
    CHECK_THROWS_AS(bad.get(), boost::system::system_error);
}

TEST_CASE("co_await gives the instance, throws, or fills a code", "[core]") {
    PlainContext c;
    FakeRuntime runtime;
    bool done = false;
    asio::co_spawn(
        c.io,
        [&]() -> asio::awaitable<void> {
            auto prepared = co_await runtime.async_prepare(c.run, {}, asio::use_awaitable);
            CHECK(prepared.artifacts.empty());
            auto instance = co_await runtime.async_start(c.run, {}, asio::use_awaitable);
            REQUIRE(instance);
            auto const report = co_await instance->async_stop({}, asio::use_awaitable);
            CHECK(report.exit_code == 2000); // the default grace

            runtime.answer = refusal();
            error_code thrown;
            try {
                co_await runtime.async_start(c.run, {}, asio::use_awaitable);
            } catch (boost::system::system_error const& e) {
                thrown = e.code();
            }
            CHECK(thrown == errc::artifact_missing);
            error_code ec;
            co_await runtime.async_start(c.run, {}, asio::redirect_error(asio::use_awaitable, ec));
            CHECK(ec == errc::artifact_missing);
            done = true;
        },
        asio::detached);
    c.io.run();
    CHECK(done);
}

TEST_CASE("deferred starts nothing until it is called, and takes the specification with it", "[core]") {
    PlainContext c;
    FakeRuntime runtime;
    auto operation = [&] {
        PrepareSpec spec; // gone when the operation starts
        spec.options["module"] = "a name that is longer than the small buffer of a string";
        return runtime.async_prepare(c.run, spec, asio::deferred);
    }();
    CHECK(c.io.poll() == 0);
    std::string module;
    std::move(operation)([&](error_code, Prepared p) { module = p.artifacts.at("module"); });
    c.io.restart();
    c.io.run();
    CHECK(module == "a name that is longer than the small buffer of a string");
}

TEST_CASE("a start is cancelled through the slot of its handler", "[core]") {
    PlainContext c;
    FakeRuntime runtime;
    runtime.takes = 1h;
    asio::cancellation_signal signal;
    error_code code;
    runtime.async_start(
        c.run, {}, asio::bind_cancellation_slot(signal.slot(), [&](error_code ec, InstancePtr i) {
            code = ec;
            CHECK_FALSE(i);
        }));
    c.io.poll();
    CHECK_FALSE(code);
    signal.emit(asio::cancellation_type::terminal);
    c.io.run();
    CHECK(code == asio::error::operation_aborted);
}

TEST_CASE("a start that a coroutine awaits is cancelled with the coroutine", "[core]") {
    PlainContext c;
    FakeRuntime runtime;
    runtime.takes = 1h;
    asio::cancellation_signal signal;
    std::exception_ptr end;
    asio::co_spawn(
        c.io,
        [&]() -> asio::awaitable<void> {
            co_await runtime.async_start(c.run, {}, asio::use_awaitable);
        },
        asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr e) { end = e; }));
    c.io.poll();
    signal.emit(asio::cancellation_type::terminal);
    c.io.run();
    REQUIRE(end);
    try {
        std::rethrow_exception(end);
    } catch (boost::system::system_error const& e) {
        CHECK(e.code() == asio::error::operation_aborted);
    }
}
