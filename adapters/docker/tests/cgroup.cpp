#include "account_groups.hpp"
#include "cgroup.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench;
using namespace wasmbench::adapters::docker;

TEST_CASE("where hierarchies of both versions are mounted") {
    CHECK(parse_cgroup_mounts("30 23 0:26 / /sys/fs/cgroup ro,nosuid - tmpfs tmpfs ro,mode=755\n"
                              "31 30 0:27 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
                              "32 30 0:28 /docker/ab /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
                              "broken\n") ==
          std::vector<CgroupMount>{{"/sys/fs/cgroup/cpu,cpuacct", "/", false, {"cpu", "cpuacct"}},
              {"/sys/fs/cgroup/unified", "/docker/ab", true, {}}});
}

TEST_CASE("the group of a container, as the memory controller has it") {
    CHECK(parse_container_cgroup("9:name=systemd:/docker/ab12\n4:memory:/other/ab12\n0::/docker/ab12\n", "ab12") ==
          "/other/ab12");
    CHECK(parse_container_cgroup("0::/system.slice/docker-ab12.scope\n", "ab12") == "/system.slice/docker-ab12.scope");
    CHECK_FALSE(parse_container_cgroup("0::/user.slice/shell\n", "ab12"));
    CHECK_FALSE(parse_container_cgroup("0::/docker/ab12\n", ""));
    CHECK_FALSE(parse_container_cgroup("", "ab12"));
}

TEST_CASE("CPU time of both versions") {
    CHECK(parse_cpuacct("2000000000\n", "user 30\nsystem 10\n") == CgroupCpu{1.5, 0.5});
    CHECK(parse_cpuacct("2000000000\n", "user 0\nsystem 0\n") == CgroupCpu{2, 0}); // less than a tick
    CHECK_FALSE(parse_cpuacct("", ""));
    CHECK(parse_cpu_stat("usage_usec 3000000\nuser_usec 1000000\nsystem_usec 2000000\n") == CgroupCpu{1, 2});
    CHECK_FALSE(parse_cpu_stat(""));
}

TEST_CASE("a group that is not there has no CPU time, and is gone") {
    CHECK_FALSE(cgroup_cpu("/no-such-group-of-wasmbench"));
    CHECK(remove_cgroup("/no-such-group-of-wasmbench"));
}

TEST_CASE("the group of an account says whose it is, and stays as long as that lives") {
    auto const name = account_group("ab.1");
    std::string const prefix = "/wasmbench-account-";
    REQUIRE(name.starts_with(prefix));
    REQUIRE(name.ends_with("-ab.1"));
    auto const words = name.substr(prefix.size());
    CHECK(parse_owner(words.substr(0, words.rfind('-'))) == this_owner());

    auto dead = this_owner();
    dead.start_ticks += 1; // the number is ours, the process was another
    std::filesystem::path place;
    auto const of_dead = prefix.substr(1) + to_string(dead) + "-ab.1";
    for (std::filesystem::path const hierarchy : {"/sys/fs/cgroup/cpuacct", "/sys/fs/cgroup/unified", "/sys/fs/cgroup"}) {
        std::error_code ec;
        if (!std::filesystem::create_directory(hierarchy / of_dead, ec)) continue;
        place = hierarchy;
        break;
    }
    if (!place.empty() && !top_cgroups(of_dead).contains(of_dead)) { // no hierarchy, but the folder that they are in
        std::filesystem::remove(place / of_dead);
        place.clear();
    }
    if (place.empty()) SKIP("no control group can be made here");
    std::filesystem::create_directory(place / name.substr(1));
    CHECK(remove_dead_account_groups() >= 1);
    CHECK(top_cgroups(of_dead).empty());
    CHECK(top_cgroups(prefix.substr(1)).count(name.substr(1)) == 1);
    CHECK(remove_cgroup(name));
}
