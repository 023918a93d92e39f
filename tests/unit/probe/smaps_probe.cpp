#include "forked_child.hpp"

#include <wasmbench/probe/smaps_probe.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <array>
#include <cmath>

#include <sys/prctl.h>

using namespace wasmbench;
using namespace probe_test;
using Catch::Matchers::WithinRel;

namespace {

struct Memory {
    double pss = 0;
    double rss = 0;
    double uss = 0;
    double peak = 0;
};

Memory sample(probe::SmapsProbe& p) {
    std::array<double, 4> out{};
    p.sample(SteadyClock::now(), out);
    return {out[0], out[1], out[2], out[3]};
}

constexpr double block = 64.0 * mib;

} // namespace

TEST_CASE("memory: what it says of itself") {
    probe::SmapsProbe const p(std::chrono::milliseconds(25));
    CHECK(p.name() == "memory");
    CHECK(p.period() == std::chrono::milliseconds(25));
    REQUIRE(p.metrics().size() == 4);
    CHECK(p.metrics()[0] == Metric{"memory/pss", Unit::bytes});
    CHECK(p.metrics()[1] == Metric{"memory/rss", Unit::bytes});
    CHECK(p.metrics()[2] == Metric{"memory/uss", Unit::bytes});
    CHECK(p.metrics()[3] == Metric{"memory/peak_rss_sum", Unit::bytes});
    CHECK(p.availability().usable);
}

TEST_CASE("memory: 64 MiB of private memory are seen when they come and when they go") {
    ForkedChild child([](ChildSide side) {
        // Once before it counts: what a forked process touches for the first time is not the block's.
        unmap(map_private(mib), mib);
        side.tell(true);
        side.wait_for_go();
        auto* const at = map_private(64 * mib);
        side.tell(true);
        side.wait_for_go();
        unmap(at, 64 * mib);
        side.tell(true);
        side.stay();
    });
    probe::SmapsProbe p;
    child.hear<bool>();
    REQUIRE(p.attach(child.tree()) == Availability::yes());
    auto const before = sample(p);
    child.go();
    child.hear<bool>();
    auto const with = sample(p);
    child.go();
    child.hear<bool>();
    auto const after = sample(p);

    CHECK_THAT(with.pss - before.pss, WithinRel(block, 0.02));
    CHECK_THAT(with.uss - before.uss, WithinRel(block, 0.02));
    CHECK_THAT(with.rss - before.rss, WithinRel(block, 0.02));
    CHECK_THAT(with.pss - after.pss, WithinRel(block, 0.02));
    // The peak stays. It is the kernel's batched count, so not quite the walk's.
    CHECK_THAT(after.peak - before.peak, WithinRel(block, 0.05));
    CHECK(after.peak - after.rss > 0.9 * block);
    CHECK(with.uss <= with.pss);
    CHECK(with.pss <= with.rss);
}

TEST_CASE("memory: a page shared by parent and child counts once in PSS, twice in RSS, not at all in USS") {
    ForkedChild child([](ChildSide side) {
        auto* const at = map_private(64 * mib);
        int to_grandchild[2];
        if (::pipe(to_grandchild) != 0) ::_exit(1);
        if (::fork() == 0) {
            ::close(to_grandchild[1]);
            char c = 0;
            [[maybe_unused]] auto const n = ::read(to_grandchild[0], &c, 1);
            unmap(at, 64 * mib);
            side.tell(true);
            side.stay();
        }
        side.tell(true);
        side.wait_for_go();
        unmap(at, 64 * mib);
        ::close(to_grandchild[1]);
        side.stay();
    });
    child.hear<bool>();
    probe::SmapsProbe p;
    REQUIRE(p.attach(child.tree()).usable);
    auto const with = sample(p);
    child.go();
    child.hear<bool>();
    auto const without = sample(p);

    CHECK_THAT(with.pss - without.pss, WithinRel(block, 0.02));
    CHECK_THAT(with.rss - without.rss, WithinRel(2 * block, 0.02));
    CHECK(std::abs(with.uss - without.uss) < 0.02 * block);
}

TEST_CASE("memory: who was once in the tree stays in it when its parent dies") {
    ForkedChild child([](ChildSide side) {
        if (::fork() == 0) {
            map_private(64 * mib);
            side.tell(true);
            side.stay();
        }
        side.wait_for_go();
    });
    child.hear<bool>();
    probe::SmapsProbe p;
    REQUIRE(p.attach(child.tree()).usable);
    CHECK(sample(p).pss > block);
    child.go();
    child.wait_for_end();
    child.reap();
    CHECK(sample(p).pss > block);
}

TEST_CASE("memory: a process that has gone gives NaN") {
    ForkedChild child([](ChildSide side) { side.wait_for_go(); });
    probe::SmapsProbe p;
    REQUIRE(p.attach(child.tree()).usable);
    CHECK(sample(p).rss > 0);
    child.go();
    child.wait_for_end();
    SECTION("and waits to be reaped") {}
    SECTION("and was reaped") {
        child.reap();
    }
    auto const gone = sample(p);
    CHECK(std::isnan(gone.pss));
    CHECK(std::isnan(gone.rss));
    CHECK(std::isnan(gone.uss));
    CHECK(std::isnan(gone.peak));
    CHECK_FALSE(p.attach(child.tree()).usable);
    CHECK(p.attach(child.tree()).reason == "process " + std::to_string(child.pid()) + " has already ended");
}

TEST_CASE("memory: shared daemons are not charged") {
    ForkedChild daemon([](ChildSide side) {
        map_private(64 * mib);
        side.tell(true);
        side.stay();
    });
    ForkedChild child([](ChildSide side) { side.stay(); });
    daemon.hear<bool>();
    auto tree = daemon.tree();
    tree.roots[0].role = Role::shared_daemon;
    probe::SmapsProbe p;
    CHECK_FALSE(p.attach(tree).usable);

    probe::SmapsProbe alone;
    REQUIRE(alone.attach(child.tree()).usable);
    tree.roots.push_back(child.tree().roots[0]);
    REQUIRE(p.attach(tree).usable);
    CHECK(sample(p).uss < sample(alone).uss + 0.5 * block);
}

TEST_CASE("memory: nothing after detach") {
    ForkedChild child([](ChildSide side) { side.stay(); });
    probe::SmapsProbe p;
    CHECK(std::isnan(sample(p).rss));
    REQUIRE(p.attach(child.tree()).usable);
    CHECK(sample(p).rss > 0);
    p.detach();
    CHECK(std::isnan(sample(p).rss));
}

TEST_CASE("memory: where PSS is refused RSS is left, and attach says why") {
    // Nobody but root may read the memory map of a process that is not dumpable.
    ForkedChild target([](ChildSide side) {
        ::prctl(PR_SET_DUMPABLE, 0);
        side.tell(true);
        side.stay();
    });
    target.hear<bool>();
    auto const tree = target.tree();

    struct Seen {
        bool dropped, usable, reason, pss_nan, uss_nan;
        double rss, peak;
    };
    ForkedChild reader([&](ChildSide side) {
        Seen seen{};
        constexpr uid_t nobody = 65534;
        seen.dropped = ::geteuid() != 0 || ::setresuid(nobody, nobody, nobody) == 0;
        probe::SmapsProbe p;
        auto const attached = p.attach(tree);
        auto const m = sample(p);
        seen.usable = attached.usable;
        seen.reason =
            attached.reason.starts_with("PSS cannot be read (/proc/" + std::to_string(tree.roots[0].pid) +
                                        "/smaps_rollup: Permission denied");
        seen.pss_nan = std::isnan(m.pss);
        seen.uss_nan = std::isnan(m.uss);
        seen.rss = m.rss;
        seen.peak = m.peak;
        side.tell(seen);
    });
    auto const seen = reader.hear<Seen>();
    if (!seen.dropped) SKIP("root that cannot become another user here");
    CHECK(seen.usable);
    CHECK(seen.reason);
    CHECK(seen.pss_nan);
    CHECK(seen.uss_nan);
    CHECK(seen.rss > 0);
    CHECK(seen.peak >= 0.9 * seen.rss);
}
