#include "real_wasmtime.hpp"
#include "requests.hpp"

#include <wasmbench/adapters/native.hpp>
#include <wasmbench/testing/runtime_contract.hpp>


#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace wasmbench;
using tests::built_workload;
using tests::get;
using tests::output_of;
using tests::real_wasmtime;
using tests::RealWorld;

namespace {

// iterations=2000000, by Python: h = hashlib.sha256(); for i in range(2000000):
// h.update(b"cpu-hash-benchmark".ljust(24, b"\0") + struct.pack("<Q", i))
constexpr char const* digest = "17698ef0f783c371c0f734b3a94629efb4bb806ad665ba28a9176a5793485b46";

std::size_t files_below(std::filesystem::path const& folder) {
    std::size_t n = 0;
    std::error_code ec;
    for (std::filesystem::recursive_directory_iterator it(folder, ec), end; !ec && it != end;
         it.increment(ec))
        if (it->is_regular_file()) ++n;
    return n;
}

} // namespace

TEST_CASE("hello prints the same natively and in Wasmtime, compiled when it starts and ahead of time") {
    auto const runtime = real_wasmtime();
    auto const hello = built_workload("hello");
    auto const native = output_of(*adapters::make_native(), *hello);
    CHECK(native == "hello from wasmbench\n");
    CHECK(output_of(*runtime, *hello) == native);
    CHECK(output_of(*runtime, *hello, {{"mode", "aot"}}) == native);
}

TEST_CASE("cpu_hash has the digest of an independent computation, natively and in Wasmtime") {
    auto const runtime = real_wasmtime();
    auto const cpu_hash = built_workload("cpu_hash");
    auto const wanted = "iterations=2000000 digest=" + std::string(digest) + " elapsed_ms=";
    CHECK(output_of(*adapters::make_native(), *cpu_hash).rfind(wanted, 0) == 0);
    CHECK(output_of(*runtime, *cpu_hash).rfind(wanted, 0) == 0);
    CHECK(output_of(*runtime, *cpu_hash, {{"mode", "aot"}}).rfind(wanted, 0) == 0);
}

TEST_CASE("the HTTP service answers in Wasmtime, compiled when it starts and ahead of time") {
    auto const runtime = real_wasmtime();
    auto const mode = GENERATE("jit", "aot");
    for (auto const* path : {"/", "/state"}) {
        auto const workload = built_workload("http_service", path);
        RealWorld world;
        auto r = world.start(*runtime, *workload, {{"mode", mode}});
        INFO(world.line(r.error));
        REQUIRE_FALSE(r.error);
        auto const body = get(world, *r.value, path);
        CHECK(workload->answers(workload->request(1), body));
        auto const& t = r.value->timeline();
        CHECK(t.between(marks::launch, marks::ready) > Duration::zero());
        CHECK(t.at(marks::last_failure)); // no runtime listens at once
        CHECK_FALSE(world.stop(*r.value).error);
    }
}

TEST_CASE("with an instance per request the service is stateless") {
    auto const workload = built_workload("http_service", "/state");
    auto const bodies = tests::states(*real_wasmtime(), {{"reuse", "1"}}, 5);
    CHECK(bodies == std::vector<std::string>(5, "1\n"));
    CHECK(workload->statefulness(bodies) == Statefulness::stateless);
}

TEST_CASE("with reuse an instance keeps its state, up to its count of requests") {
    auto const workload = built_workload("http_service", "/state");
    // The readiness check was the instance's first request. On a busy machine a second instance may be met, when the first has
    // not yet counted as free again; so the counts are looked at, not their order.
    auto const bodies = tests::states(*real_wasmtime(), {{"reuse", "1000"}}, 5);
    CHECK(*std::max_element(bodies.begin(), bodies.end()) >= "3\n"); // six requests, two instances
    CHECK(workload->statefulness(bodies) != Statefulness::stateless);
    auto const renewed = tests::states(*real_wasmtime(), {{"reuse", "3"}}, 6);
    CHECK(*std::max_element(renewed.begin(), renewed.end()) <= "3\n");
    // Seven requests need three instances, of which the readiness check has met the first.
    CHECK(std::count(renewed.begin(), renewed.end(), "1\n") >= 2);
}

TEST_CASE("a compilation cache is what the row says: off") {
    auto const runtime = real_wasmtime();
    RealWorld world;
    auto r = world.start(*runtime, *built_workload("hello"));
    CHECK_FALSE(r.error);
    CHECK(files_below(world.scratch.path()) == 0);
}

TEST_CASE("a compilation cache is what the row says: empty at each start") {
    auto const runtime = real_wasmtime();
    auto const hello = built_workload("hello");
    RealWorld world;
    for (int i = 0; i < 2; ++i) {
        auto r = world.start(*runtime, *hello, {{"cache", "empty"}});
        INFO(world.line(r.error));
        CHECK_FALSE(r.error);
        CHECK(files_below(world.scratch.path() / "wasmtime-cache") > 0);
    }
}

TEST_CASE("a compilation cache is what the row says: full, or the start is discarded") {
    auto const runtime = real_wasmtime();
    auto const workload = GENERATE(0, 1) == 0 ? built_workload("hello") : built_workload("http_service", "/");
    RealWorld world;
    auto prepared = world.prepare(*runtime, *workload, {{"cache", "full"}});
    INFO(world.line(prepared.error));
    REQUIRE_FALSE(prepared.error);
    CHECK(prepared.value.steps.size() == 1);
    for (int i = 0; i < 2; ++i) {
        auto const r = world.start_prepared(*runtime, *workload, {{"cache", "full"}}, prepared.value);
        INFO(world.line(r.error));
        CHECK_FALSE(r.error);
    }
    std::filesystem::remove_all(world.scratch.path() / "wasmtime-cache");
    auto const cold = world.start_prepared(*runtime, *workload, {{"cache", "full"}}, prepared.value);
    CHECK(cold.error == errc::wrong_temperature);
    CHECK(cold.value == nullptr);
}

TEST_CASE("the real wasmtime keeps the runtime contract") {
    real_wasmtime(); // or skip
    auto const service = built_workload("http_service", "/");
    auto const hello = built_workload("hello");
    testing::ContractSubject subject;
    subject.make = [] { return adapters::make_wasmtime(); };
    subject.service = service.get();
    subject.program = hello.get();
    subject.options = {{"mode", GENERATE("jit", "aot")}};
    CHECK(testing::failures(testing::runtime_contract(subject)) == "");
}
