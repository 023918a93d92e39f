#include "load_test.hpp"

#include <wasmbench/load/http_load.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>

using namespace wasmbench;
using namespace wasmbench::load;
using namespace wasmbench::load::test;
using namespace std::chrono_literals;

TEST_CASE("exactly the planned requests are sent, each once, over the connections asked for") {
    struct Shape {
        std::size_t connections, threads;
        std::uint64_t warmup, requests;
    };
    auto const shape = GENERATE(Shape{1, 1, 0, 1}, Shape{1, 1, 5, 50}, Shape{10, 1, 5, 200},
        Shape{10, 3, 25, 1000}, Shape{4, 4, 1, 3}, Shape{16, 2, 100, 2});
    CAPTURE(shape.connections, shape.threads, shape.warmup, shape.requests);
    FaultServer server({Fault::none});
    auto plan = plan_for(server.port(), shape.requests);
    plan.options.connections = shape.connections;
    plan.options.threads = shape.threads;
    plan.options.warmup_requests = shape.warmup;
    auto const r = run(plan);

    CHECK(r.counts == LoadCounts{shape.requests, shape.requests, {}, 0, 0});
    CHECK(r.warmup == LoadCounts{shape.warmup, shape.warmup, {}, 0, 0});
    CHECK(server.requests() == shape.warmup + shape.requests);
    CHECK(r.connections_opened == shape.connections);
    CHECK(server.connections() == shape.connections);
    CHECK(r.service_time.count() == shape.requests);
    CHECK(r.ending == Ending::requests_done);
    CHECK_FALSE(r.first_error);
    std::string_view const header = "HTTP/1.1 200 OK\r\nContent-Length: 28\r\n\r\n";
    CHECK(r.bytes_read == shape.requests * (header.size() + FaultServer::body.size()));
    CHECK(r.cpu_seconds > 0);
}

TEST_CASE("times, samples and throughput agree") {
    FaultServer server({Fault::none});
    auto plan = plan_for(server.port(), 300);
    plan.options.connections = 4;
    plan.options.threads = 2;
    plan.options.warmup_requests = 10;
    plan.options.keep_samples = true;
    auto const before = SteadyClock::now();
    auto const r = run(plan);
    auto const after = SteadyClock::now();

    REQUIRE(r.first_send);
    REQUIRE(r.last_completion);
    CHECK(before <= r.started);
    CHECK(r.started <= *r.first_send);
    CHECK(*r.first_send < *r.last_completion);
    CHECK(*r.last_completion <= r.ended);
    CHECK(r.ended <= after);
    CHECK(r.throughput() == 300 / to_seconds(*r.last_completion - *r.first_send));

    REQUIRE(r.samples.size() == 300);
    CHECK(std::is_sorted(r.samples.begin(), r.samples.end(), [](auto& a, auto& b) { return a.at < b.at; }));
    CHECK(r.samples.back().at == *r.last_completion);
    auto const by_value = [](auto& a, auto& b) { return a.value < b.value; };
    auto const [least, most] = std::minmax_element(r.samples.begin(), r.samples.end(), by_value);
    CHECK(least->value > 0);
    CHECK(r.service_time.min() == static_cast<std::uint64_t>(least->value * 1e9 + 0.5));
    CHECK(r.service_time.max() == static_cast<std::uint64_t>(most->value * 1e9 + 0.5));

    // The verdict rests on the same figures.
    auto const& e = r.evidence;
    CHECK(e.connections == 4);
    CHECK(e.threads == 2);
    CHECK(e.begun == 300);
    CHECK_FALSE(e.planned);
    CHECK(e.cpu == r.cpu_seconds);
    CHECK(e.service == static_cast<double>(r.service_time.value_at_quantile(0.5)) * 1e-9);
    CHECK(e.mean_busy > 0.1); // each connection waits for most of the time, and has one request in flight
    CHECK(e.mean_busy <= 4.01);
}

TEST_CASE("the service time is the server's, and no other's") {
    FaultServer server({Fault::slow}); // at least 5 ms
    auto plan = plan_for(server.port(), 8);
    plan.options.connections = 2;
    plan.options.keep_samples = true;
    auto const r = run(plan);
    CHECK(r.service_time.min() >= 5'000'000);
    for (auto const& s : r.samples) CHECK(s.value >= 0.005);
    CHECK(r.throughput() <= 2 / 0.005);
}

TEST_CASE("nothing is kept that was not asked for") {
    FaultServer server({Fault::none});
    auto const r = run(plan_for(server.port(), 10));
    CHECK(r.samples.empty());
    CHECK(r.bodies.empty());
}

TEST_CASE("the first bodies are kept in the order of the requests") {
    FaultServer server({Fault::wrong_body, Fault::none, Fault::unavailable, Fault::none, Fault::wrong_body});
    auto plan = plan_for(server.port(), 20);
    std::string const wrong(FaultServer::body.size(), '?');
    std::string const right(FaultServer::body);
    plan.check = nullptr; // every body is a correct one
    plan.options.keep_bodies = 5;
    auto const r = run(plan);
    CHECK(r.counts.ok == 16);
    CHECK(r.bodies == std::vector<std::string>{wrong, right, right, wrong, wrong});

    plan.options.connections = 4;
    plan.options.threads = 4;
    CHECK(run(plan).bodies.size() == 5);
    plan.options.keep_bodies = 100;
    CHECK(run(plan).bodies.size() == 16);
}

TEST_CASE("a run ends by its duration; what is in flight is outstanding") {
    FaultServer server({Fault::none, Fault::none, Fault::none, Fault::hang});
    LoadPlan plan = plan_for(server.port(), 1);
    plan.options.stop = {{}, 400ms};
    plan.options.connections = 6;
    plan.options.threads = 2;
    auto const begin = SteadyClock::now();
    auto const r = run(plan);
    auto const wall = SteadyClock::now() - begin;

    CHECK(wall >= 400ms);
    CHECK(wall < 20s); // far less than the response timeout, 30 s
    CHECK(r.ending == Ending::duration_over);
    CHECK(r.ended - r.started >= 400ms);
    // Each connection goes on until it meets a hang, and the sixth hang is the 24th request.
    CHECK(r.counts.ok == 18);
    CHECK(r.counts.outstanding == 6);
    CHECK(r.counts.planned == 24);
    CHECK(r.counts.never_sent == 0);
    CHECK(r.counts.failed() == 0);
    CHECK(r.service_time.count() == 18);
}

TEST_CASE("what is waited for after the end is counted and timed, and is no throughput") {
    FaultServer server({Fault::none, Fault::hang});
    auto plan = plan_for(server.port(), 1);
    plan.options.stop = {{}, 100ms};
    plan.options.timeouts.response = 300ms;
    plan.options.drain = 5s;
    plan.options.connections = 2;
    auto const r = run(plan);

    // One is answered at once, then each connection meets a hang, which ends with its timeout, after the end.
    CHECK(r.ending == Ending::duration_over);
    CHECK(r.counts.ok == 2);
    CHECK(r.counts.error(ErrorClass::first_byte_timeout) == 2);
    CHECK(r.counts.outstanding == 0);
    CHECK(r.answered_in_window == 2);
    REQUIRE(r.last_completion);
    CHECK(*r.last_completion - r.started >= 300ms);
    CHECK(r.window_seconds() < 0.1);
    CHECK(r.throughput() == 2 / r.window_seconds());
}

TEST_CASE("with a count and a duration, the first of both ends the run") {
    SECTION("the count") {
        FaultServer server({Fault::none});
        auto plan = plan_for(server.port(), 10);
        plan.options.stop.duration = 1h;
        auto const r = run(plan);
        CHECK(r.ending == Ending::requests_done);
        CHECK(r.counts.ok == 10);
    }
    SECTION("the duration") {
        FaultServer server({Fault::none, Fault::hang});
        auto plan = plan_for(server.port(), 10);
        plan.options.stop.duration = 200ms;
        auto const r = run(plan);
        CHECK(r.ending == Ending::duration_over);
        CHECK(r.counts == LoadCounts{10, 1, {}, 1, 8});
    }
}

TEST_CASE("an expected status other than 200") {
    FaultServer server({Fault::unavailable});
    auto plan = plan_for(server.port(), 5);
    plan.expected_status = 503;
    plan.check = [](std::string_view body) { return body == "busy\n"; };
    CHECK(run(plan).counts.ok == 5);
}

TEST_CASE("a check is called once for each answer with the right status, by several threads") {
    FaultServer server({Fault::none, Fault::unavailable});
    auto plan = plan_for(server.port(), 100);
    plan.options.connections = 4;
    plan.options.threads = 4;
    std::atomic<int> calls{0};
    plan.check = [&](std::string_view) { return calls.fetch_add(1) % 2 == 0; };
    auto const r = run(plan);
    CHECK(calls == 50);
    CHECK(r.counts.ok == 25);
    CHECK(r.counts.error(ErrorClass::bad_body) == 25);
    CHECK(r.counts.error(ErrorClass::bad_status) == 50);
}

TEST_CASE("a check that throws refuses the body") {
    FaultServer server({Fault::none});
    auto plan = plan_for(server.port(), 3);
    plan.check = [](std::string_view) -> bool { throw std::runtime_error("no"); };
    CHECK(run(plan).counts.error(ErrorClass::bad_body) == 3);
}

TEST_CASE("two runs at once do not know of each other") {
    FaultServer good({Fault::none});
    FaultServer bad({Fault::unavailable});
    LoadResult other;
    std::thread thread([&] {
        auto plan = plan_for(bad.port(), 500);
        plan.options.connections = 3;
        other = run(plan);
    });
    auto plan = plan_for(good.port(), 700);
    plan.options.connections = 2;
    auto const r = run(plan);
    thread.join();
    CHECK(r.counts.ok == 700);
    CHECK(r.connections_opened == 2);
    CHECK(other.counts.error(ErrorClass::bad_status) == 500);
    CHECK(other.connections_opened == 3);
}

TEST_CASE("no thread and no descriptor is left after a run") {
    auto const count = [](char const* folder) {
        return std::distance(
            std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
    };
    if (!std::filesystem::exists("/proc/self/task")) SKIP("counts threads in /proc");
    FaultServer server({Fault::hang});
    auto plan = plan_for(server.port(), 100);
    plan.options.connections = 8;
    plan.options.threads = 4;
    plan.options.time_limit = 30ms;
    run(plan); // whatever is made once and kept, is made here
    auto const threads = count("/proc/self/task");
    auto const settled = [&](char const* folder, auto expected) {
        // A joined thread leaves /proc a moment later, and the server hears of a closed connection a moment
        // later.
        for (int i = 0; i < 2000 && count(folder) != expected; ++i) std::this_thread::sleep_for(1ms);
        return count(folder);
    };
    std::this_thread::sleep_for(10ms);
    auto const descriptors = count("/proc/self/fd");
    run(plan);
    CHECK(settled("/proc/self/task", threads) == threads);
    CHECK(settled("/proc/self/fd", descriptors) == descriptors);
}
