#include <wasmbench/core/timeline.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench;
using namespace std::chrono_literals;

TEST_CASE("marks are kept in the order in which they were set", "[core]") {
    Timeline t;
    TimePoint const zero{};
    t.mark(marks::launch, zero + 5ms);
    t.mark("container_created", zero + 3ms);
    t.mark(marks::ready, zero + 9ms);
    REQUIRE(t.all().size() == 3);
    CHECK(t.all()[0] == Mark{"launch", zero + 5ms});
    CHECK(t.all()[1] == Mark{"container_created", zero + 3ms});
    CHECK(t.all()[2] == Mark{"ready", zero + 9ms});
}

TEST_CASE("a mark that is set again moves and keeps its place", "[core]") {
    Timeline t;
    TimePoint const zero{};
    t.mark(marks::last_failure, zero + 1ms);
    t.mark(marks::connected, zero + 2ms);
    t.mark(marks::last_failure, zero + 7ms);
    REQUIRE(t.all().size() == 2);
    CHECK(t.all()[0] == Mark{"last_failure", zero + 7ms});
    CHECK(t.at(marks::last_failure) == zero + 7ms);
}

TEST_CASE("between two marks lies the time from the first to the second", "[core]") {
    Timeline t;
    TimePoint const zero{};
    t.mark(marks::launch, zero + 2ms);
    t.mark(marks::ready, zero + 12ms);
    CHECK(t.between(marks::launch, marks::ready) == 10ms);
    CHECK(t.between(marks::ready, marks::launch) == -10ms);
    CHECK_FALSE(t.between(marks::launch, marks::connected));
    CHECK_FALSE(t.between(marks::connected, marks::launch));
    CHECK_FALSE(t.at("nothing"));
}
