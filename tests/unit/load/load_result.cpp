#include <wasmbench/load/load_result.hpp>

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <set>
#include <string_view>

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

TEST_CASE("every class and every ending has its own name") {
    std::set<std::string_view> names;
    for (auto const c : all_error_classes) names.insert(to_string(c));
    CHECK(names.size() == error_class_count);
    CHECK(std::set{to_string(Ending::requests_done), to_string(Ending::duration_over),
              to_string(Ending::time_limit), to_string(Ending::cancelled)}
              .size() == 4);
}
