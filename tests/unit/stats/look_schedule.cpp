#include <wasmbench/stats/look_schedule.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

using Catch::Matchers::WithinAbs;
using wasmbench::stats::LookSchedule;

TEST_CASE("looks: the errors of any number of looks add up to that of the run") {
    LookSchedule schedule(0.95);
    schedule.looked_in_vain(10, 1.0, true); // the pilot spends nothing
    CHECK_THAT(schedule.error(), WithinAbs(0.0375, 1e-15));
    double sum = 0;
    for (int look = 0; look < 40; ++look) {
        CHECK(schedule.may_stop());
        sum += schedule.error();
        schedule.looked_in_vain(10, 1.0, true);
    }
    CHECK_THAT(sum, WithinAbs(0.05, 1e-12));
}

TEST_CASE("looks: fixed ones do not depend on what was seen") {
    auto schedule = LookSchedule::geometric(0.95, 12);
    CHECK_FALSE(schedule.due(11));
    CHECK(schedule.due(12));
    double sum = 0;
    double now = 12;
    for (int look = 0; look < 60; ++look) {
        CHECK(schedule.may_stop());
        sum += schedule.error();
        schedule.looked_in_vain(now, look % 2 == 0 ? 1.01 : 50, look % 3 == 0);
        CHECK_FALSE(schedule.due(now * 1.49));
        CHECK(schedule.due(now *= 1.5));
    }
    CHECK_THAT(sum, WithinAbs(0.05 * (1 - 1.0 / 61), 1e-12)); // 1/2 + 1/6 + 1/12 + ...
}

TEST_CASE("looks: the first waits for what is asked for and cannot stop the run") {
    LookSchedule schedule(0.95, 12);
    CHECK_FALSE(schedule.due(11));
    CHECK(schedule.due(12));
    CHECK_FALSE(schedule.may_stop());
    schedule.looked_in_vain(12, 0.1, true);
    CHECK_FALSE(schedule.due(13));
    CHECK(schedule.due(14));
    CHECK(schedule.may_stop());
}

TEST_CASE("looks: the next is where the width will do") {
    LookSchedule schedule(0.95);
    schedule.looked_in_vain(1000, 1.02, true); // 1.2 * 1.0404
    CHECK_FALSE(schedule.due(1248));
    CHECK(schedule.due(1249));
    CHECK(schedule.may_stop());
}

TEST_CASE("looks: a distant prediction is made again") {
    LookSchedule schedule(0.95);
    schedule.looked_in_vain(100, 10, true);
    CHECK_FALSE(schedule.due(129));
    CHECK(schedule.due(130));
    CHECK_FALSE(schedule.may_stop());
    double const before = schedule.error();
    schedule.looked_in_vain(130, 10, true);
    CHECK(schedule.error() == before);
}

TEST_CASE("looks: what is not settled waits for twice as much") {
    LookSchedule schedule(0.95);
    schedule.looked_in_vain(100, 0.5, false);
    CHECK_FALSE(schedule.due(199));
    CHECK(schedule.due(200));
    CHECK_FALSE(schedule.may_stop());
}

TEST_CASE("looks: seeing nothing spends nothing") {
    LookSchedule schedule(0.95);
    schedule.looked_in_vain(8, 1, true);
    double const before = schedule.error();
    schedule.saw_nothing(1000);
    CHECK(schedule.error() == before);
    CHECK_FALSE(schedule.due(1099));
    CHECK(schedule.due(1101));
}
