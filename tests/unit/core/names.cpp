// Every enumeration that appears in a file of results: its names are part of the format, so they are spelt
// out here.
#include <wasmbench/core/phase.hpp>
#include <wasmbench/core/process_identity.hpp>
#include <wasmbench/core/run_key.hpp>
#include <wasmbench/core/session_stop.hpp>
#include <wasmbench/core/time.hpp>
#include <wasmbench/core/unit.hpp>
#include <wasmbench/core/workload.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench;
using namespace std::chrono_literals;

TEST_CASE("units have SI names and are read back", "[core]") {
    CHECK(to_string(Unit::seconds) == "s");
    CHECK(to_string(Unit::bytes) == "B");
    CHECK(to_string(Unit::count) == "1");
    CHECK(to_string(Unit::ratio) == "ratio");
    CHECK(to_string(Unit::per_second) == "1/s");
    for (auto u : {Unit::seconds, Unit::bytes, Unit::count, Unit::ratio, Unit::per_second})
        CHECK(unit_from_string(to_string(u)) == u);
    CHECK_FALSE(unit_from_string("ms"));
    CHECK_FALSE(unit_from_string(""));
}

TEST_CASE("phases are read back", "[core]") {
    CHECK(to_string(Phase::prepare) == "prepare");
    CHECK(to_string(Phase::start) == "start");
    CHECK(to_string(Phase::warmup) == "warmup");
    CHECK(to_string(Phase::measure) == "measure");
    CHECK(to_string(Phase::stop) == "stop");
    for (auto p : {Phase::prepare, Phase::start, Phase::warmup, Phase::measure, Phase::stop})
        CHECK(phase_from_string(to_string(p)) == p);
    CHECK_FALSE(phase_from_string("Start"));
}

TEST_CASE("execution modes are read back", "[core]") {
    CHECK(to_string(ExecutionMode::native) == "native");
    CHECK(to_string(ExecutionMode::interpreter) == "interpreter");
    CHECK(to_string(ExecutionMode::jit) == "jit");
    CHECK(to_string(ExecutionMode::aot) == "aot");
    for (auto m : {ExecutionMode::native, ExecutionMode::interpreter, ExecutionMode::jit, ExecutionMode::aot})
        CHECK(execution_mode_from_string(to_string(m)) == m);
    CHECK_FALSE(execution_mode_from_string("JIT"));
}

TEST_CASE("instance policies are read back", "[core]") {
    CHECK(to_string(InstancePolicy::one_shot) == "one-shot");
    CHECK(to_string(InstancePolicy::long_lived) == "long-lived");
    CHECK(to_string(InstancePolicy::new_per_request) == "new-per-request");
    CHECK(to_string(InstancePolicy::reused) == "reused");
    for (auto p : {InstancePolicy::one_shot, InstancePolicy::long_lived, InstancePolicy::new_per_request,
             InstancePolicy::reused})
        CHECK(instance_policy_from_string(to_string(p)) == p);
    CHECK_FALSE(instance_policy_from_string("one_shot"));
}

TEST_CASE("page cache conditions and reasons to stop are read back", "[core]") {
    CHECK(to_string(PageCache::any) == "any");
    CHECK(to_string(PageCache::warm) == "warm");
    CHECK(to_string(PageCache::cold) == "cold");
    for (auto p : {PageCache::any, PageCache::warm, PageCache::cold})
        CHECK(page_cache_from_string(to_string(p)) == p);
    CHECK_FALSE(page_cache_from_string("hot"));
    CHECK(to_string(StopReason::all_blocks) == "all-blocks");
    CHECK(to_string(StopReason::satisfied) == "satisfied");
    CHECK(to_string(StopReason::most_blocks) == "most-blocks");
    CHECK(to_string(StopReason::most_seconds) == "most-seconds");
    for (auto r :
        {StopReason::all_blocks, StopReason::satisfied, StopReason::most_blocks, StopReason::most_seconds})
        CHECK(stop_reason_from_string(to_string(r)) == r);
    CHECK_FALSE(stop_reason_from_string("bored"));
}

TEST_CASE("roles and statefulness have names", "[core]") {
    CHECK(to_string(Role::workload) == "workload");
    CHECK(to_string(Role::runtime_host) == "runtime-host");
    CHECK(to_string(Role::shared_daemon) == "shared-daemon");
    CHECK(to_string(Statefulness::not_applicable) == "-");
    CHECK(to_string(Statefulness::stateful) == "stateful");
    CHECK(to_string(Statefulness::stateless) == "stateless");
    CHECK(to_string(Statefulness::mixed) == "mixed");
}

TEST_CASE("durations are stored in seconds", "[core]") {
    CHECK(to_seconds(1500ms) == 1.5);
    CHECK(to_seconds(Duration::zero()) == 0);
    CHECK(from_seconds(0.25) == 250ms);
    CHECK(from_seconds(1e-9) == 1ns);
    CHECK(from_seconds(1.9e-9) == 1ns); // towards zero
}

TEST_CASE("a process is named by pid and start", "[core]") {
    ProcessIdentity const one{10, 100, Role::workload};
    CHECK(one == ProcessIdentity{10, 100, Role::workload});
    CHECK_FALSE(one == ProcessIdentity{10, 101, Role::workload});
    CHECK(one < ProcessIdentity{11, 1, Role::workload});
}
