// The adapter with its real host and an engine written in C: the contract, each step failing, and what is timed.

#include <wasmbench/adapters/sightglass.hpp>

#include <catch2/catch_test_macros.hpp>

#include <filesystem>
#include <fstream>

#include <support/environment.hpp>
#include <support/real_world.hpp>
#include <support/wasm_files.hpp>

using namespace wasmbench;
using tests::RealWorld;
using tests::TargetWorkload;

namespace {

std::unique_ptr<Runtime> with_engine(char const* engine) {
    return adapters::make_sightglass({engine, WASMBENCH_SIGHTGLASS_HOST});
}

// A module for the fake engine, as a workload.
struct Mode {
    explicit Mode(std::string const& mode)
        : workload(TargetWorkload::Kind::program, mode) {
        files.add_to(workload);
    }

    tests::WasmFiles files;
    TargetWorkload workload;
};

// The line that a person is told.
std::string failure(std::string const& mode, Options const& options = {}) {
    RealWorld world;
    Mode const code(mode);
    auto const& workload = code.workload;
    auto const r = world.start(*with_engine(WASMBENCH_FAKE_ENGINE), workload, options);
    REQUIRE(r.error == errc::command_failed);
    // Nothing of the run is left.
    CHECK(std::filesystem::is_empty(world.scratch.path()));
    return world.line(r.error) + "\n" + world.context.diagnostics.stderr_tail + "\n" + world.context.diagnostics.exit;
}

bool holds(std::string const& text, std::string const& words) {
    UNSCOPED_INFO(text);
    return text.find(words) != std::string::npos;
}

std::string why_not(std::optional<std::filesystem::path> engine) {
    auto const a = adapters::make_sightglass({std::move(engine), WASMBENCH_SIGHTGLASS_HOST})->availability();
    CHECK_FALSE(a.usable);
    CHECK_FALSE(a.fix.empty());
    return a.reason;
}

} // namespace

TEST_CASE("the adapter keeps the runtime contract, as far as it holds for programs") {
    Mode const prints("print"), fails("fail"), hangs("hang");
    TargetWorkload const missing(TargetWorkload::Kind::program, "missing", {{"wasm32-wasi", "/nonexistent.wasm"}});
    testing::ContractSubject subject;
    subject.make = [] { return with_engine(WASMBENCH_FAKE_ENGINE); };
    subject.program = &prints.workload;
    subject.failing_program = &fails.workload;
    subject.hanging_program = &hangs.workload;
    subject.missing = &missing;
    subject.last_words = "these are the target's last words";
    subject.early_exit_status = 1; // the host's
    CHECK(testing::failures(testing::runtime_contract(subject)) == "");
}

TEST_CASE("every step of a run is timed, in its order") {
    RealWorld world;
    Mode const code("bench");
    auto const& workload = code.workload;
    auto const r = world.start(*with_engine(WASMBENCH_FAKE_ENGINE), workload);
    INFO(world.line(r.error));
    REQUIRE_FALSE(r.error);
    auto const& t = r.value->timeline();
    auto last = *t.at(marks::launch);
    for (auto const* name : {"spawned", "engine_loaded", "engine_created", "compilation_begun", "compilation_ended", "compiled",
             "instantiation_begun", "instantiation_ended", "instantiated", "bench_begun", "bench_ended", "executed", "freed",
             "ready"}) {
        INFO(name);
        REQUIRE(t.at(name));
        // The launch call may return after the child has begun to run.
        if (std::string_view(name) == "spawned") continue;
        CHECK(*t.at(name) >= last);
        last = *t.at(name);
    }
}

TEST_CASE("a program that measures itself a thousand times is no trouble") {
    RealWorld world;
    Mode const code("bench-often");
    auto const& workload = code.workload;
    auto const r = world.start(*with_engine(WASMBENCH_FAKE_ENGINE), workload);
    INFO(world.line(r.error));
    REQUIRE_FALSE(r.error);
    // From the first begin, which the engine takes at once, to the last end.
    auto const& t = r.value->timeline();
    REQUIRE(t.at("bench_begun"));
    REQUIRE(t.at("bench_ended"));
    CHECK(*t.at("bench_begun") < *t.at("bench_ended"));
    CHECK(*t.at("bench_ended") <= *t.at("executed"));
}

TEST_CASE("a step that fails is named, with the engine's answer and its words") {
    auto const create = failure("print", {{"flags", "create-fails"}});
    CHECK(holds(create, "fake engine: no engine today"));
    CHECK(holds(create, "wasm_bench_create: the engine answered -1"));
    CHECK(holds(failure("print", {{"flags", "create-gives-nothing"}}), "answered 0 and gave no state"));
    auto const compile = failure("compile-fails");
    CHECK(holds(compile, "fake engine: unknown opcode"));
    CHECK(holds(compile, "wasm_bench_compile: the engine answered 7"));
    CHECK(holds(failure("instantiate-fails"), "wasm_bench_instantiate: the engine answered -1"));
    CHECK(holds(failure("fail"), "these are the target's last words"));
}

TEST_CASE("an engine that ends the process fails its row, with the step as the last words, and leaves the harness alone") {
    CHECK(holds(failure("compile-crashes"), "step: compile\n"));
    auto const execute = failure("execute-crashes");
    CHECK(holds(execute, "step: execute\n"));
    CHECK(holds(execute, "signal 6"));
    CHECK(holds(failure("free-crashes"), "step: free\n"));
}

TEST_CASE("a folder that is named is the program's, and is left alone; one that is not there is said") {
    RealWorld world;
    testing::ScratchFolder const input;
    auto const file = input.path() / "default.input";
    std::ofstream(file) << "input\n";
    Mode const code("reads");
    auto const& workload = code.workload;
    auto const r = world.start(*with_engine(WASMBENCH_FAKE_ENGINE), workload, {{"folder", input.path().string()}});
    INFO(world.line(r.error));
    CHECK_FALSE(r.error); // the program answers what it should only if it has found the file
    CHECK(std::filesystem::exists(file));
    CHECK(world.start(*with_engine(WASMBENCH_FAKE_ENGINE), workload).error == errc::wrong_answer);
    CHECK(world.start(*with_engine(WASMBENCH_FAKE_ENGINE), workload, {{"folder", "/nonexistent"}}).error ==
          errc::artifact_missing);
}

TEST_CASE("a wrong answer is a failure") {
    RealWorld world;
    Mode const code("wrong");
    auto const& workload = code.workload;
    CHECK(world.start(*with_engine(WASMBENCH_FAKE_ENGINE), workload).error == errc::wrong_answer);
}

TEST_CASE("what is no engine is said before anything runs") {
    tests::EnvironmentVariable const none("WASMBENCH_SIGHTGLASS_ENGINE", std::nullopt);
    CHECK(holds(why_not({}), "no engine is named"));
    CHECK(holds(why_not("/nonexistent.so"), "there is no file /nonexistent.so"));
    CHECK(holds(why_not(WASMBENCH_INCOMPLETE_ENGINE), "it has no function wasm_bench_free"));
    CHECK(holds(why_not(WASMBENCH_SIGHTGLASS_HOST), WASMBENCH_SIGHTGLASS_HOST));

    RealWorld world;
    Mode const code("print");
    auto const& workload = code.workload;
    CHECK(world.start(*with_engine(WASMBENCH_INCOMPLETE_ENGINE), workload).error == errc::unavailable);
}

TEST_CASE("the engine may be named in the environment") {
    tests::EnvironmentVariable const named("WASMBENCH_SIGHTGLASS_ENGINE", WASMBENCH_FAKE_ENGINE);
    tests::EnvironmentVariable const host("WASMBENCH_SIGHTGLASS_HOST", WASMBENCH_SIGHTGLASS_HOST);
    auto const a = adapters::make_sightglass()->availability();
    INFO(a.reason);
    CHECK(a.usable);
    CHECK(a.version == std::filesystem::path(WASMBENCH_FAKE_ENGINE).filename());
    CHECK(a.files == std::vector<std::filesystem::path>{WASMBENCH_FAKE_ENGINE, WASMBENCH_SIGHTGLASS_HOST});
}
