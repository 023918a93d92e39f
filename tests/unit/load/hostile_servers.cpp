// Servers that never come to an end, or never begin: they cost one request each, and neither memory nor time
// without a bound.

#include "load_test.hpp"

#include <wasmbench/load/http_load.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <chrono>
#include <string>

using namespace wasmbench;
using namespace wasmbench::load;
using namespace wasmbench::load::test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a response without an end is given up at its limit, and the load goes on") {
    auto const fault = GENERATE(Fault::endless_header, Fault::endless_line, Fault::endless_body,
        Fault::endless_trailer, Fault::interim_storm, Fault::nul_header, Fault::nul_body);
    CAPTURE(static_cast<int>(fault));
    FaultServer server({fault, Fault::none});
    auto plan = plan_for(server.port(), 8);
    plan.options.limits.body = 64 * 1024;
    auto const r = run(plan);
    CHECK(r.counts.ok == 4);
    CHECK(r.counts.error(*class_of(fault)) == 4);
    // What was never read is in nobody's memory: header, body, and the buffer of one read.
    auto const most =
        plan.options.limits.header + plan.options.limits.body + 2 * (plan.options.limits.header + 8 * 1024);
    CHECK(r.bytes_read <= 8 * most);
    REQUIRE(r.first_error);
    CHECK(r.first_error->detail.size() < 300);
}

TEST_CASE("a response that comes for ever within its limits is given up when its time is over") {
    auto const fault = GENERATE(Fault::endless_chunks, Fault::trickle);
    CAPTURE(static_cast<int>(fault));
    FaultServer server({fault});
    auto plan = plan_for(server.port(), 2);
    plan.options.limits.body = std::uint64_t{1} << 40U; // what is left is the time
    plan.options.timeouts.response = 50ms;
    auto const begin = SteadyClock::now();
    auto const r = run(plan);
    CHECK(r.counts.error(ErrorClass::response_timeout) == 2);
    CHECK(SteadyClock::now() - begin >= 2 * 50ms);
    CHECK(SteadyClock::now() - begin < 20s);
}

TEST_CASE("a server that never reads a large request is given up when its time is over") {
    // Connections are taken by the kernel; nobody accepts them.
    boost::asio::io_context context;
    boost::asio::ip::tcp::acceptor const deaf(context, {boost::asio::ip::address_v4::loopback(), 0});
    auto plan = plan_for(deaf.local_endpoint().port(), 2);
    plan.request.headers = {{"X-Long", std::string(64 * 1024 * 1024, 'x')}};
    plan.options.timeouts.response = 50ms;
    auto const begin = SteadyClock::now();
    auto const r = run(plan);
    CHECK(r.counts.error(ErrorClass::first_byte_timeout) == 2);
    REQUIRE(r.first_error);
    CHECK_THAT(r.first_error->detail, ContainsSubstring("within 50 ms, 0 bytes received"));
    CHECK(SteadyClock::now() - begin < 20s);
}

TEST_CASE("several connections of hostile servers do not hold up each other") {
    FaultServer server({Fault::endless_body, Fault::endless_header, Fault::interim_storm, Fault::none,
        Fault::trickle, Fault::nul_header, Fault::none, Fault::endless_trailer});
    auto plan = plan_for(server.port(), 16);
    plan.options.connections = 4;
    plan.options.threads = 2;
    plan.options.timeouts.response = 500ms;
    auto const r = run(plan);
    CHECK(r.counts.balanced());
    CHECK(r.counts.ok == 4);
    CHECK(r.counts.error(ErrorClass::protocol) == 10);
    CHECK(r.counts.error(ErrorClass::response_timeout) == 2);
}
