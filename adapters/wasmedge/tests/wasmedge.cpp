// The adapter over fakes: what it launches and when, and what it makes of what comes back.

#include <wasmbench/adapters/wasmedge.hpp>
#include <wasmbench/testing/fake_world.hpp>

#include <boost/asio/error.hpp>

#include <catch2/catch_test_macros.hpp>

#include <support/environment.hpp>
#include <support/wasm_files.hpp>

using namespace wasmbench;
using namespace wasmbench::testing;
using namespace std::chrono_literals;
using tests::EnvironmentVariable;
using tests::TargetWorkload;

namespace {

constexpr auto right = "target answers\n";

struct World : FakeWorld {
    World() { add_files(); }
    explicit World(FailCount& count)
        : FakeWorld(count) {
        add_files();
    }

    tests::WasmFiles files;
    TargetWorkload service{TargetWorkload::Kind::service, "serve"};
    TargetWorkload program{TargetWorkload::Kind::program, "print"};
    std::unique_ptr<Runtime> runtime = adapters::make_wasmedge({"/opt/wasmedge"});

    Outcome<Prepared> prepare(Workload const& w, Options options = {}) {
        return run<Prepared>([&](auto token) {
            runtime->async_prepare(context, PrepareSpec{&w, std::move(options)}, std::move(token));
        });
    }
    Outcome<InstancePtr> start(Workload const& w, Options options = {}, Prepared prepared = {}) {
        return run<InstancePtr>([&](auto token) {
            runtime->async_start(
                context, StartSpec{&w, std::move(options), std::move(prepared), 10s}, std::move(token));
        });
    }
    std::vector<std::string> words(std::size_t launch) const {
        return launcher.commands().at(launch).arguments;
    }
    bool nothing_left() const { return launcher.running() == 0 && connector.open() == 0; }

    static ChildScript prints() {
        ChildScript s;
        s.ends_after = 100ms;
        s.prints = {{0ms, right}};
        return s;
    }

private:
    void add_files() {
        files.add_to(service);
        files.add_to(program);
    }
};

using Words = std::vector<std::string>;

} // namespace

TEST_CASE("a wasmedge that is not installed says what to do") {
    World w;
    EnvironmentVariable const variable("WASMBENCH_WASMEDGE", "/nonexistent");
    w.runtime = adapters::make_wasmedge();
    CHECK_FALSE(w.runtime->availability().usable);
    CHECK(w.prepare(w.program).error == errc::unavailable);
    CHECK(w.start(w.program).error == errc::unavailable);
    CHECK(w.context.diagnostics.remedy == "run ./scripts/runtimes install wasmedge");
    CHECK(w.launcher.commands().empty());
}

TEST_CASE("a program is interpreted unless told otherwise, in an environment of the trial's own") {
    World w;
    w.launcher.then(World::prints());
    auto const r = w.start(w.program);
    REQUIRE_FALSE(r.error);
    auto const& c = w.launcher.commands().at(0);
    CHECK(c.program == "/opt/wasmedge");
    CHECK(c.arguments == Words{"run", "--force-interpreter", w.program.artifacts["wasm32-wasi"].string()});
    CHECK(c.working_directory == w.context.scratch);
    CHECK(std::get<CommandEndpoint>(r.value->endpoint()).output == right);
}

TEST_CASE("a service listens on the port that was found, or on the one that was asked for") {
    World w;
    w.connector.from(30ms, ServerBehaviour::answers(200, right));
    auto const r = w.start(w.service, {{"mode", "jit"}});
    REQUIRE_FALSE(r.error);
    CHECK(w.words(0) == Words{"run", "--enable-jit", w.service.artifacts["wasi-sockets"].string(), "--address",
                            "127.0.0.1", "--port", "1"});
    CHECK(r.value->processes().roots.at(0).role == Role::workload);

    World fixed;
    fixed.connector.from(0ms, ServerBehaviour::answers(200, right));
    CHECK_FALSE(fixed.start(fixed.service, {{"port", "2"}}).error);
    CHECK(fixed.words(0).back() == "2");
}

TEST_CASE("ahead of time: compiled in the preparation, which is timed, and started from the result") {
    World w;
    ChildScript compiler;
    compiler.ends_after = 3s;
    w.launcher.then(compiler).then(World::prints());
    auto const prepared = w.prepare(w.program, {{"mode", "aot"}});
    REQUIRE_FALSE(prepared.error);
    auto const library = (w.context.scratch / "print.so").string();
    CHECK(w.words(0) == Words{"compile", w.program.artifacts["wasm32-wasi"].string(), library});
    CHECK(prepared.value.steps == std::vector<std::pair<std::string, Duration>>{{"compile", 3s}});
    CHECK_FALSE(w.start(w.program, {{"mode", "aot"}}, prepared.value).error);
    CHECK(w.words(1) == Words{"run", library});
    CHECK(w.start(w.program, {{"mode", "aot"}}).error == errc::artifact_missing); // without its preparation
}

TEST_CASE("the other modes have nothing to prepare") {
    World w;
    CHECK(w.prepare(w.program, {{"mode", "jit"}}).value.steps.empty());
    CHECK(w.launcher.commands().empty());
}

TEST_CASE("a compiler that fails is prepare_failed, with its words") {
    World w;
    ChildScript compiler;
    compiler.ends_after = 1s;
    compiler.exit_code = 1;
    compiler.prints = {{0ms, "[error] validation failed\n", true}};
    w.launcher.then(compiler);
    CHECK(w.prepare(w.program, {{"mode", "aot"}}).error == errc::prepare_failed);
    CHECK(w.context.diagnostics.stage == "wasmedge compile");
    CHECK(w.context.diagnostics.stderr_tail == "[error] validation failed\n");
}

TEST_CASE("files of the wrong kind never reach the runtime") {
    World w;
    auto refused = [&](TargetWorkload& workload, char const* target, std::filesystem::path const& file) {
        workload.artifacts.insert_or_assign(target, file);
        CHECK(w.prepare(workload).error == errc::artifact_missing);
        CHECK(w.start(workload).error == errc::artifact_missing);
        CHECK(w.context.diagnostics.subject == file.string());
    };
    refused(w.program, "wasm32-wasi", w.service.artifacts["wasi-http"]);
    refused(w.program, "wasm32-wasi", "/nonexistent.wasm");
    refused(w.service, "wasi-sockets", w.service.artifacts["wasi-http"]);
    w.service.artifacts.erase("wasi-sockets");
    CHECK(w.start(w.service).error == errc::unsupported);
    CHECK(w.launcher.commands().empty());
}

TEST_CASE("each port call of a preparation and a start fails in its turn, and nothing is left") {
    std::vector<std::string> fatal;
    for_each_failure(asio::error::broken_pipe, [&](FailCount& count) {
        World w(count);
        ChildScript compiler;
        compiler.ends_after = 1s;
        w.launcher.then(compiler).then({});
        w.connector.from(0ms, ServerBehaviour::answers(200, right));
        auto prepared = w.prepare(w.service, {{"mode", "aot"}});
        if (prepared.error) {
            fatal.push_back("prepare: " + count.failed_call());
        } else {
            auto r = w.start(w.service, {{"mode", "aot"}}, prepared.value);
            if (r.error) fatal.push_back("start: " + count.failed_call());
            CHECK((r.value == nullptr) == bool(r.error));
        }
        CHECK(w.nothing_left());
    });
    CHECK(fatal == Words{"prepare: launch", "prepare: wait", "start: free_port", "start: launch"});
}
