#include "fake_root.hpp"

#include <wasmbench/probe/disturbance.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <thread>

#include <unistd.h>

using namespace wasmbench;
using namespace wasmbench::probe;
using Catch::Approx;
using probe_test::FakeRoot;

TEST_CASE("read machine: every counter of a fake root") {
    FakeRoot root;
    root.file("/proc/stat", "cpu  100 10 50 1000 20 1 2 30 0 0\ncpu0 1 1 1 1\n")
        .file("/proc/vmstat", "pgmajfault 7\npswpin 1\npswpout 2\nallocstall_dma 3\nallocstall_normal 4\n"
                              "pgsteal_kswapd 20\npgsteal_direct 30\npgsteal_anon 99\n"
                              "workingset_refault_anon 5\nworkingset_refault_file 6\n")
        .file("/proc/pressure/cpu", "some avg10=0.00 avg60=0.00 avg300=0.00 total=1500000\n")
        .file("/proc/pressure/memory", "some avg10=0.00 avg60=0.00 avg300=0.00 total=250000\n")
        .file("/proc/diskstats", "   8  0 vda 10 0 2000 5 20 0 4000 5 0 1234 10\n"
                                 "   8  1 vda1 10 0 2000 5 20 0 4000 5 0 1234 10\n"
                                 "   7  0 loop0 1 0 1 1 1 0 1 1 0 77 1\n")
        .file("/sys/block/vda/size", "1\n")
        .file("/sys/block/loop0/size", "1\n")
        .file("/proc/self/io", "rchar: 1\nread_bytes: 8192\nwrite_bytes: 4096\ncancelled_write_bytes: 1\n")
        .file("/proc/self/task/1/schedstat", "1000 2000000 3\n")
        .file("/proc/self/task/2/schedstat", "1000 3000000 3\n")
        .file("/proc/7/stat", "7 (a b) S 1 7 7 0 -1 4194560 0 0 0 0 100 50 30 20 20 0 1 0 12345 0 0\n");
    auto const tick = 1.0 / static_cast<double>(::sysconf(_SC_CLK_TCK));
    auto const r = read_machine({}, root.path());
    CHECK_FALSE(r.cpu_seconds);
    CHECK(*r.cpu_ticks == Approx(163 * tick));
    CHECK(*r.steal == Approx(30 * tick));
    CHECK(*r.waited[0] == Approx(1.5));
    CHECK_FALSE(r.waited[1]);
    CHECK(*r.waited[2] == Approx(0.25));
    CHECK(*r.stalls == 7);
    CHECK(*r.reclaimed == 50);
    CHECK(*r.swapped == 3);
    CHECK(*r.refaults == 11);
    CHECK(*r.major_faults == 7);
    CHECK(*r.disk_seconds == Approx(1.234));
    CHECK(*r.disk_bytes == 6000 * 512);
    CHECK(*r.own_read_bytes == 8192);
    CHECK(*r.own_written_bytes == 4096);
    CHECK(r.run_delay.value() == Approx(0.005));
    REQUIRE(r.processes.size() == 1);
    CHECK(r.processes.at(7) == ProcessUse{12345, 1, "a b", 150 * tick, 50 * tick});
}

TEST_CASE("read machine: version 1 control groups, every ancestor's quota") {
    FakeRoot root;
    root.file("/proc/self/mountinfo", "1 0 0:1 / /cg/cpu rw - cgroup cgroup rw,cpu\n"
                                      "2 0 0:2 / /cg/acct rw - cgroup cgroup rw,cpuacct\n"
                                      "3 0 0:3 / /cg/memory rw - cgroup cgroup rw,memory\n")
        .file("/proc/self/cgroup", "1:cpu:/a/b\n2:cpuacct:/\n3:memory:/m\n")
        .file("/cg/memory/m/memory.failcnt", "17\n")
        .file("/cg/memory/memory.failcnt", "0\n")
        .file("/cg/memory/docker/memory.failcnt", "3\n")
        .file("/cg/memory/docker/1/memory.failcnt", "4\n")
        .file("/cg/cpu/a/b/cpu.stat", "nr_periods 9\nnr_throttled 2\nthrottled_time 500000000\n")
        .file("/cg/cpu/a/cpu.stat", "nr_periods 9\nnr_throttled 1\nthrottled_time 0\n")
        .file("/cg/cpu/docker/cpu.stat", "nr_throttled 5\nthrottled_time 0\n")
        .file("/cg/cpu/docker/1/cpu.stat", "nr_throttled 6\nthrottled_time 0\n")
        .file("/cg/acct/cpuacct.usage", "1500000000\n");
    auto r = read_machine({}, root.path());
    CHECK(r.throttled_periods == std::map<std::string, double>{{"/cg/cpu/a/b", 2}, {"/cg/cpu/a", 1}});
    CHECK(r.throttled_seconds.at("/cg/cpu/a/b") == Approx(0.5));
    CHECK(*r.cpu_seconds == Approx(1.5));
    CHECK(r.memory_limit_hits == std::map<std::string, double>{{"/cg/memory/m", 17}, {"/cg/memory", 0}});
    // A container's own limit is part of what is measured, its engine's is not.
    r = read_machine({"/docker/1"}, root.path());
    CHECK(r.throttled_periods.at("/cg/cpu/docker") == 5);
    CHECK_FALSE(r.throttled_periods.contains("/cg/cpu/docker/1"));
    CHECK(r.memory_limit_hits.at("/cg/memory/docker") == 3);
    CHECK_FALSE(r.memory_limit_hits.contains("/cg/memory/docker/1"));
}

TEST_CASE("read machine: version 2 control groups") {
    FakeRoot root;
    root.file("/proc/self/mountinfo", "1 0 0:1 / /cg rw - cgroup2 cgroup2 rw\n")
        .file("/proc/self/cgroup", "0::/a/b\n")
        .file("/cg/a/cpu.stat", "usage_usec 5\nnr_periods 9\nnr_throttled 3\nthrottled_usec 250000\n")
        .file("/cg/a/b/memory.events", "low 9\nhigh 2\nmax 5\noom 1\noom_kill 1\n");
    auto const r = read_machine({}, root.path());
    CHECK(r.throttled_periods == std::map<std::string, double>{{"/cg/a", 3}});
    CHECK(r.throttled_seconds.at("/cg/a") == Approx(0.25));
    CHECK(r.memory_limit_hits == std::map<std::string, double>{{"/cg/a/b", 7}});
}

TEST_CASE("read machine: nothing can be read") {
    FakeRoot const root;
    auto const r = read_machine({}, root.path());
    CHECK_FALSE(r.cpu_ticks);
    CHECK_FALSE(r.stalls);
    CHECK(r.throttled_periods.empty());
    CHECK(r.processes.empty());
    CHECK(r.cpus >= 1);
}

TEST_CASE("read machine: this one, twice") {
    auto const a = read_machine();
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    auto const b = read_machine();
    CHECK(b.at > a.at);
    CHECK(b.self_cpu > a.self_cpu);
    REQUIRE(b.processes.contains(::getpid()));
    CHECK(b.processes.at(::getpid()).cpu_seconds <= b.self_cpu);
    // Two clocks that nobody sets stay where they are: an error of reading them would be a step.
    CHECK(b.realtime_ahead == Approx(a.realtime_ahead).margin(1e-3));
    CHECK(*b.cpu_ticks >= *a.cpu_ticks);
}
