#include <wasmbench/load/verdict.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace wasmbench::load;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A closed loop that waits for its server half of the time.
Evidence idle_half() {
    Evidence e;
    e.wall = 10;
    e.cpu = 5;
    e.run_delay = 0.01;
    e.read_delay = 5e-6;
    e.service = 200e-6;
    e.mean_busy = 63;
    e.connections = 64;
    e.begun = 100'000;
    return e;
}

} // namespace

TEST_CASE("who held a run back") {
    auto e = idle_half();
    CHECK(judge(e).bottleneck == Bottleneck::server);
    SECTION("a thread that is never idle") {
        e.cpu = 9.9;
        CHECK(judge(e).bottleneck == Bottleneck::client);
        CHECK_THAT(judge(e).reason, ContainsSubstring("more threads"));
        e.spin = 5; // looking at the clock is not work
        CHECK(judge(e).bottleneck == Bottleneck::server);
    }
    SECTION("answers that lie unread") {
        e.read_delay = 150e-6;
        CHECK(judge(e).bottleneck == Bottleneck::server); // the client rests half of the time: the server works in bursts
        e.cpu = 8;
        CHECK(judge(e).bottleneck == Bottleneck::client);
    }
    SECTION("another process on the client's CPU") {
        e.run_delay = 4;
        CHECK(judge(e).bottleneck == Bottleneck::noisy);
    }
    SECTION("a quota on the client") {
        e.run_delay = 4;
        e.throttled = 4;
        CHECK(judge(e).bottleneck == Bottleneck::client);
        CHECK_THAT(judge(e).reason, ContainsSubstring("quota"));
    }
    SECTION("a rate that the server keeps up with") {
        e.planned = 100'000;
        CHECK(judge(e).bottleneck == Bottleneck::rate);
        e.delayed = 5'000; // and one that it does not
        CHECK(judge(e).bottleneck == Bottleneck::server);
    }
    SECTION("the evidence is told in any case") {
        e.planned = 100'000;
        e.throttled = 1;
        CHECK(judge(e).evidence.size() == 5);
    }
}
