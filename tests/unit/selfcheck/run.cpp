#include <wasmbench/adapters/native.hpp>
#include <wasmbench/core/system.hpp>
#include <wasmbench/selfcheck/run.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <string>

#include <support/paths.hpp>

using namespace wasmbench;
using namespace wasmbench::selfcheck;

namespace {

struct Fixture {
    std::unique_ptr<Launcher> launcher = make_posix_launcher({false});
    std::unique_ptr<Connector> connector = make_tcp_connector();
    std::unique_ptr<Clock> clock = make_system_clock();
    std::unique_ptr<Runtime> native = adapters::make_native();
    testing::ScratchFolder scratch;
    std::vector<std::string> begun;

    std::vector<Check> run(std::filesystem::path programs, Limits const& limits = {}) {
        Settings small;
        small.aa_pairs = 12;
        small.empty_trials = 20;
        small.stamped_starts = 10;
        small.memory_mib = 16;
        small.burn_seconds = 0.05;
        return selfcheck::run({*launcher, *connector, *clock, *native, std::move(programs), scratch.path()}, small, limits,
            [this](std::string_view part) { begun.emplace_back(part); });
    }
};

std::vector<Check> of(std::vector<Check> const& all, std::string_view part) {
    std::vector<Check> out;
    std::copy_if(all.begin(), all.end(), std::back_inserter(out), [&](Check const& c) { return c.part == part; });
    return out;
}

} // namespace

TEST_CASE("every part is tried, on the real programs") {
    Fixture f;
    auto const programs = support::binary_dir() / "bin";
    if (!std::filesystem::exists(programs / "wasmbench-stamp-target")) SKIP("the workloads are not built here");
    auto const checks = f.run(programs);
    CHECK(f.begun == std::vector<std::string>{"A against A", "empty runtime", "stamp target", "known memory", "known CPU time"});
    for (auto const& c : checks) {
        INFO(c.part << ": " << c.what << ": " << c.reason);
        CHECK(c.outcome() != Outcome::not_run);
        CHECK(c.value >= 0);
    }
    auto const stamps = of(checks, "stamp target");
    REQUIRE(stamps.size() == 3);
    CHECK(stamps[0].value > 0); // an answer takes time
    CHECK(stamps[0].value <= stamps[1].value);
    CHECK(stamps[1].value <= stamps[2].value);
    auto const memory = of(checks, "known memory");
    REQUIRE(memory.size() == 1);
    CHECK(memory[0].outcome() == Outcome::within);
    CHECK(of(checks, "known CPU time").at(0).outcome() == Outcome::within);
    CHECK(of(checks, "empty runtime").at(0).value > 0);
    CHECK(std::filesystem::is_empty(f.scratch.path()));
}

TEST_CASE("a limit that cannot be kept is found to be exceeded") {
    Fixture f;
    Limits impossible;
    impossible.own_cpu_per_trial = 0;
    auto const checks = f.run("/nowhere", impossible);
    CHECK(of(checks, "empty runtime").at(0).outcome() == Outcome::beyond);
    CHECK_FALSE(within_limits(checks));
}

TEST_CASE("a program that is not there is a check with its reason, and the rest is tried all the same") {
    Fixture f;
    auto const checks = f.run("/nowhere");
    for (auto const* part : {"A against A", "stamp target", "known memory", "known CPU time"}) {
        auto const c = of(checks, part);
        REQUIRE(c.size() == 1);
        CHECK(c[0].outcome() == Outcome::not_run);
        CHECK(c[0].reason.find("/nowhere/wasmbench-") != std::string::npos);
    }
    CHECK(of(checks, "empty runtime").size() == 2);
}
