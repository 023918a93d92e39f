#include "forked_child.hpp"

#include <wasmbench/probe/activity.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <thread>

using namespace wasmbench;
using namespace probe_test;
using Catch::Matchers::WithinAbs;
using probe::Activity;
using probe::activity_between;
using probe::TaskEnd;
using probe::ThreadActivity;

namespace {

Activity faults(std::uint64_t n) {
    Activity a;
    a.minor_faults = n;
    return a;
}

TaskEnd ended(int process, int thread, std::uint64_t minor_faults) {
    TaskEnd e;
    e.process = process;
    e.pid = thread;
    e.minor_faults = minor_faults;
    return e;
}

} // namespace

TEST_CASE("activity: who stayed by the difference, who came in full, who went by the record") {
    std::vector<ThreadActivity> const before = {{1, 1, 5, faults(10)}, {2, 1, 6, faults(20)}};
    std::vector<ThreadActivity> const after = {{1, 1, 5, faults(13)}, {3, 1, 9, faults(100)}};
    auto const b = activity_between(before, after, {ended(1, 2, 27), ended(8, 8, 1000)});
    CHECK(b.activity.minor_faults == 3 + 100 + 7 + 1000);
    CHECK(b.threads == 2);
    CHECK(b.lost_threads == 0);
}

TEST_CASE("activity: without a record who went is lost, and a number given out again is another thread") {
    std::vector<ThreadActivity> const before = {{1, 1, 5, faults(10)}, {2, 1, 6, faults(20)}};
    std::vector<ThreadActivity> const after = {{1, 1, 5, faults(13)}, {2, 1, 77, faults(50)}};
    auto const b = activity_between(before, after, {});
    CHECK(b.activity.minor_faults == 3 + 50);
    CHECK(b.lost_threads == 1);
    auto const told = activity_between(before, after, {ended(1, 2, 21)});
    CHECK(told.activity.minor_faults == 3 + 50 + 1);
    CHECK(told.lost_threads == 0);
}

TEST_CASE("activity: every field is added and taken away") {
    Activity const a{1, 2, 3, 4, 5, 6, 7, 8};
    Activity const twice{2, 4, 6, 8, 10, 12, 14, 16};
    CHECK(a + a == twice);
    CHECK(twice - a == a);
    CHECK(a - twice == Activity{});
}

TEST_CASE("activity: what a process does is seen in its own account") {
    ForkedChild child([](ChildSide side) {
        side.tell(true);
        side.wait_for_go();
        map_private(16 * mib); // 4,096 pages at most: fewer faults where pages are put in at once
        void* const touched = ::mmap(nullptr, 4 * mib, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        ::madvise(touched, 4 * mib, MADV_NOHUGEPAGE);
        for (std::size_t i = 0; i < 4 * mib; i += 4096) static_cast<char volatile*>(touched)[i] = 1;
        double const before = cpu_seconds(RUSAGE_SELF);
        burn(0.1);
        for (int i = 0; i < 20; ++i) ::usleep(1000);
        side.tell(cpu_seconds(RUSAGE_SELF) - before);
        side.stay();
    });
    child.hear<bool>();
    auto const before = probe::read_activity(child.tree());
    REQUIRE(before.size() == 1);
    child.go();
    auto const truth = child.hear<double>();
    auto const b = activity_between(before, probe::read_activity(child.tree()), {});
    CHECK(b.activity.minor_faults >= 4 * mib / 4096);
    CHECK(b.activity.voluntary_switches >= 20);
    CHECK(b.activity.cpu_seconds >= truth * 0.9);
    CHECK(b.threads == 1);

    auto shared = child.tree();
    shared.roots[0].role = Role::shared_daemon;
    CHECK(probe::read_activity(shared).empty());
}
