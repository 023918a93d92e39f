#include "load_test.hpp"

#include <wasmbench/load/find_limit.hpp>

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <stop_token>
#include <thread>
#include <vector>

using namespace wasmbench;
using namespace wasmbench::load;
using namespace wasmbench::load::test;
using namespace std::chrono_literals;

namespace {

LimitSearchOptions quick() {
    LimitSearchOptions o;
    o.first_rate = 50;
    o.shortest_step = 100ms;
    o.longest_step = 200ms;
    o.budget = 700ms;
    return o;
}

} // namespace

TEST_CASE("where nothing holds, no limit is found") {
    RefusingPort port;
    auto plan = plan_for(port.port(), 1);
    plan.options.connections = 4;
    std::vector<StepOutcome> told;
    StepOptions options;
    options.told = [&](StepOutcome const& o) { told.push_back(o); };
    auto const found = find_limit(plan, {0.99, 50ms, 0}, quick(), options);
    CHECK(found.rate == 0);
    CHECK(found.holds == 0);
    REQUIRE_FALSE(told.empty());
    CHECK(told.front().beyond == told.front().requests);
    CHECK(told.front().failed > 0);
    CHECK(told.front().first_error.find("refused") != std::string::npos);
    for (auto const& o : told) CHECK(o.rate <= 50); // up is the wrong way
}

TEST_CASE("a level that is slower than the usual drain is waited for") {
    FaultServer server({Fault::slow}); // 5 ms
    auto plan = plan_for(server.port(), 1);
    plan.options.connections = 16;
    std::vector<StepOutcome> told;
    StepOptions options;
    options.told = [&](StepOutcome const& o) { told.push_back(o); };
    auto const found = find_limit(plan, {0.5, 3s, 0}, quick(), options);
    CHECK(found.rate > 0);
    REQUIRE(told.size() >= 2);
    CHECK(told.front().beyond == 0);
    CHECK(told.front().achieved_rate > 40); // of the step, not of the step and its drain
    CHECK(told.front().achieved_rate <= 50);
}

TEST_CASE("a search can be stopped, and says so") {
    FaultServer server({Fault::hang});
    auto plan = plan_for(server.port(), 1);
    std::stop_source stop;
    StepOptions options;
    options.stop = stop.get_token();
    std::thread stopper([&] {
        std::this_thread::sleep_for(150ms);
        stop.request_stop();
    });
    auto search = quick();
    search.budget = 60s;
    auto const begin = SteadyClock::now();
    auto const found = find_limit(plan, {0.99, 50ms, 0}, search, options);
    stopper.join();
    CHECK(found.ended == LimitEnding::interrupted);
    CHECK(found.rate == 0);
    CHECK(SteadyClock::now() - begin < 20s);
}

TEST_CASE("latency over load: a result for each rate, over connections that stay open") {
    FaultServer server({Fault::none});
    auto plan = plan_for(server.port(), 1);
    plan.options.connections = 3;
    std::vector<double> const rates{100, 200, 400};
    auto const points = latency_over_load(plan, rates, 100ms);
    REQUIRE(points.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(points[i].rate == rates[i]);
        CHECK(points[i].result.counts.planned == static_cast<std::uint64_t>(rates[i] / 10));
        CHECK(points[i].result.response_time.count() == points[i].result.counts.ok);
    }
    CHECK(server.connections() == 3);
}
