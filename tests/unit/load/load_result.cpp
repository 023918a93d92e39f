#include <wasmbench/load/limit_search.hpp>
#include <wasmbench/load/load_result.hpp>
#include <wasmbench/load/verdict.hpp>

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <string_view>
#include <vector>

using namespace wasmbench;
using namespace wasmbench::load;
using namespace std::chrono_literals;

TEST_CASE("counts balance when each request is in exactly one place") {
    LoadCounts counts;
    CHECK(counts.balanced());
    counts.planned = 105;
    counts.ok = 10;
    for (auto const c : all_error_classes) counts.error(c) = 5;
    counts.outstanding = 20;
    counts.never_sent = 30;
    CHECK(counts.failed() == 45);
    CHECK(counts.balanced());
    for (auto* part : {&counts.planned, &counts.ok, &counts.error(ErrorClass::other), &counts.outstanding,
             &counts.never_sent}) {
        ++*part;
        CHECK_FALSE(counts.balanced());
        --*part;
    }
}

TEST_CASE("throughput is correct answers over the steady window") {
    LoadResult r;
    r.started = TimePoint(1s);
    r.ended = TimePoint(100s);
    CHECK(r.throughput() == 0);
    r.counts.ok = 60; // ten of them after the end
    r.answered_in_window = 50;
    CHECK(r.throughput() == 0);
    r.first_send = TimePoint(10s);
    CHECK(r.throughput() == 0);
    r.window_end = TimePoint(10s);
    CHECK(r.throughput() == 0);
    r.window_end = TimePoint(35s);
    r.last_completion = TimePoint(40s);
    r.counts.error(ErrorClass::bad_body) = 1000; // an error is no throughput
    CHECK(r.throughput() == 2);
    CHECK(r.window_seconds() == 25);
    r.answered_in_window = 0;
    CHECK(r.throughput() == 0);
}

TEST_CASE("the names of classes, endings and verdicts are those of the reports") {
    std::vector<std::string_view> classes;
    for (auto const c : all_error_classes) classes.push_back(to_string(c));
    CHECK(
        classes == std::vector<std::string_view>{"refused", "reset", "connect_timeout", "first_byte_timeout",
                       "response_timeout", "bad_status", "bad_body", "protocol", "other"});
    CHECK(to_string(Ending::requests_done) == "requests done");
    CHECK(to_string(Ending::duration_over) == "duration over");
    CHECK(to_string(Ending::precise) == "precise enough");
    CHECK(to_string(Ending::too_many_errors) == "too many errors");
    CHECK(to_string(Ending::time_limit) == "time limit");
    CHECK(to_string(Ending::cancelled) == "cancelled");
    CHECK(to_string(Bottleneck::server) == "server-bound");
    CHECK(to_string(Bottleneck::client) == "client-bound");
    CHECK(to_string(Bottleneck::rate) == "rate-bound");
    CHECK(to_string(Bottleneck::noisy) == "noisy");
    CHECK(to_string(LimitEnding::found) == "found");
    CHECK(to_string(LimitEnding::budget) == "budget used up");
    CHECK(to_string(LimitEnding::highest_holds) == "the highest rate holds");
    CHECK(to_string(LimitEnding::nothing_holds) == "no rate holds");
    CHECK(to_string(LimitEnding::interrupted) == "interrupted");
    CHECK(to_string(LimitEnding::client) == "client-bound");
}
