#include <wasmbench/testing/fake_world.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/error.hpp>

#include <catch2/catch_test_macros.hpp>

#include <stdexcept>

using namespace wasmbench;
using namespace wasmbench::testing;
using namespace std::chrono_literals;

namespace {

// Completes with the seconds that passed.
template <class Token>
void wait(FakeWorld& world, Duration d, Token token) {
    world.clock.async_wait_until(world.context.executor, world.clock.now() + d,
        asio::bind_cancellation_slot(asio::get_associated_cancellation_slot(token),
            [&world, t = std::move(token)](error_code ec) mutable {
                std::move(t)(ec, to_seconds(world.clock.now() - world.clock.start()));
            }));
}

} // namespace

TEST_CASE("an operation is run to its end in virtual time") {
    FakeWorld world;
    auto const r = world.run<double>([&](auto token) { wait(world, 1h, std::move(token)); });
    CHECK_FALSE(r.error);
    CHECK(r.value == 3600);
}

TEST_CASE("an operation is cancelled at the time that is asked for") {
    FakeWorld world;
    auto const r = world.run<double>([&](auto token) { wait(world, 1h, std::move(token)); }, 60s);
    CHECK(r.error == asio::error::operation_aborted);
    CHECK(r.value == 60);
    auto const in_time = world.run<double>([&](auto token) { wait(world, 1s, std::move(token)); }, 60s);
    CHECK_FALSE(in_time.error);
    CHECK(world.clock.pending() == 0); // the cancellation that came too late is forgotten
}

TEST_CASE("an operation that waits for what never happens is an error, not a hang") {
    FakeWorld world;
    CHECK_THROWS_AS(world.run<ExitReport>([&](auto token) {
        auto child = world.launcher.launch(world.context.executor, {}).value();
        auto& c = *child;
        c.async_wait([child = std::move(child), t = std::move(token)](
                         error_code ec, ExitReport report) mutable { std::move(t)(ec, report); });
    }),
        std::runtime_error);
}

TEST_CASE("the context has a folder of its own") {
    FakeWorld world;
    CHECK(std::filesystem::is_directory(world.context.scratch));
    CHECK(std::filesystem::is_empty(world.context.scratch));
}
