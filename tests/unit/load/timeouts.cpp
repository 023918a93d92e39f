#include "load_test.hpp"

#include <wasmbench/load/http_load.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <chrono>
#include <string>

using namespace wasmbench;
using namespace wasmbench::load;
using namespace wasmbench::load::test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Far above what a busy machine adds, far below what a timeout that does not fire takes (time_limit: 10
/// minutes).
constexpr auto patience = 20s;

} // namespace

TEST_CASE("a server that never answers times out when it is due") {
    auto const fault = GENERATE(Fault::hang, Fault::long_length);
    FaultServer server({fault});
    auto plan = plan_for(server.port(), 4);
    plan.options.timeouts.response = 50ms;
    auto const begin = SteadyClock::now();
    auto const r = run(plan);
    auto const wall = SteadyClock::now() - begin;
    CHECK(r.counts.error(
              fault == Fault::hang ? ErrorClass::first_byte_timeout : ErrorClass::response_timeout) == 4);
    CHECK(r.counts.planned == 4);
    CHECK(r.connections_opened == 4); // a late answer must not be taken for the next one's
    CHECK(wall >= 4 * 50ms);
    CHECK(wall < patience);
    REQUIRE(r.first_error);
    CHECK_THAT(r.first_error->detail, ContainsSubstring("within 50 ms"));
    CHECK_THAT(r.first_error->detail,
        ContainsSubstring(fault == Fault::hang ? "0 bytes received" : "67 bytes received"));
}

TEST_CASE("a timeout is not late by more than the machine makes it") {
    // A busy machine may delay any one of them, but not the best of twenty by half a timeout.
    FaultServer server({Fault::hang});
    auto plan = plan_for(server.port(), 1);
    plan.options.timeouts.response = 60ms;
    auto best = Duration::max();
    for (int i = 0; i < 20 && best >= 90ms; ++i) {
        auto const r = run(plan);
        REQUIRE(r.counts.error(ErrorClass::first_byte_timeout) == 1);
        best = std::min(best, r.first_error->at - *r.first_send);
    }
    CHECK(best >= 60ms);
    CHECK(best < 90ms);
}

TEST_CASE("one silent connection does not hold up the others") {
    FaultServer server({Fault::hang, Fault::none, Fault::none, Fault::none, Fault::none});
    auto plan = plan_for(server.port(), 5);
    plan.options.connections = 2;
    plan.options.timeouts.response = 300ms;
    plan.options.keep_samples = true;
    auto const r = run(plan);
    CHECK(r.counts.error(ErrorClass::first_byte_timeout) == 1);
    REQUIRE(r.samples.size() == 4);
    REQUIRE(r.first_error);
    CHECK(r.samples.front().at < r.first_error->at);
}

TEST_CASE("a timeout that is due after others is not forgotten") {
    // The first request of each connection is answered, so that the deadlines lie apart and move.
    FaultServer server({Fault::none, Fault::slow, Fault::none, Fault::slow, Fault::hang});
    auto plan = plan_for(server.port(), 15);
    plan.options.connections = 3;
    plan.options.timeouts.response = 100ms;
    auto const begin = SteadyClock::now();
    auto const r = run(plan);
    CHECK(r.counts.error(ErrorClass::first_byte_timeout) >= 3);
    CHECK(r.counts.balanced());
    CHECK(SteadyClock::now() - begin < patience);
}

TEST_CASE("a connection that is not accepted times out, apart from the response timeout") {
    SilentPort port;
    auto plan = plan_for(port.port(), 2);
    plan.options.timeouts.connect = 30ms;
    auto const begin = SteadyClock::now();
    auto const r = run(plan);
    auto const wall = SteadyClock::now() - begin;
    CHECK(r.counts.error(ErrorClass::connect_timeout) == 2);
    CHECK(r.connections_opened == 0);
    CHECK(wall >= 3 * 30ms); // once to open it before the measured phase, once for each request
    CHECK(wall < patience);
    REQUIRE(r.first_error);
    CHECK(r.first_error->detail == "no connection within 30 ms");
}

TEST_CASE("the whole run is bounded") {
    FaultServer server({Fault::hang});
    auto plan = plan_for(server.port(), 50);
    plan.options.connections = 4;
    plan.options.threads = 2;
    constexpr auto limit = 200ms; // time enough to open four connections, on a busy machine with a sanitizer too
    plan.options.time_limit = limit;
    auto const begin = SteadyClock::now();

    SECTION("in the measured phase") {
        auto const r = run(plan);
        CHECK(r.ending == Ending::time_limit);
        CHECK(r.counts == LoadCounts{50, 0, {}, 4, 46});
    }
    SECTION("in the warm-up") {
        plan.options.warmup_requests = 10;
        auto const r = run(plan);
        CHECK(r.ending == Ending::time_limit);
        CHECK(r.warmup == LoadCounts{10, 0, {}, 4, 6});
        CHECK(r.counts == LoadCounts{50, 0, {}, 0, 50});
        CHECK(r.started == r.ended);
        CHECK(r.cpu_seconds == 0);
    }
    SECTION("in the warm-up of a run that has a duration") {
        plan.options.warmup_requests = 10;
        plan.options.stop = {{}, 10ms};
        auto const r = run(plan);
        CHECK(r.ending == Ending::time_limit);
        CHECK(r.counts == LoadCounts{});
    }
    SECTION("while connecting") {
        SilentPort port;
        plan.endpoint.port = port.port();
        auto const r = run(plan);
        CHECK(r.ending == Ending::time_limit);
        CHECK(r.counts == LoadCounts{50, 0, {}, 0, 50});
    }
    auto const wall = SteadyClock::now() - begin;
    CHECK(wall >= limit);
    CHECK(wall < patience);
}
