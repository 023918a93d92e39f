#include "load_test.hpp"

#include <wasmbench/load/http_load.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <vector>

using namespace wasmbench;
using namespace wasmbench::load;
using namespace wasmbench::load::test;
using namespace std::chrono_literals;

namespace {

/// Requests at exactly these moments.
Arrival at(std::vector<Duration> moments) {
    class Listed final : public Pacer {
    public:
        explicit Listed(std::vector<Duration> moments)
            : moments_(std::move(moments)) {}
        std::optional<Duration> next() override {
            if (next_ == moments_.size()) return std::nullopt;
            return moments_[next_++];
        }

    private:
        std::vector<Duration> moments_;
        std::size_t next_ = 0;
    };
    return [moments = std::move(moments)] { return std::make_unique<Listed>(moments); };
}

std::uint64_t ns(Duration d) {
    return static_cast<std::uint64_t>(std::chrono::nanoseconds(d).count());
}

} // namespace

TEST_CASE("an open loop sends what is planned, when it is due") {
    auto const wait = GENERATE(Wait::hybrid, Wait::sleep, Wait::spin);
    FaultServer server({Fault::none});
    auto plan = plan_for(server.port(), 1);
    plan.options.connections = 4;
    plan.options.threads = 2;
    plan.options.wait = wait;
    plan.options.stop = {};
    plan.options.stop.duration = 10s; // far beyond the plan, however busy the machine is
    std::vector<Duration> moments;
    for (int k = 0; k < 60; ++k) moments.push_back(k * 5ms);
    plan.options.arrival = at(moments);
    auto const r = run(plan);
    // Requests at 0, 5, ..., 295 ms.
    CHECK(r.counts == LoadCounts{60, 60, {}, 0, 0});
    CHECK(server.requests() == 60);
    CHECK(r.response_time.count() == 60);
    CHECK(r.send_lateness.count() == 60);
    CHECK(r.ending == Ending::requests_done);
    CHECK(r.ended - r.started >= 295ms);
    CHECK(r.ended - r.started < 10s);
    CHECK(r.evidence.planned == 60);
    CHECK(r.evidence.begun == 60);
    if (wait == Wait::sleep) CHECK(r.spin_seconds == 0);
    if (wait == Wait::spin) CHECK(r.spin_seconds > 0);
    // Each request was sent at its time or later, and was answered after that.
    CHECK(r.response_time.max() >= r.service_time.min());
}

TEST_CASE("the plan's own end ends the run") {
    FaultServer server({Fault::none});
    auto plan = plan_for(server.port(), 1);
    plan.options.stop.requests = 100;
    plan.options.arrival = at({0ms, 1ms, 1ms, 20ms});
    auto const r = run(plan);
    // Asked for 100, but the plan has four.
    CHECK(r.counts.ok == 4);
    CHECK(r.counts.planned == 100);
    CHECK(r.counts.never_sent == 96);
    CHECK(r.ending == Ending::requests_done);
    CHECK(r.ended - r.started >= 20ms);
}

TEST_CASE("a request that finds no free connection is timed from its plan") {
    FaultServer server({Fault::slow}); // at least 5 ms each
    auto plan = plan_for(server.port(), 10);
    plan.options.arrival = at(std::vector<Duration>(10, 0ms)); // all at once, over one connection
    auto const r = run(plan);
    CHECK(r.counts.ok == 10);
    CHECK(r.delayed == 9);
    CHECK(r.response_time.max() >= ns(50ms)); // the tenth has waited for nine others
    CHECK(r.service_time.value_at_quantile(0.5) < ns(50ms));
    CHECK(r.send_lateness.max() >= ns(45ms));
    CHECK(r.response_time.min() >= ns(5ms));
}

TEST_CASE("one plan for all connections: whichever is free takes the next request") {
    // One connection hangs for good; the other takes all the rest in time.
    FaultServer server({Fault::hang, Fault::none});
    FaultServer good({Fault::none});
    auto plan = plan_for(server.port(), 1);
    plan.options.connections = 2;
    plan.options.arrival = at({0ms, 5ms, 10ms, 15ms, 20ms});
    plan.options.stop = {};
    plan.options.stop.duration = 40ms;
    auto const r = run(plan);
    CHECK(r.counts.planned == 5);
    CHECK(r.counts.outstanding + r.counts.ok + r.counts.never_sent == 5);
    CHECK(r.counts.outstanding >= 1);
    CHECK(r.counts.ok >= 1);
}

TEST_CASE("a thread whose connections are all busy does not hold back what another could send") {
    FaultServer server({Fault::hang, Fault::none, Fault::none, Fault::none, Fault::none, Fault::none,
        Fault::none, Fault::none});
    auto plan = plan_for(server.port(), 1);
    plan.options.connections = 2;
    plan.options.threads = 2;
    plan.options.arrival = at({0ms, 20ms, 40ms, 60ms, 80ms, 100ms, 120ms, 140ms}); // the first one hangs
    plan.options.stop = {};
    plan.options.stop.duration = 500ms;
    auto const r = run(plan);
    CHECK(r.counts == LoadCounts{8, 7, {}, 1, 0});
}

TEST_CASE("what was due and not answered is in the percentiles as a lower bound") {
    FaultServer server({Fault::hang});
    auto plan = plan_for(server.port(), 1);
    plan.options.arrival = constant_rate(100);
    plan.options.stop = {};
    plan.options.stop.duration = 200ms;
    auto const r = run(plan);
    CHECK(r.counts == LoadCounts{20, 0, {}, 1, 19});
    CHECK(r.response_time.empty());
    CHECK(r.response_time_unanswered.count() == 20);
    CHECK(r.service_time_unanswered.count() == 1);
    auto const p50 = r.response_percentile(0.5);
    CHECK(p50.at_least);
    CHECK(p50.ns >= ns(80ms)); // the eleventh was due at 100 ms
    CHECK(r.response_percentile(1.0).ns >= ns(190ms));
}

TEST_CASE("a timeout is a lower bound, too") {
    FaultServer server({Fault::none, Fault::hang});
    auto plan = plan_for(server.port(), 10);
    plan.options.timeouts.response = 30ms;
    auto const r = run(plan);
    CHECK(r.counts.error(ErrorClass::first_byte_timeout) == 5);
    CHECK(r.service_time_unanswered.count() == 5);
    CHECK(r.service_percentile(0.9).at_least);
    CHECK(r.service_percentile(0.9).ns >= ns(29ms));
    CHECK_FALSE(r.service_percentile(0.3).at_least);
}

TEST_CASE("answers after the end are waited for as long as was asked, and no longer") {
    auto plan_of = [](FaultServer const& server, Duration drain) {
        auto plan = plan_for(server.port(), 1);
        plan.options.connections = 4;
        plan.options.stop = {};
        plan.options.stop.duration = 50ms;
        plan.options.drain = drain;
        plan.options.arrival = at({0ms, 10ms, 48ms});
        return plan;
    };
    FaultServer slow({Fault::slow});
    auto const waited = run(plan_of(slow, 20s));
    CHECK(waited.counts.outstanding == 0);
    CHECK(waited.counts.ok >= 1);
    CHECK(waited.counts.ok + waited.counts.never_sent == 3); // a busy machine may wake the load after the end
    FaultServer hang({Fault::hang});
    auto const begin = SteadyClock::now();
    auto const r = run(plan_of(hang, 100ms));
    CHECK(r.counts.outstanding >= 1);
    CHECK(r.counts.outstanding + r.counts.never_sent == 3);
    CHECK(r.ended - r.started >= 150ms);
    CHECK(SteadyClock::now() - begin < 20s);
}

TEST_CASE("a pacer of the caller's own that throws ends the run with its exception") {
    class Broken final : public Pacer {
    public:
        std::optional<Duration> next() override {
            if (++n_ > 3) throw std::runtime_error("the plan is broken");
            return 0ms;
        }

    private:
        int n_ = 0;
    };
    FaultServer server({Fault::none});
    auto plan = plan_for(server.port(), 100);
    plan.options.connections = 2;
    plan.options.threads = 2;
    plan.options.arrival = [] { return std::make_unique<Broken>(); };
    CHECK_THROWS_AS(run(plan), std::runtime_error);
}

TEST_CASE("too many errors end a run early") {
    FaultServer server({Fault::none, Fault::unavailable});
    auto plan = plan_for(server.port(), 1'000'000'000);
    plan.options.stop.errors = ErrorBudget{0.1, 50};
    auto const r = run(plan);
    CHECK(r.ending == Ending::too_many_errors);
    CHECK(r.counts.failed() > 0);
    CHECK(r.counts.balanced());
}

TEST_CASE("progress is told while a run goes on") {
    FaultServer server({Fault::slow});
    auto plan = plan_for(server.port(), 1);
    plan.options.stop = {};
    plan.options.stop.duration = 450ms;
    std::vector<LoadProgress> told;
    plan.options.progress = [&](LoadProgress const& p) { told.push_back(p); };
    auto const r = run(plan);
    REQUIRE(told.size() >= 2);
    for (std::size_t i = 1; i < told.size(); ++i) {
        CHECK(told[i].elapsed > told[i - 1].elapsed);
        CHECK(told[i].counts.ok >= told[i - 1].counts.ok);
    }
    CHECK(told.back().counts.ok > 0);
    CHECK(told.back().counts.ok <= r.counts.ok);
}

TEST_CASE("a progress handler that throws ends the run with its exception") {
    FaultServer server({Fault::slow});
    auto plan = plan_for(server.port(), 1);
    plan.options.threads = 2;
    plan.options.connections = 2;
    plan.options.stop = {};
    plan.options.stop.duration = 60s;
    plan.options.progress = [](LoadProgress const&) { throw std::runtime_error("enough"); };
    auto const begin = SteadyClock::now();
    CHECK_THROWS_AS(run(plan), std::runtime_error);
    CHECK(SteadyClock::now() - begin < 60s);
}
