#include "load_test.hpp"

#include <wasmbench/load/http_load.hpp>

#include <boost/asio/io_context.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <chrono>
#include <functional>
#include <string>

#include <sys/resource.h>

using namespace wasmbench;
using namespace wasmbench::load;
using namespace wasmbench::load::test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a plan that means nothing is refused before anything is sent") {
    FaultServer server({Fault::none});
    struct Row {
        char const* says;
        std::function<void(LoadPlan&)> spoil;
    };
    for (auto const& row : {
             Row{"connections = 0", [](LoadPlan& p) { p.options.connections = 0; }},
             Row{"threads = 0", [](LoadPlan& p) { p.options.threads = 0; }},
             Row{"threads = 3, connections = 2",
                 [](LoadPlan& p) {
                     p.options.threads = 3;
                     p.options.connections = 2;
                 }},
             Row{"neither requests nor duration nor precision", [](LoadPlan& p) { p.options.stop = {}; }},
             Row{"stop.precision without a bound",
                 [](LoadPlan& p) {
                     p.options.stop = {};
                     p.options.stop.precision = Precision();
                 }},
             Row{"quantile",
                 [](LoadPlan& p) {
                     p.options.stop.precision = Precision{2, 0.05, 0.95};
                 }},
             Row{"stop.errors.share = -",
                 [](LoadPlan& p) {
                     p.options.stop.errors = ErrorBudget{-1, 1};
                 }},
             Row{"drain = -1", [](LoadPlan& p) { p.options.drain = -1s; }},
             Row{"spin_before = 2", [](LoadPlan& p) { p.options.spin_before = 2s; }},
             Row{"weight = 0",
                 [](LoadPlan& p) {
                     p.mix = {Target{{}, 200, {}, 0}};
                 }},
             Row{"stop.requests = 0", [](LoadPlan& p) { p.options.stop.requests = 0; }},
             Row{"stop.duration = -1", [](LoadPlan& p) { p.options.stop.duration = -1s; }},
             Row{"stop.duration = 0", [](LoadPlan& p) { p.options.stop.duration = 0s; }},
             Row{"at most 30 days", [](LoadPlan& p) { p.options.stop.duration = Duration::max(); }},
             Row{"time_limit = 0", [](LoadPlan& p) { p.options.time_limit = 0s; }},
             Row{"raise time_limit",
                 [](LoadPlan& p) {
                     p.options.stop = {{}, 2s};
                     p.options.time_limit = 1s;
                 }},
             Row{"timeouts.connect = 0", [](LoadPlan& p) { p.options.timeouts.connect = 0s; }},
             Row{"timeouts.response = -", [](LoadPlan& p) { p.options.timeouts.response = -1ns; }},
             Row{"limits.header = 10 bytes", [](LoadPlan& p) { p.options.limits.header = 10; }},
             Row{"limits.header = 4294967295", [](LoadPlan& p) { p.options.limits.header = 0xffffffff; }},
             Row{"expected_status = 100", [](LoadPlan& p) { p.expected_status = 100; }},
             Row{"histogram", [](LoadPlan& p) { p.options.histogram.relative_error = 0; }},
             Row{"port = 0", [](LoadPlan& p) { p.endpoint.port = 0; }},
             Row{"host is empty", [](LoadPlan& p) { p.endpoint.host = ""; }},
             Row{"resolve", [](LoadPlan& p) { p.endpoint.host = std::string(64, 'x') + ".invalid"; }},
             Row{"target", [](LoadPlan& p) { p.request.target = "no slash"; }},
         }) {
        CAPTURE(row.says);
        auto plan = plan_for(server.port(), 1);
        row.spoil(plan);
        auto check = [&](auto start) {
            try {
                start();
                FAIL("not refused");
            } catch (Error const& e) {
                CHECK(e.code() == errc::invalid_option);
                CHECK_THAT(e.what(), ContainsSubstring(row.says));
                CHECK_FALSE(e.diagnostics().expected.empty());
            }
        };
        check([&] { run(plan); });
        asio::io_context context;
        check([&] { async_run(context.get_executor(), plan, [](error_code, LoadResult const&) {}); });
        CHECK(context.run() == 0);
    }
    CHECK(server.connections() == 0);
}

TEST_CASE("more connections than descriptors are refused") {
    FaultServer server({Fault::none});
    rlimit limit{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
    auto const low = rlimit{64, limit.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &low) == 0);
    auto plan = plan_for(server.port(), 60);
    plan.options.connections = 60;
    std::string says;
    try {
        run(plan);
    } catch (Error const& e) {
        says = e.what();
    }
    // As many as it says there is room for do run: the server, in this process, needs one for each as well.
    plan.options.connections = 10;
    auto const result = run(plan);
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
    CHECK_THAT(says, ContainsSubstring("connections = 60"));
    CHECK_THAT(says, ContainsSubstring("RLIMIT_NOFILE is 64"));
    CHECK_THAT(says, ContainsSubstring("ulimit -n"));
    CHECK(result.counts.ok == 60);
}

TEST_CASE("a name of which only one address answers is usable") {
    FaultServer server({Fault::none}); // on 127.0.0.1; localhost may also be ::1
    auto plan = plan_for(server.port(), 3);
    plan.endpoint.host = "localhost";
    CHECK(run(plan).counts.ok == 3);
}
