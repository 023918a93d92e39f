// What cannot work is one clear line: what, where, the child's last words, what to do.

#include "real_wasmtime.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <fstream>

#include <support/environment.hpp>
#include <support/target_workload.hpp>

using namespace wasmbench;
using tests::built_workload;
using tests::real_wasmtime;
using tests::RealWorld;
using tests::TargetWorkload;

namespace {

struct Refused {
    error_code error;
    std::string line;
};

Refused refused(RealWorld& world, Runtime& runtime, Workload const& workload, Options const& options = {}) {
    auto const r = world.start(runtime, workload, options);
    auto const line = world.line(r.error);
    INFO(line);
    CHECK(r.error);
    CHECK(r.value == nullptr);
    CHECK(line.find('\n') == std::string::npos);
    return {r.error, line};
}

bool has(Refused const& r, std::string const& text) {
    UNSCOPED_INFO(r.line);
    return r.line.find(text) != std::string::npos;
}

std::filesystem::path write(RealWorld const& world, std::string const& name, std::string const& bytes) {
    auto const file = world.scratch.path() / name;
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
}

} // namespace

TEST_CASE("a runtime that is not installed: which variable or path, and the command that installs it") {
    tests::EnvironmentVariable const variable("WASMBENCH_WASMTIME", "/nonexistent");
    RealWorld world;
    auto const runtime = adapters::make_wasmtime();
    auto const r = refused(world, *runtime, *built_workload("hello"));
    CHECK(r.error == errc::unavailable);
    CHECK(has(r, "WASMBENCH_WASMTIME names /nonexistent"));
    CHECK(has(r, "./scripts/runtimes install wasmtime"));
}

TEST_CASE("a module that is not Wasm, or not the right kind of Wasm") {
    auto const runtime = real_wasmtime();
    RealWorld world;
    TargetWorkload program(TargetWorkload::Kind::program, "print");
    program.artifacts["wasm32-wasi"] = write(world, "text.wasm", "this is no module\n");
    auto const text = refused(world, *runtime, program);
    CHECK(text.error == errc::artifact_missing);
    CHECK(has(text, "text.wasm"));
    CHECK(has(text, "not WebAssembly"));

    program.artifacts["wasm32-wasi"] = *built_workload("http_service", "/")->artifact("wasi-http");
    CHECK(has(refused(world, *runtime, program), "expected a WebAssembly core module"));
    TargetWorkload service(TargetWorkload::Kind::service, "serve");
    service.artifacts["wasi-http"] = *built_workload("hello")->artifact("wasm32-wasi");
    CHECK(has(refused(world, *runtime, service), "expected a WebAssembly component"));
}

TEST_CASE("a module that begins well and is broken behind that: the runtime's own words") {
    auto const runtime = real_wasmtime();
    RealWorld world;
    TargetWorkload program(TargetWorkload::Kind::program, "print");
    program.artifacts["wasm32-wasi"] = write(world, "broken.wasm", std::string("\0asm\1\0\0\0\xff\xff", 10));
    auto const jit = refused(world, *runtime, program);
    CHECK(jit.error == errc::command_failed);
    CHECK(has(jit, "exit status 1"));
    CHECK(has(jit, "it said: "));
    CHECK(has(jit, "broken.wasm"));
    auto const aot = refused(world, *runtime, program, {{"mode", "aot"}});
    CHECK(aot.error == errc::prepare_failed);
    CHECK(has(aot, "wasmtime compile"));
}

TEST_CASE("a port in use: the runtime's words, and no answer of the other server is taken for its own") {
    auto const runtime = real_wasmtime();
    auto const workload = built_workload("http_service", "/");
    RealWorld first, second;
    auto occupant = first.start(*runtime, *workload); // answers exactly as the second would
    REQUIRE_FALSE(occupant.error);
    auto const port = std::get<HttpEndpoint>(occupant.value->endpoint()).port;
    auto const r = refused(second, *runtime, *workload, {{"port", std::to_string(port)}});
    CHECK(r.error == errc::exited_before_ready);
    CHECK(has(r, "Address already in use"));
}

TEST_CASE("a wrong answer is shown, with what was expected") {
    auto const runtime = real_wasmtime();
    auto const http = built_workload("http_service", "/");
    RealWorld world;
    TargetWorkload service(TargetWorkload::Kind::service, "serve"); // expects another body
    service.artifacts["wasi-http"] = *http->artifact("wasi-http");
    auto const r = refused(world, *runtime, service);
    CHECK(r.error == errc::wrong_answer);
    CHECK(has(r, "got \"hello from wasmbench\""));
    CHECK(has(r, service.expected()));
}
