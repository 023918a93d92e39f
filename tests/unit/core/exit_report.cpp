#include <wasmbench/core/exit_report.hpp>

#include <catch2/catch_test_macros.hpp>

using wasmbench::ExitReport;

TEST_CASE("an exit report says how the process ended", "[core]") {
    ExitReport r;
    CHECK_FALSE(r.clean());
    CHECK(r.describe() == "ended in an unknown way");
    r.exit_code = 0;
    CHECK(r.clean());
    CHECK(r.describe() == "exit status 0");
    r.exit_code = 3;
    CHECK_FALSE(r.clean());
    CHECK(r.describe() == "exit status 3");
    r.exit_code.reset();
    r.signal = 9;
    CHECK_FALSE(r.clean());
    CHECK(r.describe() == "killed by signal 9");
}

TEST_CASE("CPU time is user and system time", "[core]") {
    wasmbench::ResourceUsage u;
    u.user_seconds = 1.5;
    u.system_seconds = 0.25;
    CHECK(u.cpu_seconds() == 1.75);
}
