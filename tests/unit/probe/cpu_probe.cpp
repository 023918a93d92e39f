#include "forked_child.hpp"

#include <wasmbench/probe/cpu_probe.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <latch>
#include <thread>
#include <vector>

using namespace wasmbench;
using namespace probe_test;
using Catch::Matchers::WithinAbs;

namespace {

struct Cpu {
    double user = 0;
    double system = 0;
    double threads = 0;
    double both() const { return user + system; }
};

Cpu sample(probe::CpuProbe& p) {
    std::array<double, 3> out{};
    p.sample(SteadyClock::now(), out);
    return {out[0], out[1], out[2]};
}

// Every process's user and system time are cut to whole ticks.
double tolerance(double seconds, int processes = 1) {
    auto const tick = 1.0 / static_cast<double>(::sysconf(_SC_CLK_TCK));
    return std::max(2 * processes * tick, 0.03 * seconds);
}

} // namespace

TEST_CASE("cpu: what it says of itself") {
    probe::CpuProbe const p(std::chrono::milliseconds(25));
    CHECK(p.name() == "cpu");
    CHECK(p.period() == std::chrono::milliseconds(25));
    REQUIRE(p.metrics().size() == 3);
    CHECK(p.metrics()[0] == Metric{"cpu/user", Unit::seconds});
    CHECK(p.metrics()[1] == Metric{"cpu/system", Unit::seconds});
    CHECK(p.metrics()[2] == Metric{"threads/count", Unit::count});
    CHECK(p.availability() == Availability::yes());
}

TEST_CASE("cpu: a burner's time since attach is its own rusage") {
    ForkedChild child([](ChildSide side) {
        burn(0.1);
        side.tell(true);
        side.wait_for_go();
        double const before = cpu_seconds(RUSAGE_SELF);
        burn(0.3);
        side.tell(cpu_seconds(RUSAGE_SELF) - before);
        side.stay();
    });
    child.hear<bool>();
    probe::CpuProbe p;
    REQUIRE(p.attach(child.tree()) == Availability::yes());
    CHECK(sample(p).both() <= tolerance(0)); // not the 0.1 s before
    child.go();
    auto const truth = child.hear<double>();
    auto const used = sample(p);
    CHECK_THAT(used.both(), WithinAbs(truth, tolerance(truth)));
    CHECK(used.threads >= 1);
}

TEST_CASE("cpu: a grandchild that was never seen counts once it was waited for") {
    ForkedChild child([](ChildSide side) {
        side.wait_for_go();
        if (int const pid = ::fork(); pid == 0) {
            burn(0.15);
            ::_exit(0);
        } else {
            ::waitpid(pid, nullptr, 0);
        }
        side.tell(cpu_seconds(RUSAGE_SELF) + cpu_seconds(RUSAGE_CHILDREN));
        side.stay();
    });
    probe::CpuProbe p;
    REQUIRE(p.attach(child.tree()).usable);
    child.go();
    auto const truth = child.hear<double>();
    CHECK(truth > 0.15);
    CHECK_THAT(sample(p).both(), WithinAbs(truth, tolerance(truth, 2)));
}

TEST_CASE("cpu: a grandchild that was seen and then waited for counts once") {
    ForkedChild child([](ChildSide side) {
        side.wait_for_go();
        int const pid = ::fork();
        if (pid == 0) {
            burn(0.15);
            side.tell(cpu_seconds(RUSAGE_SELF));
            side.wait_for_go();
            ::_exit(0);
        }
        ::waitpid(pid, nullptr, 0);
        side.tell(cpu_seconds(RUSAGE_SELF) + cpu_seconds(RUSAGE_CHILDREN));
        side.stay();
    });
    probe::CpuProbe p;
    REQUIRE(p.attach(child.tree()).usable);
    child.go();
    auto const alone = child.hear<double>();
    CHECK_THAT(sample(p).both(), WithinAbs(alone, tolerance(alone, 2)));
    child.go();
    auto const truth = child.hear<double>();
    CHECK_THAT(sample(p).both(), WithinAbs(truth, tolerance(truth, 2)));
}

TEST_CASE("cpu: a grandchild that nobody waits for keeps its last seen time") {
    ForkedChild child([](ChildSide side) {
        ::signal(SIGCHLD, SIG_IGN);
        side.wait_for_go();
        if (::fork() == 0) {
            burn(0.15);
            side.tell(cpu_seconds(RUSAGE_SELF));
            side.wait_for_go();
            ::_exit(0);
        }
        while (::waitpid(-1, nullptr, 0) > 0) {
        } // comes back when the grandchild has gone
        side.tell(cpu_seconds(RUSAGE_CHILDREN));
        side.stay();
    });
    probe::CpuProbe p;
    REQUIRE(p.attach(child.tree()).usable);
    child.go();
    auto const truth = child.hear<double>();
    CHECK_THAT(sample(p).both(), WithinAbs(truth, tolerance(truth, 2)));
    child.go();
    REQUIRE(child.hear<double>() == 0.0); // the kernel has forgotten it
    CHECK_THAT(sample(p).both(), WithinAbs(truth, tolerance(truth, 2)));
}

TEST_CASE("cpu: an orphan goes on counting, and its dead parent's time stays") {
    ForkedChild child([](ChildSide side) {
        side.wait_for_go();
        int const parent = ::getpid();
        if (::fork() == 0) {
            side.tell(0.0);
            while (::getppid() == parent) ::usleep(1000);
            burn(0.15);
            side.tell(cpu_seconds(RUSAGE_SELF));
            side.stay();
        }
        burn(0.15);
        side.tell(cpu_seconds(RUSAGE_SELF));
        side.wait_for_go();
    });
    probe::CpuProbe p;
    REQUIRE(p.attach(child.tree()).usable);
    child.go();
    auto truth = child.hear<double>();
    truth += child.hear<double>();
    auto const both = sample(p);
    child.go();
    child.wait_for_end();
    sample(p);
    child.reap();
    truth += child.hear<double>();
    CHECK(truth > 0.3);
    auto const used = sample(p);
    CHECK_THAT(used.both(), WithinAbs(truth, tolerance(truth, 2)));
    CHECK(used.threads >= 1);
    CHECK(used.threads < both.threads);
}

TEST_CASE("cpu: a root that ended is read until it is reaped, then there is nothing") {
    ForkedChild child([](ChildSide side) {
        side.wait_for_go();
        burn(0.1);
        side.tell(cpu_seconds(RUSAGE_SELF));
    });
    probe::CpuProbe p;
    REQUIRE(p.attach(child.tree()).usable);
    sample(p);
    child.go();
    auto const truth = child.hear<double>();
    child.wait_for_end();
    auto const ended = sample(p);
    CHECK_THAT(ended.both(), WithinAbs(truth, tolerance(truth)));
    CHECK(ended.threads == 0);
    child.reap();
    auto const gone = sample(p);
    CHECK(std::isnan(gone.user));
    CHECK(std::isnan(gone.system));
    CHECK(std::isnan(gone.threads));
    CHECK_FALSE(p.attach(child.tree()).usable);
}

TEST_CASE("cpu: threads are counted") {
    std::latch done(1);
    std::vector<std::thread> threads;
    auto const add_thread = [&] { threads.emplace_back([&] { done.wait(); }); };
    add_thread(); // with the first one a sanitizer starts one of its own
    probe::CpuProbe p;
    REQUIRE(p.attach({{identify(::getpid()).value()}, {}, {}}).usable);
    auto const before = sample(p).threads;
    for (int i = 0; i < 3; ++i) add_thread();
    auto const with = sample(p).threads;
    done.count_down();
    for (auto& t : threads) t.join();
    CHECK(with == before + 3);
}

TEST_CASE("cpu: attach begins anew, detach ends") {
    ForkedChild child([](ChildSide side) {
        side.wait_for_go();
        burn(0.1);
        side.tell(true);
        side.stay();
    });
    probe::CpuProbe p;
    CHECK(std::isnan(sample(p).user));
    REQUIRE(p.attach(child.tree()).usable);
    child.go();
    child.hear<bool>();
    CHECK(sample(p).both() > 0.07);
    REQUIRE(p.attach(child.tree()).usable);
    CHECK(sample(p).both() <= tolerance(0));
    p.detach();
    CHECK(std::isnan(sample(p).user));
}
