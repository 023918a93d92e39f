// Outside macOS all that there is to the probe is that it says so.
#include <wasmbench/probe/footprint_probe.hpp>
#include <wasmbench/probe/resident_bytes.hpp>

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cmath>
#include <vector>

#include <unistd.h>

using namespace wasmbench;

TEST_CASE("the footprint is known on macOS alone, and elsewhere the probe has a reason and no values") {
    probe::FootprintProbe p(std::chrono::milliseconds(25));
    CHECK(p.period() == std::chrono::milliseconds(25));
    REQUIRE(p.metrics().size() == 3);
    CHECK(p.metrics()[1] == Metric{"memory/footprint", Unit::bytes});
    CHECK_FALSE(p.availability().usable);
    CHECK(p.availability().reason.find("macOS") != std::string::npos);
    CHECK_FALSE(p.attach({{{::getpid(), 0, Role::workload}}, {}, {}}).usable);
    std::array<double, 3> out{};
    p.sample(SteadyClock::now(), out);
    for (double const v : out) CHECK(std::isnan(v));
}

TEST_CASE("the resident set of this process grows with what it touches") {
    auto const before = probe::resident_bytes(::getpid());
    REQUIRE(before.has_value());
    std::vector<char> touched(64 << 20, 1);
    auto const after = probe::resident_bytes(::getpid());
    REQUIRE(after.has_value());
    CHECK(touched[touched.size() / 2] == 1);
    CHECK(*after >= *before + touched.size() * 3 / 4);
}

TEST_CASE("of a process that is not there the reason is a clause") {
    auto const none = probe::resident_bytes(0x7ffffff0);
    REQUIRE(none.has_error());
    CHECK(none.error().code == errc::unavailable);
    CHECK(none.error().diagnostics.stage == "/proc/2147483632/status has no VmRSS");
}
