// What cannot work in process is one clear line, and the harness goes on.

#include "real_runtime.hpp"
#include "wasm_code.hpp"

#include <wasmbench/adapters/wasmtime_embedded.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <catch2/generators/catch_generators.hpp>

#include <sys/resource.h>

using namespace wasmbench;
using namespace std::chrono_literals;
using tests::built_workload;
using tests::RealWorld;
namespace wasm = tests::wasm;

namespace {

std::unique_ptr<Runtime> real_embedded() {
    return tests::real(adapters::make_wasmtime_embedded());
}

// The error's line; the start must fail with `expected`.
std::string refused(RealWorld& world, Runtime& runtime, Workload const& workload, error_code expected,
    Options const& options = {}, std::chrono::milliseconds ready_within = 10s) {
    auto const r = world.start(runtime, workload, options, ready_within);
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

// Replaces every `from` in a file by the equally long `to`.
void forge(std::filesystem::path const& file, std::string const& from, std::string const& to) {
    std::ifstream in(file, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    std::size_t n = 0;
    for (auto at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at + to.size())) {
        bytes.replace(at, from.size(), to);
        ++n;
    }
    REQUIRE(n > 0);
    std::ofstream(file, std::ios::binary) << bytes;
}

} // namespace

TEST_CASE("a program that traps, and one that ends with a status") {
    auto const runtime = real_embedded();
    RealWorld world;
    testing::ScratchFolder const folder;
    auto const compiler = GENERATE("cranelift", "winch");
    auto const trap = refused(world, *runtime, wasm::program(folder.path(), "traps", wasm::traps),
        errc::command_failed, {{"compiler", compiler}});
    CHECK(has(trap, "wasm trap: wasm `unreachable` instruction executed"));
    CHECK(has(trap, "in process: traps.wasm"));
    auto const fails = refused(world, *runtime, wasm::program(folder.path(), "fails", wasm::fails),
        errc::command_failed, {{"compiler", compiler}});
    CHECK(has(fails, "exit status 3"));
    CHECK(has(fails, "these are the target's last words"));
    CHECK_FALSE(world.start(*runtime, wasm::program(folder.path(), "prints", wasm::prints)).error);
}

TEST_CASE("a program that does not end is stopped in time") {
    auto const runtime = real_embedded();
    RealWorld world;
    testing::ScratchFolder const folder;
    auto const line = refused(
        world, *runtime, wasm::program(folder.path(), "hangs", wasm::hangs), errc::ready_timeout, {}, 200ms);
    CHECK(has(line, "its end within 200 ms"));
    CHECK_FALSE(has(line, "restart the harness")); // it was interrupted, not left to itself
}

TEST_CASE("a program that waits in the host is left to itself, and the line says so") {
    auto const runtime = real_embedded();
    RealWorld world;
    testing::ScratchFolder const folder;
    auto const line = refused(world, *runtime, wasm::program(folder.path(), "sleeps", wasm::sleeps),
        errc::ready_timeout, {}, 100ms);
    CHECK(has(line, "restart the harness"));
}

TEST_CASE("a module that imports what is not there, or exports no _start") {
    auto const runtime = real_embedded();
    RealWorld world;
    testing::ScratchFolder const folder;
    auto const imports = refused(
        world, *runtime, wasm::program(folder.path(), "imports", wasm::imports), errc::command_failed);
    CHECK(has(imports, "unknown import: `env::frob` has not been defined"));
    auto const no_start = refused(
        world, *runtime, wasm::program(folder.path(), "no_start", wasm::no_start), errc::command_failed);
    CHECK(has(no_start, "no function _start"));
}

TEST_CASE("a component where a module is needed, the reverse, and what is no WebAssembly") {
    auto const runtime = real_embedded();
    RealWorld world;
    testing::ScratchFolder const folder;
    CHECK(has(
        refused(world, *runtime, wasm::program(folder.path(), "c", wasm::no_handler), errc::artifact_missing),
        "expected a WebAssembly core module"));
    CHECK(
        has(refused(world, *runtime, wasm::handler(folder.path(), "m", wasm::prints), errc::artifact_missing),
            "expected a WebAssembly component"));
    CHECK(has(refused(world, *runtime, wasm::handler(folder.path(), "t", "68656c6c6f20776f726c64"),
                  errc::artifact_missing),
        "not WebAssembly"));
    auto const broken = refused(world, *runtime,
        wasm::program(folder.path(), "broken", "0061736d01000000ffff"), errc::command_failed);
    CHECK(has(broken, "compile"));
    CHECK(has(broken, "failed to parse WebAssembly module: malformed section id"));
    auto const ahead =
        refused(world, *runtime, wasm::program(folder.path(), "broken", "0061736d01000000ffff"),
            errc::prepare_failed, {{"start", "deserialise"}});
    CHECK(has(ahead, "malformed section id"));
}

TEST_CASE("code of another version, another compiler or another kind") {
    auto const runtime = real_embedded();
    RealWorld world;
    testing::ScratchFolder const folder;
    auto const prints = wasm::program(folder.path(), "prints", wasm::prints);
    Options const options{{"start", "deserialise"}};
    auto prepared = world.prepare(*runtime, prints, options);
    REQUIRE_FALSE(prepared.error);
    auto line = [&](Workload const& w, Options const& o) {
        auto const r = world.start_prepared(*runtime, w, o, prepared.value);
        CHECK(r.error);
        return world.line(r.error);
    };
    auto const service = wasm::handler(folder.path(), "answers", wasm::handler_answers);
    CHECK(has(line(service, options), "deserialise"));
    CHECK(has(line(service, options), "it said: \""));
    Options pooled = options;
    pooled["allocator"] = "pooling";
    CHECK_FALSE(world.start_prepared(*runtime, prints, pooled, prepared.value).error); // the code is the same
    // The section .wasmtime.engine begins with the major version, its length before it.
    forge(prepared.value.artifacts.at("cwasm"), "\2" + runtime->availability().version.substr(0, 2),
        "\2"
        "47");
    CHECK(has(line(prints, options), "compiled with incompatible version '47'"));
    prepared.value.artifacts.clear();
    CHECK(has(line(prints, options), "a prepare step with the same options"));
}

TEST_CASE("a handler that traps, that never returns, of another type, with imports, or none at all") {
    auto const runtime = real_embedded();
    RealWorld world;
    testing::ScratchFolder const folder;
    Options const options{{"instances", GENERATE("new", "reused")}};
    auto handler = [&](std::string_view code) { return wasm::handler(folder.path(), "handler", code); };
    auto const traps =
        refused(world, *runtime, handler(wasm::handler_traps), errc::exited_before_ready, options);
    CHECK(has(traps, "wasm trap: wasm `unreachable` instruction executed"));
    auto const type =
        refused(world, *runtime, handler(wasm::handler_of_other_type), errc::exited_before_ready, options);
    CHECK(has(type, "expected 0 argument"));
    CHECK(has(refused(world, *runtime, handler(wasm::no_handler), errc::command_failed, options),
        "handle: func(target: string) -> tuple<u16, string>"));
    auto const silent =
        refused(world, *runtime, handler(wasm::handler_hangs), errc::ready_timeout, options, 300ms);
    CHECK(has(silent, "an answer within 300 ms"));
    bool const reused = options.at("instances") == "reused"; // found out before or by the first request
    auto const imports = refused(world, *runtime, handler(wasm::handler_imports),
        reused ? errc::command_failed : errc::exited_before_ready, options);
    CHECK(has(imports, "frob"));
    CHECK(has(refused(world, *runtime, handler(wasm::handler_is_wrong), errc::wrong_answer, options),
        "got \"something else\""));
}

TEST_CASE("a port in use: the system's words") {
    auto const runtime = real_embedded();
    RealWorld world;
    asio::ip::tcp::acceptor occupant(world.io, {asio::ip::make_address("127.0.0.1"), 0});
    auto const port = std::to_string(occupant.local_endpoint().port());
    auto const line = refused(
        world, *runtime, *built_workload("http_service", "/"), asio::error::address_in_use, {{"port", port}});
    CHECK(has(line, "127.0.0.1:" + port));
}

TEST_CASE("no room for the pooling allocator is a row, not the end of the harness") {
    auto const runtime = real_embedded();
    RealWorld world;
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_AS, &before) == 0);
    rlimit tight = before;
    tight.rlim_cur = rlim_t{1} << 36u;
    REQUIRE(::setrlimit(RLIMIT_AS, &tight) == 0);
    auto const r = world.start(*runtime, *built_workload("hello"), {{"allocator", "pooling"}});
    REQUIRE(::setrlimit(RLIMIT_AS, &before) == 0);
    CHECK(r.error == errc::unavailable);
    CHECK(has(world.line(r.error), "ulimit -v"));
}
