#include "fake_root.hpp"

#include "cgroup_folders.hpp"

#include <wasmbench/probe/cgroup_probe.hpp>

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cmath>

using namespace wasmbench;
using namespace probe_test;
using probe::CgroupMount;
using probe::detail::cgroup_folders;
using probe::detail::CgroupFolder;

namespace {

constexpr auto hybrid = "30 24 0:26 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
                        "31 24 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
                        "32 24 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";
constexpr auto unified = "32 24 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";

ProcessTree container() {
    ProcessTree tree;
    tree.cgroup = "/docker/abc";
    return tree;
}

std::array<double, 6> sample(probe::CgroupProbe& p) {
    std::array<double, 6> out{};
    p.sample({}, out);
    return out;
}

void version_1(FakeRoot const& root, char const* usage, char const* cpu) {
    const_cast<FakeRoot&>(root)
        .file("/sys/fs/cgroup/memory/docker/abc/memory.usage_in_bytes", usage)
        .file("/sys/fs/cgroup/memory/docker/abc/memory.max_usage_in_bytes", "1700\n")
        .file("/sys/fs/cgroup/memory/docker/abc/memory.stat", "inactive_file 5\ntotal_inactive_file 300\n")
        .file("/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpuacct.usage", cpu);
}

} // namespace

TEST_CASE("cgroup: version 1 first, and only the hierarchy that serves the controller") {
    std::vector<CgroupMount> const mounts = {
        {true, {}, "/", "/u"}, {false, {"memory"}, "/", "/m"}, {false, {"cpu", "cpuacct"}, "/box", "/c"}};
    CHECK(cgroup_folders(mounts, "memory", "/docker/x") ==
          std::vector<CgroupFolder>{{"/m/docker/x", false}, {"/u/docker/x", true}});
    // Seen from outside of the mounted part.
    CHECK(cgroup_folders(mounts, "cpuacct", "/box/docker/x").front() == CgroupFolder{"/c/docker/x", false});
    CHECK(cgroup_folders({}, "memory", "/").empty());
}

TEST_CASE("cgroup: memory without unused cache and CPU since attach, version 1") {
    FakeRoot root;
    root.file("/proc/self/mountinfo", hybrid);
    version_1(root, "1000\n", "2000000000\n");
    probe::CgroupProbe p(std::chrono::milliseconds(10), root.path());
    CHECK(p.availability().usable);
    REQUIRE(p.attach(container()).usable);
    version_1(root, "1500\n", "2500000000\n");
    auto const now = sample(p);
    CHECK(std::array{now[0], now[1], now[2], now[3]} == std::array<double, 4>{1200, 1500, 0.5, 1700});
    CHECK(std::isnan(now[4])); // version 1 has no pressure
}

TEST_CASE("cgroup: the same of version 2") {
    FakeRoot root;
    root.file("/proc/self/mountinfo", unified)
        .file("/sys/fs/cgroup/docker/abc/memory.current", "4096\n")
        .file("/sys/fs/cgroup/docker/abc/memory.stat", "anon 10\ninactive_file 96\n")
        .file("/sys/fs/cgroup/docker/abc/cpu.stat", "usage_usec 1000000\nuser_usec 1\n");
    probe::CgroupProbe p(std::chrono::milliseconds(10), root.path());
    REQUIRE(p.attach(container()).usable);
    CHECK(std::isnan(sample(p)[3])); // before Linux 5.19
    auto const pressure = [&](char const* total) {
        root.file("/sys/fs/cgroup/docker/abc/memory.pressure",
            "some avg10=0.00 avg60=0.00 avg300=0.00 total=" + std::string(total) + "\n");
    };
    pressure("1000000");
    root.file("/sys/fs/cgroup/docker/abc/memory.peak", "5000\n")
        .file("/sys/fs/cgroup/docker/abc/cpu.stat", "usage_usec 1000000\nuser_usec 1\n");
    REQUIRE(p.attach(container()).usable);
    root.file("/sys/fs/cgroup/docker/abc/cpu.stat", "usage_usec 1250000\nuser_usec 1\n");
    pressure("1500000");
    auto const now = sample(p);
    CHECK(std::array{now[0], now[1], now[2], now[3]} == std::array<double, 4>{4000, 4096, 0.25, 5000});
    CHECK(now[5] == 0.5);
    CHECK(p.metrics()[5] == Metric{"pressure/cgroup_memory", Unit::seconds});
}

TEST_CASE("cgroup: what is not there is said, and what has gone is not a number") {
    FakeRoot root;
    root.file("/proc/self/mountinfo", hybrid);
    probe::CgroupProbe p(std::chrono::milliseconds(10), root.path());
    CHECK(p.attach({}).reason == "the instance has no control group of its own");
    CHECK(p.attach(container()).reason == "the control group /docker/abc is in no mounted hierarchy");
    version_1(root, "1\n", "1\n");
    REQUIRE(p.attach(container()).usable);
    std::filesystem::remove_all(root.path() / "sys");
    for (double v : sample(p)) CHECK(std::isnan(v));
    CHECK_FALSE(probe::CgroupProbe(std::chrono::milliseconds(10), "/nonexistent").availability().usable);
}
