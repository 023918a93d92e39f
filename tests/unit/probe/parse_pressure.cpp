#include <wasmbench/probe/parse_pressure.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

using namespace wasmbench::probe;
using Catch::Matchers::WithinRel;

TEST_CASE("pressure: a captured text, as ratios and seconds") {
    auto const parsed = parse_pressure("some avg10=11.21 avg60=2.38 avg300=0.82 total=8153515\n"
                                       "full avg10=100.00 avg60=2.34 avg300=0.05 total=7904541\n");
    REQUIRE(parsed);
    CHECK_THAT(parsed->some.avg10, WithinRel(0.1121, 1e-12));
    CHECK_THAT(parsed->some.avg60, WithinRel(0.0238, 1e-12));
    CHECK_THAT(parsed->some.avg300, WithinRel(0.0082, 1e-12));
    CHECK_THAT(parsed->some.total, WithinRel(8.153515, 1e-12));
    REQUIRE(parsed->full);
    CHECK_THAT(parsed->full->avg10, WithinRel(1.0, 1e-12));
    CHECK_THAT(parsed->full->avg300, WithinRel(0.0005, 1e-12));
    CHECK_THAT(parsed->full->total, WithinRel(7.904541, 1e-12));
}

TEST_CASE("pressure: no full line for the CPU of old kernels") {
    auto const parsed = parse_pressure("some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");
    REQUIRE(parsed);
    CHECK(*parsed == Pressure{});
}

TEST_CASE("pressure: what is not one is refused") {
    for (auto const* text : {"", "\n", "full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n",
             "some avg10=0.00 avg60=0.00 avg300=0.00\n", "some avg10=0.00 avg60=0.00 total=0 avg300=0.00\n",
             "some avg10= avg60=0.00 avg300=0.00 total=0\n",
             "some avg10=-1.00 avg60=0.00 avg300=0.00 total=0\n",
             "some avg10=1. avg60=0.00 avg300=0.00 total=0\n",
             "some avg10=nan avg60=0.00 avg300=0.00 total=0\n",
             "some avg10=1e3 avg60=0.00 avg300=0.00 total=0\n", "some avg10 avg60=0.00 avg300=0.00 total=0\n",
             "some avg100=0.00 avg60=0.00 avg300=0.00 total=0\n",
             "some avg10=0.00 avg60=0.00 avg300=0.00 total=99999999999999999999\n",
             "some avg10=0.00 avg60=0.00 avg300=0.00 total=0\nfull\n",
             "some avg10=0.00 avg60=0.00 avg300=0.00 total=0\nsome avg10=0.00 avg60=0.00 avg300=0.00 "
             "total=0\n"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_pressure(text));
    }
}
