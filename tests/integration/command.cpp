// Runtimes that are described by files, with the real programs: those that come with wasmbench and were
// tried, and one that serves. Each is skipped with the reason where it is not installed; none is required.

#include "leaks.hpp"
#include "real_runtime.hpp"
#include "requests.hpp"
#include "wasm_code.hpp"

#include <wasmbench/adapters/command.hpp>
#include <wasmbench/testing/runtime_contract.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/generators/catch_generators.hpp>

#include <fstream>
#include <iterator>

using namespace wasmbench;
using tests::built_workload;
using tests::RealWorld;

namespace {

adapters::RuntimeDescription shipped(std::string const& name) {
    auto const file = support::binary_dir() / "runtimes" / (name + ".json");
    std::ifstream in(file);
    std::string const text{std::istreambuf_iterator<char>(in), {}};
    return adapters::runtime_description_from_json(text, file).value();
}

// Also where WASMBENCH_REQUIRE_RUNTIMES=1 asks for the runtimes of the study, which these are not.
std::unique_ptr<Runtime> or_skip(adapters::RuntimeDescription description) {
    auto runtime = adapters::make_command(std::move(description));
    auto const a = runtime->availability();
    if (!a.usable) SKIP(a.reason + "; " + a.fix);
    return runtime;
}

std::string name_of_tried() {
    return GENERATE(as<std::string>{}, "wazero", "wasmi", "node", "deno", "bun");
}

} // namespace

TEST_CASE("each described runtime runs hello and cpu_hash in each of its modes, with the right answers") {
    auto const name = name_of_tried();
    DYNAMIC_SECTION(name) {
        auto const description = shipped(name);
        auto const runtime = or_skip(description);
        CHECK(description.not_verified.empty());
        auto const hello = built_workload("hello");
        auto const cpu_hash = built_workload("cpu_hash");
        for (auto const& mode : description.modes) {
            INFO(mode.name);
            RealWorld world;
            auto r = world.start(*runtime, *hello, {{"mode", mode.name}});
            INFO(world.line(r.error));
            REQUIRE_FALSE(r.error);
            CHECK(std::get<CommandEndpoint>(r.value->endpoint()).output == "hello from wasmbench\n");
            CHECK(tests::left_behind() == std::vector<std::string>{});

            // Two million rounds take that one a minute and a half, others a second, wasmi eight.
            if (name == "wazero" && mode.execution == ExecutionMode::interpreter) continue;
            auto computed = world.start(*runtime, *cpu_hash, {{"mode", mode.name}});
            INFO(world.line(computed.error));
            REQUIRE_FALSE(computed.error); // its digest was right
            CHECK(std::get<CommandEndpoint>(computed.value->endpoint())
                      .output.starts_with("iterations=2000000 digest=17698ef0"));
        }
    }
}

TEST_CASE("what fails, fails in one line with the program's words") {
    auto const name = name_of_tried();
    DYNAMIC_SECTION(name) {
        auto const runtime = or_skip(shipped(name));
        RealWorld world;
        auto const line = [&](char const* what, std::string_view code, error_code expected) {
            auto const program = tests::wasm::program(world.scratch.path(), what, code);
            auto const r = world.start(*runtime, program);
            CHECK(r.error == expected);
            auto text = world.line(r.error);
            INFO(text);
            CHECK(text.find("it said: \"") != std::string::npos);
            CHECK(tests::left_behind() == std::vector<std::string>{});
            return text;
        };
        CHECK(line("fails", tests::wasm::fails, errc::command_failed)
                  .find("these are the target's last words") != std::string::npos);
        line("imports", tests::wasm::imports, errc::command_failed);
        auto const none = world.start(*runtime, *built_workload("http_service", "/"));
        CHECK(none.error == errc::unsupported);
    }
}

TEST_CASE("a program that does not end is ended") {
    auto const name = name_of_tried();
    DYNAMIC_SECTION(name) {
        auto const runtime = or_skip(shipped(name));
        RealWorld world;
        auto const hangs = tests::wasm::program(world.scratch.path(), "hangs", tests::wasm::sleeps);
        auto const late = world.start(*runtime, hangs, {}, std::chrono::milliseconds(500));
        INFO(world.line(late.error));
        CHECK(late.error == errc::ready_timeout);
        auto const cancelled =
            world.start(*runtime, hangs, {}, std::chrono::seconds(30), std::chrono::milliseconds(300));
        CHECK(cancelled.error == asio::error::operation_aborted);
        CHECK(tests::left_behind() == std::vector<std::string>{});
    }
}

TEST_CASE("a service by a description: Wasmtime's serve, as its adapter has it") {
    constexpr auto text = R"({
        "schema": 1, "name": "wasmtime-described", "summary": "Wasmtime by a description.", "program": "wasmtime",
        "install": "./scripts/runtimes install wasmtime",
        "capabilities": ["many-instances", "own-network"],
        "modes": [{
            "name": "aot", "execution": "aot",
            "compile": {"arguments": ["compile", "-o", "{artifact}", "{module}"], "suffix": ".cwasm"},
            "serve": {"arguments": ["serve", "--addr", "{address}:{port}", "--allow-precompiled", "{artifact}"],
                      "accepts_after": "load", "instances": "new-per-request"}
        }],
        "last_words": ["wasm trap: "]
    })";
    // The file of a description is among those that an availability names.
    testing::ScratchFolder const folder;
    auto const file = folder.path() / "wasmtime.json";
    std::ofstream(file) << text;
    auto const description = adapters::runtime_description_from_json(text, file).value();
    auto const runtime = or_skip(description);
    CHECK(tests::states(*runtime, {}, 3) == std::vector<std::string>{"1\n", "1\n", "1\n"});

    auto const service = built_workload("http_service", "/");
    testing::ContractSubject subject;
    subject.make = [&] { return adapters::make_command(description); };
    subject.service = service.get();
    CHECK(testing::failures(testing::runtime_contract(subject)) == "");
}
