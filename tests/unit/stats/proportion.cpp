#include <wasmbench/stats/proportion.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <stdexcept>

using namespace wasmbench::stats;
using Catch::Matchers::WithinAbs;

// R: binom.test(7, 20)$conf.int, 0.1539092 and 0.5921885
TEST_CASE("Clopper and Pearson's interval agrees with R") {
    auto const i = proportion_interval(7, 20);
    CHECK_THAT(i.low, WithinAbs(0.1539092, 1e-6));
    CHECK_THAT(i.high, WithinAbs(0.5921885, 1e-6));
    CHECK(i.confidence == 0.95);
}

TEST_CASE("all and none reach the ends, and the other end has its closed form") {
    auto const all = proportion_interval(6, 6);
    CHECK(all.high == 1.0);
    CHECK_THAT(all.low, WithinAbs(std::pow(0.025, 1.0 / 6), 1e-9));
    auto const none = proportion_interval(0, 6);
    CHECK(none.low == 0.0);
    CHECK_THAT(none.high, WithinAbs(1 - std::pow(0.025, 1.0 / 6), 1e-9));
}

TEST_CASE("what is no share is refused") {
    CHECK_THROWS_AS(proportion_interval(0, 0), std::invalid_argument);
    CHECK_THROWS_AS(proportion_interval(3, 2), std::invalid_argument);
    CHECK_THROWS_AS(proportion_interval(1, 2, 1.0), std::invalid_argument);
}
