// Both sides of Sightglass's interface against each other: the adapter loads the library that we make over Wasmtime.
#include "real_runtime.hpp"
#include "wasm_code.hpp"

#include <wasmbench/adapters/sightglass.hpp>
#include <wasmbench/adapters/wasmtime_embedded.hpp>

#include <catch2/generators/catch_generators.hpp>

#include <string_view>

using namespace wasmbench;
using tests::built_workload;
using tests::RealWorld;

namespace {

std::unique_ptr<Runtime> real_sightglass() {
    tests::real(adapters::make_wasmtime_embedded()); // skips where Wasmtime's library is not here
    return tests::real(adapters::make_sightglass({WASMBENCH_WASMTIME_ENGINE, WASMBENCH_SIGHTGLASS_HOST}));
}

std::string failure(std::string_view code, Options const& options = {}) {
    auto const runtime = real_sightglass();
    RealWorld world;
    auto const workload = tests::wasm::program(world.scratch.path(), "target", code);
    auto const r = world.start(*runtime, workload, options);
    REQUIRE(r.error == errc::command_failed);
    return world.context.diagnostics.stderr_tail;
}

bool holds(std::string const& text, std::string const& words) {
    UNSCOPED_INFO(text);
    return text.find(words) != std::string::npos;
}

} // namespace

TEST_CASE("the workloads answer as they should in Wasmtime behind Sightglass's interface, and every phase is timed") {
    auto const* name = GENERATE("hello", "cpu_hash", "json_transform");
    auto const options = GENERATE(Options{}, Options{{"flags", "compiler=winch allocator=pooling"}});
    INFO(name);
    auto const runtime = real_sightglass();
    auto const workload = built_workload(name);
    RealWorld world;
    auto const r = world.start(*runtime, *workload, options); // it checks the answer
    INFO(world.line(r.error));
    REQUIRE_FALSE(r.error);
    auto const& t = r.value->timeline();
    for (auto const& [from, to] : {std::pair{"engine_loaded", "engine_created"}, {"compilation_begun", "compilation_ended"},
             {"instantiation_begun", "instantiation_ended"}, {"instantiated", "executed"}}) {
        INFO(from);
        auto const took = t.between(from, to);
        REQUIRE(took);
        CHECK(*took > Duration::zero());
    }
    CHECK_FALSE(t.at("bench_begun"));
}

TEST_CASE("a program that imports bench.start and bench.end is timed between them") {
    auto const runtime = real_sightglass();
    RealWorld world;
    auto workload = tests::wasm::program(world.scratch.path(), "target", tests::wasm::bench);
    auto const r = world.start(*runtime, workload);
    // It prints nothing, which is not the target's answer: the run itself went through.
    CHECK(r.error == errc::wrong_answer);
    INFO(world.line(r.error));

    class Silent final : public Workload {
    public:
        explicit Silent(std::filesystem::path file)
            : file_(std::move(file)) {}
        std::string_view name() const noexcept override { return "silent"; }
        Capabilities needs() const noexcept override { return {Capability::command}; }
        std::optional<std::filesystem::path> artifact(std::string_view) const override { return file_; }
        Request request(std::uint64_t) const override { return {}; }
        bool answers(Request const&, std::string_view response) const override { return response.empty(); }
        std::string expected() const override { return "nothing"; }

    private:
        std::filesystem::path file_;
    };
    Silent const silent(*workload.artifact("wasm32-wasi"));
    auto const s = world.start(*runtime, silent);
    INFO(world.line(s.error));
    REQUIRE_FALSE(s.error);
    auto const& t = s.value->timeline();
    REQUIRE(t.at("bench_begun"));
    REQUIRE(t.at("bench_ended"));
    CHECK(*t.at("instantiated") <= *t.at("bench_begun"));
    CHECK(*t.at("bench_begun") <= *t.at("bench_ended"));
    CHECK(*t.at("bench_ended") <= *t.at("executed"));
}

TEST_CASE("what Wasmtime refuses is said in its words, by the step") {
    CHECK(holds(failure(tests::wasm::imports), "wasm_bench_instantiate: the engine answered -1"));
    CHECK(holds(failure(tests::wasm::imports), "env::frob"));
    CHECK(holds(failure(tests::wasm::traps), "unreachable"));
    CHECK(holds(failure(tests::wasm::no_start), "the module exports no function _start"));
    CHECK(holds(failure(tests::wasm::fails), "these are the target's last words"));
    CHECK(holds(failure(tests::wasm::prints, {{"flags", "-O 9"}}), "'-O' means nothing"));
}

TEST_CASE("a program that does not end is ended with its process") {
    auto const runtime = real_sightglass();
    RealWorld world;
    auto const workload = tests::wasm::program(world.scratch.path(), "target", tests::wasm::hangs);
    auto const r = world.start(*runtime, workload, {}, std::chrono::seconds(1));
    CHECK(r.error == errc::ready_timeout);
}
