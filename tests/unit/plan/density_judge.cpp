#include "plan/density_judge.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>

using namespace wasmbench::plan;

namespace {

constexpr double MiB = 1024 * 1024;
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double total = 1000 * MiB, available = 600 * MiB;

Density density() {
    Density d;
    d.most_instances = 10;
    d.memory_bytes = 100 * 1024 * 1024;
    return d;
}

// `n` instances of 10 MiB each, of which the machine has 12 MiB less.
DensityLevel level(std::uint32_t n, double each = 10) {
    return {n, each * n * MiB, available - 1.2 * each * n * MiB, 0.001, 0};
}

} // namespace

TEST_CASE("density: goes on until the plan's number holds") {
    auto d = density();
    d.most_instances = 3;
    DensityJudge j(d, total, available);
    CHECK(j.held() == 0);
    for (std::uint32_t n : {1u, 2u}) {
        j.add(level(n));
        CHECK_FALSE(j.stop());
        CHECK(j.held() == n);
    }
    CHECK(std::abs(j.taken(level(2)) - 24 * MiB) < 1);
    j.add(level(3));
    CHECK(j.stop() == DensityStop::most_instances);
    CHECK(j.held() == 3);
}

TEST_CASE("density: stops before an instance that would pass the limit, by PSS or by the machine") {
    DensityJudge by_machine(density(), total, available);
    std::uint32_t n = 0;
    while (!by_machine.stop()) by_machine.add(level(++n));
    CHECK(by_machine.stop() == DensityStop::memory_limit);
    CHECK(by_machine.held() == 8); // 8 have taken 96 MiB, 9 would have taken 108

    DensityJudge by_pss(density(), unknown, unknown);
    n = 0;
    while (!by_pss.stop()) {
        auto l = level(++n, 11);
        l.available = unknown;
        by_pss.add(l);
    }
    CHECK(by_pss.stop() == DensityStop::memory_limit);
    CHECK(by_pss.held() == 9); // 99 MiB; a tenth would come to 110
}

TEST_CASE("density: leaves an eighth of the machine alone, whatever the plan says") {
    auto d = density();
    d.most_instances = 1000;
    d.memory_bytes = 1u << 30u;
    DensityJudge j(d, total, available);
    std::uint32_t n = 0;
    while (!j.stop()) j.add(level(++n, 50));
    CHECK(j.stop() == DensityStop::memory_limit);
    CHECK(j.held() == 7); // 600 - 7 * 60 = 180; one more would leave 120 < 125
}

TEST_CASE("density: what failed does not hold") {
    DensityJudge j(density(), total, available);
    j.add(level(1));
    auto failed = level(2);
    failed.failed = 1;
    j.add(failed);
    CHECK(j.stop() == DensityStop::request_failed);
    CHECK(j.held() == 1);
    j.add(level(3));
    CHECK(j.held() == 1);

    DensityJudge slow(density(), total, available);
    slow.add(level(1));
    auto l = level(2);
    l.p99 = 0.0099;
    slow.add(l);
    CHECK(slow.held() == 2);
    l = level(3);
    l.p99 = 0.0101;
    slow.add(l);
    CHECK(slow.stop() == DensityStop::slower);
    CHECK(slow.held() == 2);

    DensityJudge start(density(), total, available);
    start.add(level(1));
    start.start_failed();
    CHECK(start.stop() == DensityStop::start_failed);
    CHECK(start.held() == 1);
}

TEST_CASE("density: the first instance may be what fails") {
    DensityJudge j(density(), total, available);
    auto l = level(1);
    l.failed = 3;
    j.add(l);
    CHECK(j.stop() == DensityStop::request_failed);
    CHECK(j.held() == 0);
}

TEST_CASE("density: where nothing can be weighed, only the number and the answers count") {
    auto d = density();
    d.memory_bytes = 1;
    d.most_instances = 2;
    DensityJudge j(d, unknown, unknown);
    j.add({1, unknown, unknown, 0.001, 0});
    CHECK_FALSE(j.stop());
    j.add({2, unknown, unknown, 0.001, 0});
    CHECK(j.stop() == DensityStop::most_instances);
}
