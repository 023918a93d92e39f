#include "fake_root.hpp"

#include <wasmbench/core/version.hpp>
#include <wasmbench/probe/environment.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <set>

#include <unistd.h>

using namespace wasmbench::probe;
using probe_test::FakeRoot;

namespace {

std::string value(FakeRoot const& root, std::string_view name) {
    auto const facts = collect_environment(root.path());
    return std::string(value_of(facts, name).value_or("(no value)"));
}

Fact fact(FakeRoot const& root, std::string_view name) {
    auto const facts = collect_environment(root.path());
    auto const found =
        std::find_if(facts.begin(), facts.end(), [&](Fact const& f) { return f.name == name; });
    REQUIRE(found != facts.end());
    return *found;
}

} // namespace

TEST_CASE("environment: this machine gives many facts, each with a value or a reason") {
    auto const facts = collect_environment();
    std::set<std::string> names;
    std::size_t with_value = 0;
    for (auto const& f : facts) {
        CAPTURE(f.name, f.source, f.reason);
        CHECK(names.insert(f.name).second);
        CHECK_FALSE(f.source.empty());
        CHECK(f.value.has_value() == f.reason.empty());
        if (f.value) {
            CHECK_FALSE(f.value->empty());
            ++with_value;
        }
    }
    CHECK(facts.size() >= 50);
    CHECK(with_value >= 25);
    CHECK(value_of(facts, "harness/version") == wasmbench::version);
    CHECK(value_of(facts, "process/root") == (::geteuid() == 0 ? "yes" : "no"));
    CHECK(value_of(facts, "memory/page_size") == std::to_string(::sysconf(_SC_PAGESIZE)));
    CHECK(value_of(facts, "os/kernel")->starts_with("Linux "));
    CHECK(value_of(facts, "time/utc")->size() == std::string_view("2025-01-01T00:00:00Z").size());
}

TEST_CASE("environment: the machine's name is in none of it") {
    char name[256] = {};
    REQUIRE(::gethostname(name, sizeof name - 1) == 0);
    std::string const host = name;
    for (auto const& f : collect_environment()) {
        CAPTURE(f.name);
        CHECK(f.value != host);
        // A short name may be part of a word by chance.
        if (host.size() >= 6 && host != "localhost")
            CHECK(f.value.value_or("").find(host) == std::string::npos);
    }
}

TEST_CASE("environment: the same names in the same order where nothing can be read") {
    FakeRoot const empty;
    auto const here = collect_environment();
    auto const there = collect_environment(empty.path());
    CHECK(std::equal(here.begin(), here.end(), there.begin(), there.end(),
        [](Fact const& a, Fact const& b) { return a.name == b.name; }));
    for (auto const& f : there) {
        CAPTURE(f.name);
        CHECK(f.value.has_value() == f.reason.empty());
    }
    CHECK_FALSE(value_of(there, "cpu/model"));
    CHECK(fact(empty, "cpu/model").reason == "No such file or directory");
}

TEST_CASE("environment: no fact of that name") {
    std::vector<Fact> const facts = {{"a", "1", "s", ""}, {"b", std::nullopt, "s", "r"}};
    CHECK(value_of(facts, "a") == "1");
    CHECK_FALSE(value_of(facts, "b"));
    CHECK_FALSE(value_of(facts, "c"));
}

TEST_CASE("environment: the CPU of an x86 guest") {
    FakeRoot root;
    root.file("/proc/cpuinfo",
        "processor\t: 0\nmodel name\t: AMD EPYC\nmicrocode\t: 0x1000065\n"
        "flags\t\t: fpu tsc hypervisor lahf_lm\n\nprocessor\t: 1\nmodel name\t: Other\n");
    CHECK(value(root, "cpu/model") == "AMD EPYC");
    CHECK(value(root, "cpu/microcode") == "0x1000065");
    CHECK(value(root, "virtualisation/hypervisor") == "yes");
    root.file("/proc/cpuinfo", "flags\t\t: fpu no_hypervisor\n");
    CHECK(value(root, "virtualisation/hypervisor") == "no");
}

TEST_CASE("environment: the CPU of an ARM machine") {
    FakeRoot root;
    root.file("/proc/cpuinfo", "processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n");
    CHECK(value(root, "cpu/model") == "part 0xd0c of implementer 0x41");
    CHECK(fact(root, "cpu/microcode").reason == "no microcode line");
    CHECK(fact(root, "virtualisation/hypervisor").reason == "this architecture has no flags line");
}

TEST_CASE("environment: governors that differ are all named") {
    FakeRoot root;
    std::string const base = "/sys/devices/system/cpu/cpufreq/";
    root.file(base + "policy0/scaling_governor", "powersave\n")
        .file(base + "policy1/scaling_governor", "powersave\n");
    root.file(base + "policy0/scaling_driver", "intel_pstate\n");
    CHECK(value(root, "cpu/governor") == "powersave");
    CHECK(value(root, "cpu/frequency_driver") == "intel_pstate");
    root.file(base + "policy2/scaling_governor", "performance\n");
    CHECK(value(root, "cpu/governor") == "performance, powersave");
}

TEST_CASE("environment: turbo by either driver") {
    FakeRoot root;
    CHECK_FALSE(fact(root, "cpu/turbo").value);
    root.file("/sys/devices/system/cpu/cpufreq/boost", "1\n");
    CHECK(value(root, "cpu/turbo") == "on");
    root.file(
        "/sys/devices/system/cpu/intel_pstate/no_turbo", "1\n"); // is asked first, and the other way round
    CHECK(value(root, "cpu/turbo") == "off");
    root.file("/sys/devices/system/cpu/intel_pstate/no_turbo", "?\n");
    CHECK(fact(root, "cpu/turbo").reason == "neither 0 nor 1");
}

TEST_CASE("environment: SMT, mitigations, steal") {
    FakeRoot root;
    root.file("/sys/devices/system/cpu/smt/active", "0\n");
    CHECK(value(root, "cpu/smt") == "off");

    std::string const base = "/sys/devices/system/cpu/vulnerabilities/";
    root.file(base + "meltdown", "Not affected\n").file(base + "spectre_v1", "Mitigation: usercopy\n");
    CHECK(value(root, "cpu/mitigations") == "vulnerable: none; mitigated: spectre_v1");
    root.file(base + "mds", "Vulnerable: Clear CPU buffers attempted\n").file(base + "srso", "Vulnerable\n");
    CHECK(value(root, "cpu/mitigations") == "vulnerable: mds, srso; mitigated: spectre_v1");

    root.file("/proc/stat", "cpu  50 0 0 25 0 0 0 25 0 0\n");
    CHECK(value(root, "cpu/steal_ticks") == "25");
    CHECK(value(root, "cpu/steal_ratio") == "0.250000");
}

TEST_CASE("environment: memory") {
    FakeRoot root;
    root.file("/proc/meminfo", "MemTotal: 8 kB\nMemFree: 1 kB\nSwapTotal: 6 kB\nSwapFree: 4 kB\n");
    root.file("/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
    CHECK(value(root, "memory/total") == "8192");
    CHECK(value(root, "memory/swap_total") == "6144");
    CHECK(value(root, "memory/swap_used") == "2048");
    CHECK(fact(root, "memory/available").reason == "this kernel does not say");
    CHECK(value(root, "memory/transparent_huge_pages") == "madvise");
    root.file("/sys/kernel/mm/transparent_hugepage/enabled", "]never[\n");
    CHECK_FALSE(fact(root, "memory/transparent_huge_pages").value);
}

TEST_CASE("environment: cgroup version 2, the tightest limit on the way up") {
    FakeRoot root;
    root.file("/proc/self/cgroup", "0::/a.slice/b.service\n");
    root.file("/proc/self/mountinfo", "41 31 0:38 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
    CHECK(value(root, "cgroup/version") == "2");
    CHECK(value(root, "cgroup/cpu_limit") == "none");
    CHECK(value(root, "cgroup/memory_limit") == "none");
    root.file("/sys/fs/cgroup/a.slice/b.service/cpu.max", "200000 100000\n");
    root.file("/sys/fs/cgroup/a.slice/cpu.max", "150000 100000\n");
    root.file("/sys/fs/cgroup/a.slice/b.service/memory.max", "1048576\n");
    root.file("/sys/fs/cgroup/a.slice/memory.max", "max\n");
    CHECK(value(root, "cgroup/cpu_limit") == "1.5");
    CHECK(value(root, "cgroup/memory_limit") == "1048576");
    CHECK(fact(root, "cgroup/cpu_limit").source == "/sys/fs/cgroup/a.slice/b.service");
}

TEST_CASE("environment: cgroup version 1, seen from inside a container") {
    FakeRoot root;
    root.file("/proc/self/cgroup", "4:memory:/docker/ab\n2:cpu,cpuacct:/docker/ab\n0::/\n");
    root.file("/proc/self/mountinfo",
        "32 31 0:29 /docker/ab /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n"
        "33 31 0:30 /docker/ab /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n");
    CHECK(value(root, "cgroup/version") == "1");
    root.file("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n")
        .file("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
    root.file("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    CHECK(value(root, "cgroup/cpu_limit") == "none");
    CHECK(value(root, "cgroup/memory_limit") == "none");
    root.file("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000\n");
    root.file("/sys/fs/cgroup/memory/memory.limit_in_bytes", "536870912\n");
    CHECK(value(root, "cgroup/cpu_limit") == "0.5");
    CHECK(value(root, "cgroup/memory_limit") == "536870912");
    root.file("/proc/self/mountinfo", "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n"
                                      "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n");
    CHECK(value(root, "cgroup/version") == "hybrid (controllers in version 1)");
}

TEST_CASE("environment: a cgroup file that does not read") {
    FakeRoot root;
    root.file("/proc/self/cgroup", "nonsense\n").file("/proc/self/mountinfo", "");
    CHECK(fact(root, "cgroup/cpu_limit").reason == "does not read as the kernel documents it");
    root.file("/proc/self/cgroup", "0::/\n");
    CHECK(value(root, "cgroup/version") == "none mounted");
    CHECK(fact(root, "cgroup/memory_limit").reason == "no mounted cgroup steers this process");
}

TEST_CASE("environment: containers by their marks") {
    FakeRoot root;
    root.file("/proc/1/cgroup", "0::/init.scope\n");
    CHECK(value(root, "virtualisation/container") == "none seen");
    root.file("/proc/1/cgroup", "0::/kubepods/besteffort/pod1\n");
    CHECK(value(root, "virtualisation/container") == "kubepods");
    root.file("/.dockerenv", "");
    CHECK(value(root, "virtualisation/container") == "docker");
}

TEST_CASE("environment: pressure and load") {
    FakeRoot root;
    root.file("/proc/pressure/cpu", "some avg10=12.50 avg60=0.00 avg300=0.00 total=0\n");
    root.file("/proc/loadavg", "0.54 0.22 0.07 1/96 8231\n");
    CHECK(value(root, "pressure/cpu") == "0.1250");
    CHECK(fact(root, "pressure/io").reason ==
          "No such file or directory: needs a kernel with CONFIG_PSI, and psi=1 at boot");
    CHECK(value(root, "load/1min") == "0.54");
    CHECK(value(root, "load/15min") == "0.07");
    root.file("/proc/loadavg", "0.54 x\n");
    CHECK_FALSE(fact(root, "load/5min").value);
    CHECK_FALSE(fact(root, "load/15min").value);
}

TEST_CASE("environment: of the boot options only those that matter") {
    FakeRoot root;
    root.file(
        "/proc/cmdline", "root=UUID=1234 isolcpus=2-3 hostname=secret mitigations=off nohz_full=2 quiet\n");
    CHECK(value(root, "os/tuning") == "isolcpus=2-3 mitigations=off nohz_full=2");
    root.file("/proc/cmdline", "quiet\n");
    CHECK(value(root, "os/tuning") == "none");
}

TEST_CASE("environment: the distribution's name") {
    FakeRoot root;
    root.file("/etc/os-release", "NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n");
    CHECK(value(root, "os/distribution") == "Debian GNU/Linux 12 (bookworm)");
    root.file("/etc/os-release", "PRETTY_NAME=Plain\n");
    CHECK(value(root, "os/distribution") == "Plain");
}

TEST_CASE("environment: power") {
    FakeRoot root;
    std::string const base = "/sys/class/power_supply/";
    CHECK_FALSE(fact(root, "power/source").value);
    root.file(base + "AC/type", "Mains\n");
    CHECK(value(root, "power/source") == "mains");
    root.file(base + "mouse/type", "Battery\n").file(base + "mouse/scope", "Device\n");
    root.file(base + "mouse/status", "Discharging\n");
    CHECK(value(root, "power/source") == "mains");
    root.file(base + "BAT0/type", "Battery\n").file(base + "BAT0/status", "Full\n");
    CHECK(value(root, "power/source") == "mains, with a battery");
    root.file(base + "BAT0/status", "Discharging\n");
    CHECK(value(root, "power/source") == "battery");
}

TEST_CASE("environment: the boot is hashed") {
    FakeRoot root;
    root.file("/proc/sys/kernel/random/boot_id", "a\n");
    CHECK(value(root, "time/boot") == "af63dc4c8601ec8c"); // FNV-1a of "a", from its authors' test vectors
    root.file("/proc/uptime", "1135.86 2125.84\n");
    CHECK(value(root, "time/uptime") == "1135.86");
}

TEST_CASE("environment: a file without content is none, not nothing") {
    FakeRoot root;
    root.file("/sys/devices/system/cpu/isolated", "\n");
    CHECK(value(root, "cpu/isolated") == "none");
    root.file("/sys/devices/system/cpu/isolated", "2-3\n");
    CHECK(value(root, "cpu/isolated") == "2-3");
    root.file("/proc/sys/net/ipv4/ip_local_port_range", "32768\t60999\n");
    CHECK(value(root, "network/port_range") == "32768 60999");
}

TEST_CASE("environment: another harness that runs is counted, by its program's name") {
    FakeRoot root;
    CHECK_FALSE(fact(root, "load/other_harnesses").value);
    root.file("/proc/5/comm", "bash\n");
    CHECK(value(root, "load/other_harnesses") == "0");
    root.file("/proc/6/comm", "wasmbench\n").file("/proc/self/comm", "wasmbench\n");
    CHECK(value(root, "load/other_harnesses") == "1");
    root.file("/proc/" + std::to_string(::getpid()) + "/comm", "wasmbench\n");
    CHECK(value(root, "load/other_harnesses") == "1");
}
