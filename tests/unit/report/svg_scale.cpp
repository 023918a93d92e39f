#include "report/svg/scale.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <string>
#include <vector>

using namespace wasmbench::report;
using Catch::Matchers::WithinAbs;

namespace {

std::vector<std::string> tick_labels(svg::Scale const& s, double shown_scale, int most) {
    std::vector<std::string> out;
    for (auto const& tick : svg::ticks(s, shown_scale, most)) out.push_back(tick.label);
    return out;
}

using Labels = std::vector<std::string>;

} // namespace

TEST_CASE("a scale leads from one edge to the other") {
    svg::Scale const linear(AxisScale::linear, 0, 4, 10, 110);
    CHECK(linear.at(1) == 35);
    CHECK(linear.at(-9) == 10);
    svg::Scale const logarithmic(AxisScale::logarithmic, 0.001, 10, 0, 100);
    CHECK_THAT(logarithmic.at(0.1), WithinAbs(50, 1e-9));
    CHECK_THAT(logarithmic.at(0), WithinAbs(0, 1e-9));
    svg::Scale const nines(AxisScale::nines, 0, 0.999, 0, 300);
    CHECK_THAT(nines.at(0.9), WithinAbs(100, 1e-9));
    CHECK_THAT(nines.at(0.99), WithinAbs(200, 1e-9));
}

TEST_CASE("ticks are round in the shown unit and not too many") {
    CHECK(tick_labels({AxisScale::linear, 0, 0.0105, 0, 1}, 1e3, 6) == Labels{"0", "2", "4", "6", "8", "10"});
    CHECK(
        tick_labels({AxisScale::logarithmic, 0.0008, 1.2, 0, 1}, 1e3, 6) == Labels{"1", "10", "100", "1000"});
    CHECK(tick_labels({AxisScale::logarithmic, 0.00095, 0.012, 0, 1}, 1e3, 9) ==
          Labels{"1", "2", "3", "5", "7", "10"});
    CHECK(tick_labels({AxisScale::logarithmic, 0.0101, 0.0139, 0, 1}, 1e3, 5) == Labels{"11", "12", "13"});
    CHECK(
        tick_labels({AxisScale::nines, 0, 0.9995, 0, 1}, 1, 9) == Labels{"p0", "p50", "p90", "p99", "p99.9"});
    for (int most = 2; most < 12; ++most)
        CHECK(static_cast<int>(svg::ticks({AxisScale::linear, 3, 1234, 0, 1}, 1, most).size()) <= most + 1);
}

TEST_CASE("a scale that fits holds all values, also when there is but one") {
    auto const one = svg::fitting(AxisScale::linear, {5}, false, 0, 1);
    CHECK(one.low() < 5);
    CHECK(one.high() > 5);
    auto const bars = svg::fitting(AxisScale::linear, {0, 5}, true, 0, 1);
    CHECK(bars.low() == 0);
    auto const none = svg::fitting(AxisScale::logarithmic, {0, -1}, false, 0, 1);
    CHECK(none.low() > 0);
    auto const zero = svg::fitting(AxisScale::linear, {0}, true, 0, 1);
    CHECK(zero.high() > zero.low());
}
