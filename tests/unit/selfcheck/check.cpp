#include <wasmbench/selfcheck/check.hpp>

#include <catch2/catch_test_macros.hpp>

#include <limits>
#include <vector>

using namespace wasmbench;
using namespace wasmbench::selfcheck;

namespace {

Check check(double value, std::optional<double> limit) {
    return {"stamp target", "ready, p95", value, Unit::seconds, limit, "100 starts", {}};
}

Check missing() {
    return {"known memory", {}, 0, Unit::count, {}, {}, "there is no such program"};
}

} // namespace

TEST_CASE("a value at its limit is within, above it beyond; without a limit it is shown") {
    CHECK(check(1e-4, 1e-4).outcome() == Outcome::within);
    CHECK(check(1.01e-4, 1e-4).outcome() == Outcome::beyond);
    CHECK(check(1, std::nullopt).outcome() == Outcome::shown);
    CHECK(check(std::numeric_limits<double>::quiet_NaN(), 1e-4).outcome() == Outcome::beyond);
    CHECK(missing().outcome() == Outcome::not_run);
}

TEST_CASE("a figure is written in the unit that a person would choose") {
    CHECK(figure_text(132.4e-6, Unit::seconds) == "132 us");
    CHECK(figure_text(0.0021, Unit::seconds) == "2.1 ms");
    CHECK(figure_text(3, Unit::seconds) == "3 s");
    CHECK(figure_text(5e-8, Unit::seconds) == "0.05 us");
    CHECK(figure_text(64.0 * 1024 * 1024, Unit::bytes) == "64 MiB");
    CHECK(figure_text(512, Unit::bytes) == "512 B");
    CHECK(figure_text(0.00412, Unit::ratio) == "0.412 %");
    CHECK(figure_text(12, Unit::count) == "12");
}

TEST_CASE("the conclusion names what is beyond its limit and what was not tried") {
    std::vector<Check> checks{check(1e-4, 1.5e-4), check(5e-5, std::nullopt)};
    CHECK(conclusion(checks) == "The harness is within its limits here.");
    CHECK(within_limits(checks));
    checks.push_back(missing());
    CHECK(conclusion(checks) == "The harness is within its limits here. Not tried: known memory.");
    CHECK(within_limits(checks));
    checks.push_back(check(2e-4, 1.5e-4));
    CHECK(conclusion(checks) ==
          "The harness is beyond its limits here: stamp target: ready, p95: 200 us, limit 150 us. Not tried: known memory.");
    CHECK_FALSE(within_limits(checks));
}

TEST_CASE("the table has a line for each check, and its columns stand below each other") {
    std::vector<Check> const checks{check(1e-4, 1.5e-4), missing()};
    CHECK(to_text(checks) == "tried on      what        figure                    limit\n"
                             "stamp target  ready, p95  100 us (100 starts)       <= 150 us  within\n"
                             "known memory              there is no such program             not run\n"
                             "\n"
                             "The harness is within its limits here. Not tried: known memory.\n");
}
