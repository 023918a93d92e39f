#include "fake_root.hpp"

#include "own_group_plan.hpp"

#include <wasmbench/probe/group_usage.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

using namespace wasmbench;
using namespace probe_test;
using Catch::Matchers::WithinAbs;
using probe::CgroupMembership;
using probe::CgroupMount;
using probe::GroupAccounts;
using probe::detail::GroupPlace;
using probe::detail::plan_own_group;

TEST_CASE("group: everything that version 1 keeps") {
    FakeRoot root;
    root.file("/m/g/memory.usage_in_bytes", "1500\n")
        .file("/m/g/memory.max_usage_in_bytes", "9000\n")
        .file("/m/g/memory.stat", "inactive_file 5\ntotal_inactive_file 300\n")
        .file("/c/g/cpuacct.usage", "2500000000\n")
        .file("/c/g/cpuacct.usage_user", "2000000000\n")
        .file("/c/g/cpuacct.usage_sys", "500000000\n");
    auto const base = root.path().string();
    auto const u = probe::read_group({{{base + "/m/g", false}}, {{base + "/c/g", false}}, {}});
    CHECK(u.memory == 1500);
    CHECK(u.memory_peak == 9000);
    CHECK(u.unused_cache == 300);
    CHECK_THAT(u.cpu_seconds.value(), WithinAbs(2.5, 1e-12));
    CHECK_THAT(u.user_seconds.value(), WithinAbs(2.0, 1e-12));
    CHECK_THAT(u.system_seconds.value(), WithinAbs(0.5, 1e-12));
    CHECK_FALSE(u.cpu_pressure);
}

TEST_CASE("group: everything that version 2 keeps, and pressure") {
    FakeRoot root;
    auto const pressure = [](char const* total) {
        return "some avg10=1.00 avg60=0.00 avg300=0.00 total=" + std::string(total) +
               "\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=1\n";
    };
    root.file("/u/g/memory.current", "4096\n")
        .file("/u/g/memory.peak", "8192\n")
        .file("/u/g/memory.stat", "anon 10\ninactive_file 96\n")
        .file("/u/g/cpu.stat", "usage_usec 1250000\nuser_usec 1000000\nsystem_usec 250000\n")
        .file("/u/g/cpu.pressure", pressure("1500000"))
        .file("/u/g/memory.pressure", pressure("250000"))
        .file("/u/g/io.pressure", pressure("0"));
    probe::CgroupFolder const folder{root.path().string() + "/u/g", true};
    auto const u = probe::read_group({folder, folder, folder});
    CHECK(u.memory == 4096);
    CHECK(u.memory_peak == 8192);
    CHECK(u.unused_cache == 96);
    CHECK_THAT(u.cpu_seconds.value(), WithinAbs(1.25, 1e-12));
    CHECK_THAT(u.user_seconds.value(), WithinAbs(1.0, 1e-12));
    CHECK_THAT(u.system_seconds.value(), WithinAbs(0.25, 1e-12));
    CHECK_THAT(u.cpu_pressure.value().some.total, WithinAbs(1.5, 1e-12));
    CHECK_THAT(u.memory_pressure.value().some.total, WithinAbs(0.25, 1e-12));
    CHECK(u.io_pressure);
}

TEST_CASE("group: what an older kernel does not keep is missing, and so is what does not read") {
    FakeRoot root;
    root.file("/u/g/memory.current", "4096\n").file("/u/g/cpu.stat", "usage_usec soon\n");
    probe::CgroupFolder const folder{root.path().string() + "/u/g", true};
    auto const u = probe::read_group({folder, folder, folder});
    CHECK(u.memory == 4096);
    CHECK_FALSE(u.memory_peak);
    CHECK_FALSE(u.cpu_seconds);
    CHECK_FALSE(u.memory_pressure);
    CHECK_FALSE(probe::read_group({}).memory);
}

TEST_CASE("own group: below the harness's own in version 1, and version 2 for pressure") {
    std::vector<CgroupMount> const mounts = {{false, {"memory"}, "/", "/m"}, {false, {"cpu"}, "/", "/cpu"},
        {false, {"cpuacct"}, "/", "/a"}, {true, {}, "/", "/u"}};
    std::vector<CgroupMembership> const own = {
        {{"memory"}, "/box/7"}, {{"cpu"}, "/"}, {{"cpuacct"}, "/"}, {{}, "/"}};
    CHECK(plan_own_group(mounts, own) ==
          std::vector<GroupPlace>{{"/m/box/7", "/m/box/7", false, true, false, false},
              {"/a", "/a", false, false, true, false}, {"/u", "/u", true, false, false, false}});
}

TEST_CASE("own group: a hierarchy that accounts for CPU time and shares it out is said to") {
    auto const places =
        plan_own_group({{false, {"cpu", "cpuacct"}, "/", "/c"}}, {{{"cpu", "cpuacct"}, "/x"}});
    CHECK(places == std::vector<GroupPlace>{{"/c/x", "/c/x", false, false, true, true}});
}

TEST_CASE("own group: beside the harness's own in version 2") {
    CHECK(plan_own_group({{true, {}, "/", "/u"}}, {{{}, "/user.slice/session-1.scope"}}) ==
          std::vector<GroupPlace>{{"/u/user.slice/session-1.scope", "/u/user.slice", true, true, true, false}});
    // The root has nothing beside it.
    CHECK(plan_own_group({{true, {}, "/", "/u"}}, {{{}, "/"}}) ==
          std::vector<GroupPlace>{{"/u", "/u", true, true, true, false}});
    CHECK(plan_own_group({{true, {}, "/", "/u"}}, {}).empty());
}
