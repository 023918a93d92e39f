#include "leaks.hpp"
#include "requests.hpp"
#include "real_runtime.hpp"
#include "wasm_code.hpp"

#include <wasmbench/adapters/common/http_exchange.hpp>
#include <wasmbench/adapters/native.hpp>
#include <wasmbench/adapters/wasmtime_embedded.hpp>
#include <wasmbench/core/coroutine.hpp>
#include <wasmbench/load/http_load.hpp>
#include <wasmbench/testing/runtime_contract.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <catch2/generators/catch_generators.hpp>

#include <set>

using namespace wasmbench;
using namespace std::chrono_literals;
using tests::built_workload;
using tests::RealWorld;

namespace {

std::unique_ptr<Runtime> real_embedded() {
    return tests::real(adapters::make_wasmtime_embedded());
}

std::string output_of(Runtime& runtime, Workload const& workload, Options const& options = {}) {
    RealWorld world;
    auto r = world.start(runtime, workload, options);
    INFO(world.line(r.error));
    REQUIRE_FALSE(r.error);
    return std::get<CommandEndpoint>(r.value->endpoint()).output;
}

load::LoadResult run_load(RealWorld& world, Workload const& workload, HttpEndpoint const& endpoint,
    unsigned connections, unsigned n) {
    load::LoadPlan plan;
    plan.endpoint = endpoint;
    plan.request = workload.request(0);
    plan.check = [&](std::string_view body) { return workload.answers(workload.request(0), body); };
    plan.options.connections = connections;
    plan.options.stop.requests = n;
    auto r = world.run<load::LoadResult>(
        [&](auto token) { load::async_run(world.context.executor, std::move(plan), std::move(token)); });
    REQUIRE_FALSE(r.error);
    return std::move(r.value);
}

// The bodies of n requests, each over a connection of its own.
std::vector<std::string> states(Options const& options, int n) {
    return tests::states(*real_embedded(), options, n, "/state?query");
}

Options with(Options options, Options const& more) {
    for (auto const& o : more) options.insert(o);
    return options;
}

Options configuration() {
    return GENERATE(Options{}, Options{{"compiler", "winch"}}, Options{{"allocator", "pooling"}},
        Options{{"start", "deserialise"}},
        Options{{"compiler", "winch"}, {"allocator", "pooling"}, {"start", "deserialise"}});
}

std::size_t threads() {
    return tests::entries("/proc/self/task");
}

} // namespace

TEST_CASE("hello prints the same natively and in each configuration in process") {
    auto const runtime = real_embedded();
    auto const hello = built_workload("hello");
    CHECK(output_of(*runtime, *hello, configuration()) == output_of(*adapters::make_native(), *hello));
}

TEST_CASE("json_transform and memory_walk give their answers in process") {
    auto const runtime = real_embedded();
    auto const workload = built_workload(GENERATE("json_transform", "memory_walk"));
    CHECK(workload->answers(workload->request(0), output_of(*runtime, *workload, configuration())));
}

TEST_CASE("cpu_hash has its digest; its steps and its CPU time are told") {
    auto const runtime = real_embedded();
    auto const cpu_hash = built_workload("cpu_hash");
    auto const options = configuration();
    bool const aot = options.count("start") != 0;
    RealWorld world;
    auto prepared = world.prepare(*runtime, *cpu_hash, options);
    REQUIRE_FALSE(prepared.error);
    CHECK(prepared.value.steps.size() == (aot ? 2 : 0));
    auto r = world.start_prepared(*runtime, *cpu_hash, options, prepared.value);
    INFO(world.line(r.error));
    REQUIRE_FALSE(r.error);
    auto const& e = std::get<CommandEndpoint>(r.value->endpoint());
    CHECK(cpu_hash->answers(cpu_hash->request(0), e.output));
    auto const& t = r.value->timeline();
    auto last = *t.at(marks::launch);
    for (std::string const step :
        {"engine_created", aot ? "deserialised" : "compiled", "instantiated", "ready"}) {
        INFO(step);
        REQUIRE(t.at(step));
        CHECK(*t.at(step) >= last);
        last = *t.at(step);
    }
    auto const ran = std::chrono::duration<double>(*t.between("instantiated", marks::ready)).count();
    CHECK(e.exit.usage.cpu_seconds() > 0.05); // two million rounds of SHA-256
    CHECK(e.exit.usage.user_seconds < 4 * ran + 1);
    CHECK(r.value->processes() == ProcessTree{});
    // Nothing of the run is left but what was prepared.
    CHECK(tests::entries(world.scratch.path()) == prepared.value.artifacts.size());
}

TEST_CASE("the HTTP service answers in each configuration, in an instance per request and in reused ones") {
    auto const runtime = real_embedded();
    auto const options = with(configuration(), {{"instances", GENERATE("new", "reused")}});
    auto const workload = built_workload("http_service", "/");
    RealWorld world;
    auto r = world.start(*runtime, *workload, options);
    INFO(world.line(r.error));
    REQUIRE_FALSE(r.error);
    auto const& t = r.value->timeline();
    CHECK(t.between("engine_created", "listening") > Duration::zero());
    CHECK(t.between("listening", marks::ready) > Duration::zero());
    auto const load = run_load(world, *workload, std::get<HttpEndpoint>(r.value->endpoint()), 20, 2000);
    CHECK(load.counts.ok == 2000);
    auto const stopped = world.stop(*r.value);
    CHECK_FALSE(stopped.error);
    CHECK_FALSE(stopped.value.forced);
    CHECK(stopped.value.usage.cpu_seconds() > 0);
}

TEST_CASE("with an instance per request the service is stateless, with reused ones it keeps its state") {
    auto const workload = built_workload("http_service", "/state");
    auto const fresh = states({{"instances", "new"}}, 5);
    CHECK(fresh == std::vector<std::string>(5, "1\n"));
    CHECK(workload->statefulness(fresh) == Statefulness::stateless);
    // The readiness check was the instance's first request.
    auto const kept = states({{"instances", "reused"}, {"threads", "1"}}, 4);
    CHECK(kept == std::vector<std::string>{"2\n", "3\n", "4\n", "5\n"});
    CHECK(workload->statefulness(kept) == Statefulness::stateful);
    // Connections are dealt out to the threads in turn, and each thread counts for itself.
    CHECK(states({{"instances", "reused"}, {"threads", "2"}}, 4) ==
          std::vector<std::string>{"1\n", "2\n", "2\n", "3\n"});
}

TEST_CASE("50 starts and stops, some cancelled, leave no thread, descriptor, file or port") {
    auto const runtime = real_embedded();
    testing::ScratchFolder const folder;
    auto const hangs = tests::wasm::program(folder.path(), "hangs", tests::wasm::hangs);
    auto const stuck = tests::wasm::handler(folder.path(), "stuck", tests::wasm::handler_hangs);
    auto const service = built_workload("http_service", "/");
    auto const hello = built_workload("hello");
    RealWorld world;
    std::set<std::uint16_t> ports;
    std::size_t descriptors = 0, kept_threads = 0;
    for (int i = 0; i < 50; ++i) {
        Options const options = i % 2 == 0 ? Options{} : Options{{"allocator", "pooling"}};
        if (i % 5 == 3) {
            auto const& w = i % 2 == 0 ? hangs : stuck;
            auto const r = world.start(*runtime, w, options, 30s, std::chrono::milliseconds(i));
            CHECK(r.error == asio::error::operation_aborted);
        } else if (i % 5 == 4) {
            CHECK_FALSE(world.start(*runtime, *hello, options).error);
        } else {
            auto r = world.start(*runtime, *service, options);
            INFO(world.line(r.error));
            REQUIRE_FALSE(r.error);
            ports.insert(std::get<HttpEndpoint>(r.value->endpoint()).port);
            if (i % 3 != 0) CHECK_FALSE(world.stop(*r.value).error);
        }
        if (i == 10) { // Wasmtime's own threads, for compiling and WASI, stay
            descriptors = tests::entries("/proc/self/fd");
            kept_threads = threads();
        }
    }
    CHECK(tests::entries("/proc/self/fd") == descriptors);
    CHECK(threads() == kept_threads);
    CHECK(tests::entries(world.scratch.path()) == 0);
    CHECK(tests::left_behind() == std::vector<std::string>{});
    for (auto port : ports) {
        asio::ip::tcp::acceptor acceptor(world.io, asio::ip::tcp::v4());
        acceptor.set_option(asio::socket_base::reuse_address(true));
        error_code ec;
        acceptor.bind({asio::ip::make_address("127.0.0.1"), port}, ec);
        CHECK_FALSE(ec);
    }
}

TEST_CASE("the real C API keeps the runtime contract, as far as it holds for no process") {
    real_embedded(); // or skip
    testing::ScratchFolder const folder;
    auto handler = [&](char const* name, std::string_view code) {
        return tests::wasm::handler(folder.path(), name, code);
    };
    auto program = [&](char const* name, std::string_view code) {
        return tests::wasm::program(folder.path(), name, code);
    };
    auto const service = handler("answers", tests::wasm::handler_answers);
    auto const wrong = handler("wrong", tests::wasm::handler_is_wrong);
    auto const hangs = handler("silent", tests::wasm::handler_hangs);
    auto const prints = program("prints", tests::wasm::prints);
    auto const fails = program("fails", tests::wasm::fails);
    auto const loops = program("loops", tests::wasm::hangs);
    tests::TargetWorkload missing(tests::TargetWorkload::Kind::service, "missing");
    missing.artifacts["handler-component"] = "/nonexistent.wasm";

    testing::ContractSubject subject;
    subject.make = [] { return adapters::make_wasmtime_embedded(); };
    subject.service = &service;
    subject.never_answers = &hangs;
    subject.wrong_answer = &wrong;
    subject.program = &prints;
    subject.failing_program = &fails;
    subject.hanging_program = &loops;
    subject.missing = &missing;
    subject.last_words = "these are the target's last words";
    subject.options = configuration();
    CHECK(testing::failures(testing::runtime_contract(subject)) == "");
}
