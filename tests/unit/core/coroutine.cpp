#include "plain_context.hpp"

#include <wasmbench/core/coroutine.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <catch2/catch_test_macros.hpp>

#include <memory>
#include <optional>
#include <stdexcept>

using namespace wasmbench;
using namespace std::chrono_literals;
using wasmbench::testing::PlainContext;

namespace {

struct Outcome {
    error_code code;
    std::unique_ptr<int> value; // a type that can only be moved, as an instance is
};

using Operation = asio::awaitable<Result<std::unique_ptr<int>>>;
using Handler = asio::any_completion_handler<void(error_code, std::unique_ptr<int>)>;

Diagnostics stale() {
    Diagnostics d;
    d.stage = "an operation long ago";
    d.remedy = "what helped then";
    return d;
}

// Runs `operation` and gives what the handler was called with; nullopt when it was not called.
std::optional<Outcome> outcome_of(PlainContext& c, Operation operation) {
    std::optional<Outcome> outcome;
    c.run.diagnostics = stale();
    complete_with<std::unique_ptr<int>>(c.run, std::move(operation),
        Handler([&](error_code ec, std::unique_ptr<int> v) { outcome = Outcome{ec, std::move(v)}; }));
    CHECK_FALSE(outcome); // never inside the call
    c.io.run();
    return outcome;
}

} // namespace

TEST_CASE("a coroutine's value reaches the handler", "[core]") {
    PlainContext c;
    auto const o = outcome_of(c, []() -> Operation { co_return std::make_unique<int>(7); }());
    REQUIRE(o);
    CHECK_FALSE(o->code);
    REQUIRE(o->value);
    CHECK(*o->value == 7);
}

TEST_CASE("a coroutine's failure becomes the code and the context's diagnostics", "[core]") {
    PlainContext c;
    auto const o = outcome_of(c, []() -> Operation {
        Failure f{errc::wrong_answer, {}};
        f.diagnostics.stage = "answer of /state";
        co_return f;
    }());
    REQUIRE(o);
    CHECK(o->code == errc::wrong_answer);
    CHECK_FALSE(o->value);
    Diagnostics expected;
    expected.stage = "answer of /state";
    CHECK(c.run.diagnostics == expected);
}

TEST_CASE("an Error that a coroutine throws keeps its diagnostics", "[core]") {
    PlainContext c;
    Diagnostics d;
    d.subject = "threads=0";
    auto const o = outcome_of(c, [](Diagnostics x) -> Operation {
        throw Error(errc::invalid_option, std::move(x));
        co_return nullptr;
    }(d));
    REQUIRE(o);
    CHECK(o->code == errc::invalid_option);
    CHECK(c.run.diagnostics == d);
}

TEST_CASE("a system_error that a coroutine throws becomes its code, without old diagnostics", "[core]") {
    PlainContext c;
    auto const o = outcome_of(c, []() -> Operation {
        throw boost::system::system_error(asio::error::connection_refused);
        co_return nullptr;
    }());
    REQUIRE(o);
    CHECK(o->code == asio::error::connection_refused);
    CHECK(c.run.diagnostics == Diagnostics{});
}

TEST_CASE("any other exception of a coroutine becomes unavailable with its text", "[core]") {
    PlainContext c;
    auto const o = outcome_of(c, []() -> Operation {
        throw std::runtime_error("the wheel came off");
        co_return nullptr;
    }());
    REQUIRE(o);
    CHECK(o->code == errc::unavailable);
    Diagnostics expected;
    expected.stage = "the wheel came off";
    CHECK(c.run.diagnostics == expected);
}

TEST_CASE("terminal cancellation of the handler ends the coroutine", "[core]") {
    PlainContext c;
    asio::cancellation_signal signal;
    std::optional<Outcome> outcome;
    bool cleaned_up = false;
    auto forever = [&]() -> Operation {
        std::shared_ptr<void> const guard(nullptr, [&](void*) { cleaned_up = true; });
        co_await c.clock->async_wait_until(c.run.executor, c.clock->now() + 1h, asio::use_awaitable);
        co_return std::make_unique<int>(1);
    };
    complete_with<std::unique_ptr<int>>(c.run, forever(),
        Handler(asio::bind_cancellation_slot(signal.slot(), [&](error_code ec, std::unique_ptr<int> v) {
            outcome = Outcome{ec, std::move(v)};
        })));
    c.io.poll();
    CHECK_FALSE(outcome);
    signal.emit(asio::cancellation_type::terminal);
    c.io.run();
    REQUIRE(outcome);
    CHECK(outcome->code == asio::error::operation_aborted);
    CHECK_FALSE(outcome->value);
    CHECK(cleaned_up);
    signal.emit(asio::cancellation_type::terminal); // late: nobody is there to hear it
}

TEST_CASE("the handler's own executor is used", "[core]") {
    PlainContext c;
    asio::io_context other;
    bool called = false;
    complete_with<std::unique_ptr<int>>(c.run, []() -> Operation { co_return nullptr; }(),
        Handler(asio::bind_executor(other, [&](error_code, std::unique_ptr<int>) { called = true; })));
    c.io.run();
    CHECK_FALSE(called);
    other.run();
    CHECK(called);
}
