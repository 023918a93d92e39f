// Reuse counts, allocators and ahead-of-time code of the wasmtime command, and what of them cannot work.

#include "real_wasmtime.hpp"
#include "requests.hpp"
#include "wasm_code.hpp"

#include <wasmbench/adapters/common/http_exchange.hpp>
#include <wasmbench/core/coroutine.hpp>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <fstream>

using namespace wasmbench;
using namespace std::chrono_literals;
using tests::built_workload;
using tests::real_wasmtime;
using tests::RealWorld;
namespace wasm = tests::wasm;

namespace {

// The bodies of n requests to /state, each over a connection of its own.
std::vector<std::string> states(Options const& options, int n) {
    return tests::states(*real_wasmtime(), options, n);
}

std::string refused(RealWorld& world, testing::Outcome<InstancePtr> const& r, error_code expected) {
    auto const line = world.line(r.error);
    INFO(line);
    CHECK(r.error == expected);
    CHECK(r.value == nullptr);
    CHECK(line.find('\n') == std::string::npos);
    return line;
}

bool has(std::string const& line, std::string const& text) {
    UNSCOPED_INFO(line);
    return line.find(text) != std::string::npos;
}

} // namespace

TEST_CASE("reuse counts of 1, 128 and unlimited, with and without the pooling allocator") {
    auto const mode = GENERATE("jit", "aot");
    auto const pooling = GENERATE("default", "on", "off");
    auto options = [&](char const* reuse) {
        return Options{{"mode", mode}, {"pooling", pooling}, {"reuse", reuse}};
    };
    CHECK(states(options("1"), 3) == std::vector<std::string>(3, "1\n"));
    // Now and then a request meets a second instance, when the next one comes before a worker counts as free:
    // an instance's count says how often it was used, wherever the others went.
    auto const largest = [&](char const* reuse) {
        int most = 0;
        for (auto const& body : states(options(reuse), 400)) most = std::max(most, std::stoi(body));
        return most;
    };
    CHECK(largest("128") <= 128);
    CHECK(largest("unlimited") > 128);
}

TEST_CASE("programs run with and without the pooling allocator") {
    auto const runtime = real_wasmtime();
    auto const hello = built_workload("hello");
    RealWorld world;
    auto const r =
        world.start(*runtime, *hello, {{"mode", GENERATE("jit", "aot")}, {"pooling", GENERATE("on", "off")}});
    INFO(world.line(r.error));
    CHECK_FALSE(r.error);
}

TEST_CASE("ahead-of-time code takes no part in a cache, and is mapped at every start") {
    auto const runtime = real_wasmtime();
    auto const service = built_workload("http_service", "/");
    RealWorld world;
    Options const options{{"mode", "aot"}, {"reuse", "unlimited"}};
    auto const prepared = world.prepare(*runtime, *service, options);
    REQUIRE_FALSE(prepared.error);
    for (int i = 0; i < 2; ++i) {
        auto const r = world.start_prepared(*runtime, *service, options, prepared.value);
        INFO(world.line(r.error));
        CHECK_FALSE(r.error);
    }
    CHECK_FALSE(std::filesystem::exists(world.scratch.path() / "wasmtime-cache"));
}

TEST_CASE("a trap: of a program at once, of a service when the time is over, with Wasmtime's words") {
    auto const runtime = real_wasmtime();
    RealWorld world;
    auto const folder = world.scratch.path();
    Options const options{{"mode", GENERATE("jit", "aot")}};
    auto const program = wasm::program(folder, "traps", wasm::traps);
    auto const line = refused(world, world.start(*runtime, program, options), errc::command_failed);
    CHECK(has(line, "wasm trap: wasm `unreachable` instruction executed"));

    tests::TargetWorkload const service(tests::TargetWorkload::Kind::service, "traps",
        {{"wasi-http", wasm::write(folder, "http_traps", wasm::http_traps)}});
    auto const silent = refused(world, world.start(*runtime, service, options, 2s), errc::ready_timeout);
    CHECK(has(silent, "wasm trap: wasm `unreachable` instruction executed"));
}

TEST_CASE("an import that nobody has") {
    auto const runtime = real_wasmtime();
    RealWorld world;
    auto const program = wasm::program(world.scratch.path(), "imports", wasm::imports);
    CHECK(has(refused(world, world.start(*runtime, program), errc::command_failed), "env::frob"));
}

TEST_CASE("ahead-of-time code of another version, another kind, or none") {
    auto const runtime = real_wasmtime();
    RealWorld world;
    Options const options{{"mode", "aot"}};
    auto const hello = built_workload("hello");
    auto const service = built_workload("http_service", "/");
    auto const module = world.prepare(*runtime, *hello, options);
    auto const component = world.prepare(*runtime, *service, options);
    REQUIRE_FALSE(module.error);
    REQUIRE_FALSE(component.error);
    auto start = [&](Workload const& w, Prepared const& p) {
        return world.start_prepared(*runtime, w, options, p);
    };
    CHECK(has(
        refused(world, start(*service, module.value), errc::exited_before_ready), "requires a component"));
    CHECK(has(refused(world, start(*hello, component.value), errc::command_failed), "it said: \""));

    // The section .wasmtime.engine begins with the major version, its length before it.
    auto const file = module.value.artifacts.at("cwasm");
    std::ifstream in(file, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    auto const major = runtime->availability().version.substr(0, 2);
    auto const at = bytes.find("\2" + major);
    REQUIRE(at != std::string::npos);
    bytes.replace(at + 1, 2, "01");
    std::ofstream(file, std::ios::binary) << bytes;
    CHECK(has(refused(world, start(*hello, module.value), errc::command_failed),
        "compiled with incompatible version '01'"));

    std::ofstream(file, std::ios::binary) << "this is no code";
    CHECK(has(refused(world, start(*hello, module.value), errc::command_failed), "it said: \""));
    std::filesystem::remove(file);
    CHECK(has(refused(world, start(*hello, module.value), errc::command_failed), "cwasm"));
}
