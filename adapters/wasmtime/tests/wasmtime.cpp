// The adapter over fakes: what it launches and when, and what it makes of what comes back.

#include <wasmbench/adapters/wasmtime.hpp>
#include <wasmbench/testing/fake_world.hpp>

#include <boost/asio/error.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

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
    std::unique_ptr<Runtime> runtime = adapters::make_wasmtime({"/opt/wasmtime"});

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
    std::filesystem::path cache() const { return context.scratch / "wasmtime-cache"; }
    std::string config() const {
        return "cache-config=" + (context.scratch / "wasmtime-cache.toml").string();
    }
    bool nothing_left() const { return launcher.running() == 0 && connector.open() == 0; }

    // A program that prints the right answer; with `module`, it leaves that in the cache.
    ChildScript prints(std::string const& module = {}) {
        ChildScript s;
        s.ends_after = 100ms;
        s.prints = {{0ms, right}};
        if (!module.empty())
            s.on_launch = [this, module](Command const&) {
                std::filesystem::create_directories(cache() / "modules");
                std::ofstream(cache() / "modules" / module) << "code";
            };
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

TEST_CASE("what wasmtime says of itself") {
    World w;
    CHECK(w.runtime->name() == "wasmtime");
    CHECK(w.runtime->capabilities() == Capabilities{Capability::http, Capability::command,
                                           Capability::ahead_of_time, Capability::many_instances, Capability::page_cache,
                                           Capability::own_network, Capability::store});
    CHECK(w.runtime->describe(w.service, {{"mode", "aot"}}).mode == ExecutionMode::aot);
}

TEST_CASE("a runtime that is not installed says what to do") {
    World w;
    EnvironmentVariable const variable("WASMBENCH_WASMTIME", "/nonexistent");
    auto const missing = adapters::make_wasmtime();
    auto const a = missing->availability();
    CHECK_FALSE(a.usable);
    CHECK(a.reason == "WASMBENCH_WASMTIME names /nonexistent, which is not an executable file");
    w.runtime = adapters::make_wasmtime();
    CHECK(w.prepare(w.program).error == errc::unavailable);
    CHECK(w.start(w.program).error == errc::unavailable);
    CHECK(w.context.diagnostics.subject == a.reason);
    CHECK(w.context.diagnostics.remedy == "run ./scripts/runtimes install wasmtime");
    CHECK(w.launcher.commands().empty());
}

TEST_CASE("a program is run from its module, with the cache off") {
    World w;
    w.launcher.then(w.prints());
    auto const r = w.start(w.program);
    REQUIRE_FALSE(r.error);
    auto const& c = w.launcher.commands().at(0);
    CHECK(c.program == "/opt/wasmtime");
    CHECK(c.arguments == Words{"run", "-C", "cache=n", w.program.artifacts["wasm32-wasi"].string()});
    CHECK(c.working_directory == w.context.scratch);
    CHECK(std::count(c.environment.begin(), c.environment.end(), "HOME=" + w.context.scratch.string()) == 1);
    CHECK(std::get<CommandEndpoint>(r.value->endpoint()).output == right);
}

TEST_CASE("a service is served from its component, on the port that was found") {
    World w;
    w.connector.from(30ms, ServerBehaviour::answers(200, right));
    auto const r = w.start(w.service, {{"reuse", "7"}});
    REQUIRE_FALSE(r.error);
    CHECK(w.words(0) == Words{"serve", "-C", "cache=n", "--addr", "127.0.0.1:1", "--max-instance-reuse-count",
                            "7", "--idle-instance-timeout", "86400s",
                            w.service.artifacts["wasi-http"].string()});
    CHECK(r.value->processes().roots.at(0).role == Role::workload);

    World fixed;
    fixed.connector.from(0ms, ServerBehaviour::answers(200, right));
    CHECK_FALSE(fixed.start(fixed.service, {{"port", "2"}}).error);
    CHECK(fixed.words(0).at(4) == "127.0.0.1:2");
}

TEST_CASE("ahead of time: compiled in the preparation, which is timed, and started from the result") {
    World w;
    ChildScript compiler;
    compiler.ends_after = 3s;
    w.launcher.then(compiler).then(w.prints());
    auto const prepared = w.prepare(w.program, {{"mode", "aot"}});
    REQUIRE_FALSE(prepared.error);
    auto const cwasm = w.context.scratch / "print.cwasm";
    CHECK(w.words(0) == Words{"compile", "-o", cwasm.string(), w.program.artifacts["wasm32-wasi"].string()});
    CHECK(prepared.value.artifacts.at("cwasm") == cwasm);
    CHECK(prepared.value.steps == std::vector<std::pair<std::string, Duration>>{{"compile", 3s}});

    CHECK_FALSE(w.start(w.program, {{"mode", "aot"}}, prepared.value).error);
    CHECK(w.words(1) == Words{"run", "--allow-precompiled", "-C", "cache=n", cwasm.string()});
    CHECK(w.start(w.program, {{"mode", "aot"}}).error == errc::artifact_missing); // without its preparation
}

TEST_CASE("a compiler that fails is prepare_failed, with its words") {
    World w;
    ChildScript compiler;
    compiler.ends_after = 1s;
    compiler.exit_code = 1;
    compiler.prints = {{0ms, "Error: unknown import\n", true}};
    w.launcher.then(compiler);
    auto const r = w.prepare(w.program, {{"mode", "aot"}});
    CHECK(r.error == errc::prepare_failed);
    CHECK(w.context.diagnostics.stage == "wasmtime compile");
    CHECK(w.context.diagnostics.stderr_tail == "Error: unknown import\n");
}

TEST_CASE("an empty cache is emptied before each start, and must have been filled by it") {
    World w;
    Options const options{{"cache", "empty"}};
    w.launcher.then(w.prints("one")).then(w.prints("two")).then(w.prints());
    CHECK(w.prepare(w.program, options).value.steps.empty());
    CHECK_FALSE(w.start(w.program, options).error);
    CHECK(w.words(0) ==
          Words{"run", "-C", "cache=y", "-C", w.config(), w.program.artifacts["wasm32-wasi"].string()});
    CHECK_FALSE(w.start(w.program, options).error);
    CHECK_FALSE(std::filesystem::exists(w.cache() / "modules" / "one"));
    CHECK(w.start(w.program, options).error == errc::wrong_temperature);
    CHECK(w.nothing_left());
}

TEST_CASE("a full cache is filled in the preparation, and a start that adds to it is discarded") {
    World w;
    Options const options{{"cache", "full"}};
    w.launcher.then(w.prints("one")).then(w.prints()).then(w.prints("two"));
    auto const prepared = w.prepare(w.program, options);
    REQUIRE_FALSE(prepared.error);
    CHECK(prepared.value.steps == std::vector<std::pair<std::string, Duration>>{{"fill_cache", 100ms}});
    CHECK_FALSE(w.start(w.program, options, prepared.value).error);
    CHECK(w.words(1) == w.words(0));
    CHECK(w.start(w.program, options, prepared.value).error == errc::wrong_temperature);

    World unprepared;
    unprepared.launcher.then(unprepared.prints("one"));
    CHECK(unprepared.start(unprepared.program, options).error == errc::wrong_temperature);
}

TEST_CASE("a cache that is filled although it is off is noticed") {
    World w;
    w.launcher.then(w.prints("one"));
    CHECK(w.start(w.program).error == errc::wrong_temperature);
}

TEST_CASE("a service fills its cache too, and the instance that did so is gone afterwards") {
    World w;
    auto fills = w.prints("one");
    fills.ends_after.reset();
    w.launcher.then(fills).then({});
    w.connector.from(0ms, ServerBehaviour::answers(200, right));
    auto const prepared = w.prepare(w.service, {{"cache", "full"}});
    REQUIRE_FALSE(prepared.error);
    CHECK(w.nothing_left());
    auto const r = w.start(w.service, {{"cache", "full"}}, prepared.value);
    CHECK_FALSE(r.error);
    CHECK(w.launcher.running() == 1);
}

TEST_CASE("files of the wrong kind never reach the runtime") {
    World w;
    auto refused = [&](TargetWorkload& workload, char const* target, std::filesystem::path const& file) {
        workload.artifacts.insert_or_assign(target, file);
        CHECK(w.prepare(workload).error == errc::artifact_missing);
        CHECK(w.start(workload).error == errc::artifact_missing);
        CHECK(w.context.diagnostics.subject == file.string());
    };
    auto const component = w.service.artifacts["wasi-http"];
    refused(w.program, "wasm32-wasi", w.files.write("text.wasm", "#!/bin/sh\necho hello\n"));
    refused(w.program, "wasm32-wasi", component);
    refused(w.program, "wasm32-wasi", "/nonexistent.wasm");
    refused(w.service, "wasi-http", w.program.artifacts["native"]);
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
