#include "load_test.hpp"

#include <wasmbench/load/http_load.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

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

TEST_CASE("every fault is in its class, and the load goes on") {
    auto const fault = GENERATE(Fault::none, Fault::chunked, Fault::byte_by_byte, Fault::connection_close,
        Fault::until_close, Fault::interim, Fault::slow, Fault::close_before_answer, Fault::close_mid_body,
        Fault::reset, Fault::unavailable, Fault::wrong_body, Fault::short_length, Fault::garbage,
        Fault::huge_header, Fault::bad_chunk);
    CAPTURE(static_cast<int>(fault));
    FaultServer server({Fault::none, fault, Fault::none});
    auto const r = run(plan_for(server.port(), 6));
    CHECK(server.requests() == 6);
    if (auto const c = class_of(fault)) {
        CHECK(r.counts.ok == 4);
        CHECK(r.counts.error(*c) == 2);
        REQUIRE(r.first_error);
        CHECK(r.first_error->error_class == *c);
        CHECK(r.service_time.count() == 4);
    } else {
        CHECK(r.counts.ok == 6);
        CHECK_FALSE(r.first_error);
    }
}

TEST_CASE("a connection is kept or replaced as the response says") {
    auto opened = [](Fault fault) {
        FaultServer server({fault});
        return run(plan_for(server.port(), 4)).connections_opened;
    };
    CHECK(opened(Fault::none) == 1);
    CHECK(opened(Fault::unavailable) == 1); // a wrong answer, and yet a good connection
    CHECK(opened(Fault::wrong_body) == 1);
    CHECK(opened(Fault::connection_close) == 4);
    CHECK(opened(Fault::until_close) == 4);
    CHECK(opened(Fault::short_length) == 4);
    CHECK(opened(Fault::reset) == 4);
}

TEST_CASE("a request that asks to close gets a new connection each time") {
    FaultServer server({Fault::none});
    auto plan = plan_for(server.port(), 4);
    plan.request.headers = {{"Connection", "close"}};
    auto const r = run(plan);
    CHECK(r.counts.ok == 4);
    CHECK(server.connections() == 4);
}

TEST_CASE("a connection closed between two requests costs the second one") {
    FaultServer server({Fault::close_after});
    auto const r = run(plan_for(server.port(), 6));
    CHECK(r.counts.ok == 3);
    CHECK(r.counts.error(ErrorClass::reset) == 3);
    CHECK(server.requests() == 3);
}

TEST_CASE("a connection that was closed while it waited for the others' warm-up is replaced, at no request's "
          "cost") {
    // Both connections warm up once; one is closed right away, while the other takes 5 ms.
    FaultServer server({Fault::close_after, Fault::slow, Fault::none, Fault::none});
    auto plan = plan_for(server.port(), 2);
    plan.options.connections = 2;
    plan.options.warmup_requests = 2;
    auto const r = run(plan);
    CHECK(r.warmup.ok == 2);
    CHECK(r.counts.ok == 2);
    CHECK(r.connections_opened == 3);
}

TEST_CASE("warm-up failures are counted apart") {
    FaultServer server({Fault::unavailable, Fault::unavailable, Fault::none, Fault::none, Fault::none});
    auto plan = plan_for(server.port(), 3);
    plan.options.warmup_requests = 2;
    auto const r = run(plan);
    CHECK(r.warmup.planned == 2);
    CHECK(r.warmup.error(ErrorClass::bad_status) == 2);
    CHECK(r.counts == LoadCounts{3, 3, {}, 0, 0});
    REQUIRE(r.first_error);
    CHECK(r.first_error->at <= r.started);
    CHECK(r.first_error->detail == "status 503, expected 200");
}

TEST_CASE("nobody listens") {
    RefusingPort port;
    auto plan = plan_for(port.port(), 20);
    plan.options.connections = 4;
    plan.options.warmup_requests = 3;
    auto const r = run(plan);
    CHECK(r.counts.error(ErrorClass::refused) == 20);
    CHECK(r.warmup.error(ErrorClass::refused) == 3);
    CHECK(r.counts.balanced());
    CHECK(r.connections_opened == 0);
    CHECK(r.service_time.empty());
    CHECK(r.throughput() == 0);
    CHECK_FALSE(r.first_send);
    REQUIRE(r.first_error);
    CHECK_THAT(r.first_error->detail, ContainsSubstring("connect: Connection refused"));
}

TEST_CASE("a server that is down is not met with all that the machine can do") {
    RefusingPort port;
    LoadPlan plan = plan_for(port.port(), 1);
    plan.options.stop = {{}, 100ms};
    auto const r = run(plan);
    CHECK(r.counts.error(ErrorClass::refused) >= 1);
    CHECK(r.counts.error(ErrorClass::refused) <= 100); // one each millisecond at most
}

TEST_CASE("the first error tells what was received, on one line") {
    auto detail = [](Fault fault) {
        FaultServer server({fault});
        auto const r = run(plan_for(server.port(), 1));
        REQUIRE(r.first_error);
        auto const text = r.first_error->detail;
        CHECK(std::none_of(text.begin(), text.end(), [](char c) { return c >= 0 && c < 0x20; }));
        return text;
    };
    CHECK(detail(Fault::unavailable) == "status 503, expected 200");
    CHECK(detail(Fault::wrong_body) == "body of 28 bytes: \"" + std::string(28, '?') + "\"");
    CHECK_THAT(detail(Fault::garbage), ContainsSubstring("status line"));
    CHECK_THAT(detail(Fault::huge_header), ContainsSubstring("header limit"));
    CHECK_THAT(detail(Fault::short_length), ContainsSubstring("Content-Length"));
    CHECK_THAT(detail(Fault::close_before_answer), ContainsSubstring("after 0 bytes"));
    CHECK_THAT(detail(Fault::close_mid_body), ContainsSubstring("after 53 bytes"));
}

TEST_CASE("a request larger than the socket's buffer is written whole") {
    FaultServer server({Fault::none});
    auto plan = plan_for(server.port(), 3);
    plan.request.headers = {{"X-Long", std::string(8 * 1024 * 1024, 'x')}};
    CHECK(run(plan).counts.ok == 3);
}
