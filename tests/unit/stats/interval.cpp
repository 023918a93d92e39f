#include <wasmbench/stats/interval.hpp>

#include <catch2/catch_test_macros.hpp>

using wasmbench::stats::Interval;

TEST_CASE("an interval contains its ends and nothing outside them") {
    Interval const interval{1.0, 3.0, 0.95};
    CHECK(interval.contains(1.0));
    CHECK(interval.contains(2.0));
    CHECK(interval.contains(3.0));
    CHECK_FALSE(interval.contains(0.999));
    CHECK_FALSE(interval.contains(3.001));
    CHECK(interval.width() == 2.0);
}

TEST_CASE("intervals overlap when they share a point") {
    Interval const interval{1.0, 3.0, 0.95};
    CHECK(interval.overlaps({3.0, 4.0, 0.95}));
    CHECK(interval.overlaps({0.0, 1.0, 0.95}));
    CHECK(interval.overlaps({0.0, 9.0, 0.95}));
    CHECK(interval.overlaps({2.0, 2.5, 0.95}));
    CHECK_FALSE(interval.overlaps({3.1, 4.0, 0.95}));
    CHECK_FALSE(interval.overlaps({0.0, 0.9, 0.95}));
}

TEST_CASE("intervals are equal when ends and confidence are") {
    CHECK(Interval{1.0, 3.0, 0.95} == Interval{1.0, 3.0, 0.95});
    CHECK_FALSE(Interval{1.0, 3.0, 0.95} == Interval{1.0, 3.0, 0.99});
    CHECK_FALSE(Interval{1.0, 3.0, 0.95} == Interval{1.0, 3.5, 0.95});
    CHECK_FALSE(Interval{1.0, 3.0, 0.95} == Interval{0.5, 3.0, 0.95});
}
