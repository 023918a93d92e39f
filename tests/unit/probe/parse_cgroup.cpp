#include <wasmbench/probe/parse_cgroup.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace wasmbench::probe;

TEST_CASE("cgroup memberships: version 1, 2 and both") {
    auto const parsed =
        parse_cgroup_memberships("9:name=systemd:/\n4:memory:/a/b:c d\n2:cpu,cpuacct:/x\n0::/user.slice\n");
    REQUIRE(parsed);
    using Names = std::vector<std::string>;
    CHECK(
        *parsed == std::vector<CgroupMembership>{{Names{"name=systemd"}, "/"}, {Names{"memory"}, "/a/b:c d"},
                       {Names{"cpu", "cpuacct"}, "/x"}, {Names{}, "/user.slice"}});
}

TEST_CASE("cgroup memberships: what is not one is refused") {
    for (auto const* text : {"", "0:", "0::", "0::user.slice\n", "x::/\n", "0::/\n\n", "::/\n", "-1::/\n"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_cgroup_memberships(text));
    }
}

TEST_CASE("cgroup mounts: found among the others") {
    auto const parsed = parse_cgroup_mounts(
        "23 1 254:1 / / rw,relatime - ext4 /dev/root rw\n"
        "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
        "40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd\n"
        "41 31 0:38 /docker/ab\\040c /mnt/with\\134back rw,relatime shared:1 master:2 - cgroup2 cgroup2 "
        "rw,nsdelegate\n");
    using Names = std::vector<std::string>;
    CHECK(parsed ==
          std::vector<CgroupMount>{{false, Names{"cpu", "cpuacct"}, "/", "/sys/fs/cgroup/cpu,cpuacct"},
              {false, Names{"name=systemd"}, "/", "/sys/fs/cgroup/systemd"},
              {true, Names{}, "/docker/ab c", "/mnt/with\\back"}});
}

TEST_CASE("cgroup mounts: lines that are none are passed over") {
    for (auto const* text : {"", "\n", "cgroup\n", "- cgroup cgroup rw\n", "1 2 3:4 / /x rw - cgroup\n",
             "1 2 3:4 / /x rw cgroup2 cgroup2 rw\n", "1 2 3:4 / /x rw - tmpfs cgroup rw\n"}) {
        CAPTURE(text);
        CHECK(parse_cgroup_mounts(text).empty());
    }
    // An escape that is cut off or is none stays as it is.
    auto const odd = parse_cgroup_mounts("1 2 3:4 / /x\\04 rw - cgroup2 cgroup2 rw\n"
                                         "1 2 3:4 /\\999 /x\\777 rw - cgroup2 cgroup2 rw\n");
    REQUIRE(odd.size() == 2);
    CHECK(odd[0].mount_point == "/x\\04");
    CHECK(odd[1].root == "/\\999");
    CHECK(odd[1].mount_point == "/x\\777");
}

TEST_CASE("cpu.max") {
    CHECK(parse_cpu_max("150000 100000\n") == 1.5);
    for (auto const* text : {"", "max 100000\n", "100000", "1 0", "1 2 3", "-1 100000", "x y"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_cpu_max(text));
    }
}
