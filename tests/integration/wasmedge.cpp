#include "leaks.hpp"
#include "real_runtime.hpp"
#include "requests.hpp"

#include <wasmbench/adapters/native.hpp>
#include <wasmbench/adapters/wasmedge.hpp>
#include <wasmbench/load/http_load.hpp>
#include <wasmbench/testing/runtime_contract.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <catch2/generators/catch_generators.hpp>

#include <fstream>

#include <support/target_workload.hpp>

using namespace wasmbench;
using tests::built_workload;
using tests::output_of;
using tests::RealWorld;
using tests::TargetWorkload;

namespace {

std::unique_ptr<Runtime> real_wasmedge() {
    return tests::real(adapters::make_wasmedge());
}

// The error's line; the start must fail, and leave nothing.
std::string refused(RealWorld& world, Runtime& runtime, Workload const& workload, error_code expected,
    Options const& options = {}) {
    auto const r = world.start(runtime, workload, options);
    auto const line = world.line(r.error);
    INFO(line);
    CHECK(r.error == expected);
    CHECK(r.value == nullptr);
    CHECK(tests::left_behind() == std::vector<std::string>{});
    return line;
}

bool has(std::string const& line, std::string const& text) {
    UNSCOPED_INFO(line);
    return line.find(text) != std::string::npos;
}

load::LoadResult run_load(RealWorld& world, Workload const& workload, HttpEndpoint const& endpoint) {
    load::LoadPlan plan;
    plan.endpoint = endpoint;
    plan.request = workload.request(0);
    plan.check = [&](std::string_view body) { return workload.answers(workload.request(0), body); };
    plan.options.connections = 50;
    plan.options.stop.requests = 5000;
    auto r = world.run<load::LoadResult>([&](auto token) {
        load::async_run(world.context.executor, std::move(plan), std::move(token));
    });
    REQUIRE_FALSE(r.error);
    return std::move(r.value);
}

} // namespace

TEST_CASE("hello prints the same natively and in each mode of WasmEdge") {
    auto const runtime = real_wasmedge();
    auto const hello = built_workload("hello");
    auto const native = output_of(*adapters::make_native(), *hello);
    CHECK(output_of(*runtime, *hello, {{"mode", GENERATE("interpreter", "jit", "aot")}}) == native);
}

// Interpreted they take up to a minute: the study runs that.
TEST_CASE("what computes gives its answer, compiled") {
    auto const runtime = real_wasmedge();
    auto const workload = built_workload(GENERATE("cpu_hash", "json_transform", "memory_walk"));
    auto const output = output_of(*runtime, *workload, {{"mode", GENERATE("jit", "aot")}});
    CHECK(workload->answers(workload->request(0), output));
}

TEST_CASE("the HTTP service serves many connections at once, and its state grows") {
    auto const runtime = real_wasmedge();
    Options const options{{"mode", GENERATE("interpreter", "jit", "aot")}};
    auto const state = built_workload("http_service", "/state");
    RealWorld world;
    auto r = world.start(*runtime, *state, options);
    INFO(world.line(r.error));
    REQUIRE_FALSE(r.error);
    auto const endpoint = std::get<HttpEndpoint>(r.value->endpoint());
    auto const first = run_load(world, *state, endpoint);
    CHECK(first.counts.ok == 5000);

    // The readiness check, the load above and this one: nothing was lost, nothing was counted twice.
    load::LoadPlan plan;
    plan.endpoint = endpoint;
    plan.request = state->request(0);
    plan.options.stop.requests = 3;
    plan.options.keep_bodies = 3;
    auto last = world.run<load::LoadResult>([&](auto token) {
        load::async_run(world.context.executor, std::move(plan), std::move(token));
    });
    REQUIRE_FALSE(last.error);
    REQUIRE(last.value.bodies.size() == 3);
    CHECK(last.value.bodies[0] == std::to_string(first.counts.planned + 2) + "\n");
    CHECK(state->statefulness(last.value.bodies) == Statefulness::stateful);
    CHECK_FALSE(world.stop(*r.value).error);
}

TEST_CASE("what WasmEdge cannot run is one line with its own words") {
    auto const runtime = real_wasmedge();
    RealWorld world;
    auto write = [&](char const* name, std::string const& bytes) {
        auto const file = world.scratch.path() / name;
        std::ofstream(file, std::ios::binary) << bytes;
        return file;
    };
    TargetWorkload program(TargetWorkload::Kind::program, "print");
    program.artifacts["wasm32-wasi"] = write("broken.wasm", std::string("\0asm\1\0\0\0\xff\xff", 10));
    CHECK(has(refused(world, *runtime, program, errc::command_failed), "it said: "));
    CHECK(has(refused(world, *runtime, program, errc::prepare_failed, {{"mode", "aot"}}), "wasmedge compile"));

    program.artifacts["wasm32-wasi"] = *built_workload("http_service", "/")->artifact("wasi-http");
    CHECK(has(refused(world, *runtime, program, errc::artifact_missing), "expected a WebAssembly core module"));

    // (module (func (export "_start") unreachable))
    program.artifacts["wasm32-wasi"] = write("traps.wasm",
        std::string("\0asm\1\0\0\0\1\4\1\x60\0\0\3\2\1\0\7\n\1\6_start\0\0\n\5\1\3\0\0\v", 37));
    CHECK(has(refused(world, *runtime, program, errc::command_failed), "it said: "));
}

TEST_CASE("a library that was compiled for something else is refused, not interpreted") {
    auto const runtime = real_wasmedge();
    auto const hello = built_workload("hello");
    RealWorld world;
    auto prepared = world.prepare(*runtime, *hello, {{"mode", "aot"}});
    REQUIRE_FALSE(prepared.error);
    auto const library = prepared.value.artifacts.begin()->second;
    std::filesystem::resize_file(library, std::filesystem::file_size(library) / 2);
    auto const r = world.start_prepared(*runtime, *hello, {{"mode", "aot"}}, prepared.value);
    INFO(world.line(r.error));
    CHECK(r.error == errc::command_failed);
    CHECK(has(world.line(r.error), "killed by signal")); // its pages are missing: there are no words
}

TEST_CASE("a port in use: the service's words") {
    auto const runtime = real_wasmedge();
    auto const workload = built_workload("http_service", "/");
    asio::io_context io;
    asio::ip::tcp::acceptor const occupant(io, {asio::ip::make_address("127.0.0.1"), 0});
    RealWorld world;
    auto const port = std::to_string(occupant.local_endpoint().port());
    auto const line = refused(world, *runtime, *workload, errc::exited_before_ready, {{"port", port}});
    CHECK(has(line, "address in use"));
}

TEST_CASE("50 starts and stops of WasmEdge leave nothing") {
    auto const runtime = real_wasmedge();
    auto const workload = built_workload("http_service", "/");
    RealWorld world;
    auto const prepared = world.prepare(*runtime, *workload, {{"mode", "aot"}});
    REQUIRE_FALSE(prepared.error);
    auto const files = tests::entries(world.scratch.path());
    std::size_t descriptors = 0;
    for (int i = 0; i < 50; ++i) {
        auto r = world.start_prepared(*runtime, *workload, {{"mode", "aot"}}, prepared.value);
        INFO(world.line(r.error));
        REQUIRE_FALSE(r.error);
        if (i % 3 != 0) CHECK_FALSE(world.stop(*r.value).error); // else the destructor ends it
        if (i == 0) descriptors = tests::entries("/proc/self/fd");
    }
    CHECK(tests::entries("/proc/self/fd") <= descriptors);
    CHECK(tests::entries(world.scratch.path()) == files);
    CHECK(tests::left_behind() == std::vector<std::string>{});
}

TEST_CASE("the real wasmedge keeps the runtime contract") {
    real_wasmedge(); // or skip
    auto const service = built_workload("http_service", "/");
    auto const hello = built_workload("hello");
    testing::ContractSubject subject;
    subject.make = [] { return adapters::make_wasmedge(); };
    subject.service = service.get();
    subject.program = hello.get();
    subject.options = {{"mode", GENERATE("interpreter", "aot")}};
    CHECK(testing::failures(testing::runtime_contract(subject)) == "");
}
