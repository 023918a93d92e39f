#include <wasmbench/probe/preflight.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench::probe;

namespace {

/// A machine on which nothing disturbs.
std::vector<Fact> quiet() {
    std::vector<Fact> facts;
    for (auto const& [name, value] : std::initializer_list<std::pair<char const*, char const*>>{
             {"harness/sanitizers", "none"}, {"harness/build_type", "Release"}, {"harness/assertions", "off"},
             {"cpu/online", "8"}, {"cgroup/cpu_limit", "none"}, {"load/1min", "0.50"},
             {"pressure/cpu", "0.0100"}, {"cpu/steal_ratio", "0.000100"}, {"power/source", "mains"},
             {"cpu/governor", "performance"}, {"cpu/turbo", "off"}, {"clock/source", "tsc"},
             {"memory/swap_used", "0"}, {"memory/total", "17179869184"}, {"memory/available", "8589934592"},
             {"process/open_files", "65536"}, {"load/other_harnesses", "0"}, {"pressure/io", "0.0100"},
             {"pressure/memory", "0.0000"}, {"cpu/smt", "off"}, {"memory/transparent_huge_pages", "madvise"},
             {"disk/temporary_free", "8589934592"}})
        facts.push_back({name, value, "test", ""});
    return facts;
}

std::vector<Advice> with(std::string_view name, std::optional<std::string> value) {
    auto facts = quiet();
    for (auto& f : facts)
        if (f.name == name) f.value = std::move(value);
    return preflight(facts);
}

} // namespace

TEST_CASE("preflight: a quiet machine gives no advice") {
    CHECK(preflight(quiet()).empty());
}

TEST_CASE("preflight: one disturbance, one advice that names it") {
    struct Row {
        char const* name;
        char const* value;
        char const* what;
    };
    for (auto const& [name, value, what] :
        {
            Row{"harness/sanitizers", "thread", "wasmbench was built with the sanitizer thread"},
            Row{"harness/build_type", "Debug", "wasmbench was built without optimisation (build type Debug)"},
            Row{"harness/assertions", "on", "wasmbench was built with assertions"},
            Row{"cpu/online", "1", "there is only one CPU"},
            Row{"cgroup/cpu_limit", "1.5", "a cgroup limits this process to 1.5 of 8 CPUs"},
            Row{"load/1min", "4.01", "the load average is 4.01 on 8 CPUs"},
            Row{"pressure/cpu", "0.2000", "tasks waited for a CPU in 20 % of the last 10 s"},
            Row{"cpu/steal_ratio", "0.035000", "the hypervisor has taken 3.5 % of the CPU time since boot"},
            Row{"power/source", "battery", "the machine runs on its battery"},
            Row{"cpu/governor", "performance, powersave",
                "the CPU frequency governor is performance, powersave"},
            Row{"cpu/turbo", "on", "turbo is on"},
            Row{"clock/source", "hpet", "the clock source is hpet"},
            Row{"memory/swap_used", "3145728", "3 MiB of swap are in use"},
            Row{"memory/available", "1048576", "only 1 MiB of memory are available"},
            Row{"load/other_harnesses", "1", "1 other wasmbench is running"},
            Row{"pressure/io", "0.3000", "tasks waited for a disk in 30 % of the last 10 s"},
            Row{"pressure/memory", "0.0300", "tasks waited for memory in 3 % of the last 10 s"},
            Row{"cpu/smt", "on", "two hardware threads share each core (SMT)"},
            Row{"memory/transparent_huge_pages", "always", "transparent huge pages are given to everybody"},
            Row{"disk/temporary_free", "1048576", "only 1 MiB are free in the temporary folder"},
            Row{"process/open_files", "256", "only 256 files may be open"},
        }) {
        CAPTURE(name, value);
        auto const advice = with(name, value);
        REQUIRE(advice.size() == 1);
        CHECK(advice[0].what == what);
        CHECK_FALSE(advice[0].why.empty());
        CHECK_FALSE(advice[0].fix.empty());
    }
}

TEST_CASE("preflight: just under the mark is silent") {
    CHECK(with("load/1min", "4.00").empty());
    CHECK(with("pressure/cpu", "0.0500").empty());
    CHECK(with("cpu/steal_ratio", "0.010000").empty());
    CHECK(with("cgroup/cpu_limit", "8").empty());
    CHECK(with("cpu/online", "2").empty());
    CHECK(with("process/open_files", "1024").empty());
    CHECK(with("process/open_files", "unlimited").empty());
    CHECK(with("clock/source", "kvm-clock").empty());
    CHECK(with("power/source", "mains, with a battery").empty());
    CHECK(with("pressure/io", "0.0500").empty());
    CHECK(with("pressure/memory", "0.0100").empty());
    CHECK(with("disk/temporary_free", "2147483648").empty());
}

TEST_CASE("preflight: not knowing is no disturbance") {
    for (auto const& f : quiet()) {
        CAPTURE(f.name);
        CHECK(with(f.name, std::nullopt).empty());
    }
    CHECK(preflight({}).empty());
}

TEST_CASE("preflight: a build is judged once, and before everything else") {
    auto facts = quiet();
    for (auto& f : facts) {
        if (f.name == "harness/build_type") f.value = "Debug";
        if (f.name == "harness/assertions") f.value = "on";
        if (f.name == "cpu/turbo") f.value = "on";
    }
    auto const advice = preflight(facts);
    REQUIRE(advice.size() == 2);
    CHECK(advice[0].what == "wasmbench was built without optimisation (build type Debug)");
}
