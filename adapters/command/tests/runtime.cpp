// The runtime over fakes: what it launches and when, and what it makes of what comes back.

#include "described.hpp"

#include <wasmbench/adapters/command.hpp>
#include <wasmbench/testing/fake_world.hpp>

#include <boost/asio/error.hpp>

#include <catch2/catch_test_macros.hpp>

#include <csignal>
#include <fstream>

#include <support/environment.hpp>
#include <support/wasm_files.hpp>

using namespace wasmbench;
using namespace wasmbench::testing;
using namespace std::chrono_literals;
using tests::EnvironmentVariable;
using tests::TargetWorkload;
using Words = std::vector<std::string>;

namespace {

constexpr auto right = "target answers\n";

ChildScript prints(char const* text, int exit_code = 0, bool to_stderr = false) {
    ChildScript s;
    s.ends_after = 100ms;
    s.exit_code = exit_code;
    s.prints = {{0ms, text, to_stderr}};
    return s;
}

// A compiler: makes the file that its last word names.
ChildScript compiles(bool makes_it = true) {
    ChildScript s;
    s.ends_after = 3s;
    s.on_launch = [makes_it](Command const& c) {
        if (makes_it) std::ofstream(c.arguments.back()) << "code";
    };
    return s;
}

struct World : FakeWorld {
    World() { add_files(); }
    explicit World(FailCount& count)
        : FakeWorld(count) {
        add_files();
    }

    tests::WasmFiles files;
    TargetWorkload service{TargetWorkload::Kind::service, "serve"};
    TargetWorkload program{TargetWorkload::Kind::program, "print"};
    std::unique_ptr<Runtime> runtime = adapters::make_command(tests::read(tests::described()).value());

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
    Command const& launched(std::size_t n) const { return launcher.commands().at(n); }

private:
    void add_files() {
        files.add_to(service);
        files.add_to(program);
    }
};

// A description beside a program of that shell script.
struct Installed {
    ScratchFolder folder;

    adapters::RuntimeDescription described(nlohmann::json const& d, std::string const& script) const {
        std::ofstream(folder.path() / "driver.js") << "//";
        auto const program = folder.path() / "odd";
        std::ofstream(program) << "#!/bin/sh\n" << script << "\n";
        std::filesystem::permissions(program, std::filesystem::perms::owner_all);
        return adapters::runtime_description_from_json(d.dump(), folder.path() / "odd.json").value();
    }
    Availability look(std::string const& script) const {
        return adapters::make_command(described(tests::described(), script))->availability();
    }
};

} // namespace

TEST_CASE("availability is the version, in the words of the description, and the files that a record names") {
    Installed const i;
    auto const a = i.look("[ \"$*\" = version ] && echo 'code 9, odd 1.10.1'");
    INFO(a.reason);
    REQUIRE(a.usable);
    CHECK(a.version == "1.10.1");
    CHECK(a.files == std::vector<std::filesystem::path>{i.folder.path() / "odd", i.folder.path() / "odd.json",
                         i.folder.path() / "driver.js"});
}

TEST_CASE("a program that is too old, says no version or is not there") {
    Installed const i;
    auto const old = i.look("echo odd 1.1.9");
    CHECK_FALSE(old.usable);
    CHECK(old.reason ==
          (i.folder.path() / "odd").string() + " is 1.1.9, its description asks for 1.2 or newer");
    CHECK(old.fix == "build it");
    CHECK(i.look("echo 1.3").reason.ends_with("odd version names no version")); // not after "odd "
    CHECK(i.look("exit 4").reason.ends_with("odd version ended with status 4"));

    auto without_driver = tests::described();
    without_driver["files"] = {"none.js"};
    auto const incomplete = adapters::make_command(i.described(without_driver, "echo odd 1.3"))->availability();
    CHECK(incomplete.reason == (i.folder.path() / "none.js").string() + " is missing, which its description lists");

    EnvironmentVariable const variable("WASMBENCH_ODD", "/nonexistent");
    auto d = tests::described();
    d["program"] = "odd";
    World w;
    w.runtime = adapters::make_command(*tests::read(d));
    CHECK(w.runtime->availability().reason ==
          "WASMBENCH_ODD names /nonexistent, which is not an executable file");
    CHECK(w.start(w.program).error == errc::unavailable);
    CHECK(w.context.diagnostics.remedy == "build it");
    CHECK(w.launcher.commands().empty());
}

TEST_CASE("why it cannot do what it cannot") {
    World const w;
    CHECK(w.runtime->why_not(Capability::page_cache) == "nobody looked");
    CHECK(w.runtime->why_not(Capability::cpu_limit).empty());
}

TEST_CASE("a program is run as described, in the scratch folder") {
    World w;
    w.launcher.then(prints(right));
    auto const r = w.start(w.program);
    REQUIRE_FALSE(r.error);
    auto const& c = w.launched(0);
    auto const scratch = w.context.scratch.string();
    CHECK(c.program == "/d/odd"); // beside the description
    CHECK(c.arguments == Words{"run", w.program.artifacts["wasm32-wasi"].string()});
    CHECK(c.environment == Words{"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=" + scratch, "TMPDIR=" + scratch,
                               "LANG=/d", "ODD_HOME=" + scratch + "/odd"});
    CHECK(c.working_directory == w.context.scratch);
    CHECK(std::get<CommandEndpoint>(r.value->endpoint()).output == right);
}

TEST_CASE("a service is told where to listen, is ready when it answers, and is asked to end by the signal "
          "described") {
    World w;
    w.context.store = "127.0.0.1:9";
    w.connector.from(30ms, ServerBehaviour::answers(200, right));
    auto const r = w.start(w.service);
    REQUIRE_FALSE(r.error);
    CHECK(w.launched(0).arguments ==
          Words{"serve", "--addr=127.0.0.1:1", w.service.artifacts["wasi-http"].string(), "127.0.0.1:9"});
    CHECK(
        r.value->timeline().at(marks::ready).value() - r.value->timeline().at(marks::launch).value() >= 30ms);
    auto const stopped = w.run<ExitReport>([&](auto token) { r.value->async_stop({}, std::move(token)); });
    CHECK_FALSE(stopped.error);
    CHECK(w.launcher.child(0).signals == std::vector<int>{SIGINT});

    World fixed;
    fixed.connector.from(0ms, ServerBehaviour::answers(200, right));
    CHECK_FALSE(fixed.start(fixed.service, {{"port", "2"}}).error);
    CHECK(fixed.launched(0).arguments.at(1) == "--addr=127.0.0.1:2");
}

TEST_CASE("ahead of time: compiled in the preparation by its own program, which is timed, and started from "
          "the result") {
    World w;
    w.launcher.then(compiles()).then(prints(right));
    auto const prepared = w.prepare(w.program, {{"mode", "compiled"}});
    REQUIRE_FALSE(prepared.error);
    auto const artifact = (w.context.scratch / "print.bin").string();
    CHECK(w.launched(0).program == "/d/oddc");
    CHECK(w.launched(0).arguments == Words{w.program.artifacts["wasm32-wasi"].string(), "-o", artifact});
    CHECK(prepared.value.steps == std::vector<std::pair<std::string, Duration>>{{"compile", 3s}});
    CHECK_FALSE(w.start(w.program, {{"mode", "compiled"}}, prepared.value).error);
    CHECK(w.launched(1).arguments == Words{"run", artifact});
    CHECK(w.start(w.program, {{"mode", "compiled"}}).error ==
          errc::artifact_missing); // without its preparation
}

TEST_CASE("the other modes have nothing to prepare") {
    World w;
    CHECK(w.prepare(w.program).value.steps.empty());
    CHECK(w.launcher.commands().empty());
}

TEST_CASE("a compiler that fails, is late or makes nothing is prepare_failed") {
    World failing;
    failing.launcher.then(prints("no memory\n", 1, true));
    CHECK(failing.prepare(failing.program, {{"mode", "compiled"}}).error == errc::prepare_failed);
    CHECK(failing.context.diagnostics.stage == "odd compile");
    CHECK(failing.context.diagnostics.stderr_tail == "no memory\n");

    World late;
    CHECK(late.prepare(late.program, {{"mode", "compiled"}}).error == errc::prepare_failed);
    CHECK(late.context.diagnostics.expected == "its end within 60000 ms");
    CHECK(late.launcher.running() == 0);

    World idle;
    idle.launcher.then(compiles(false));
    CHECK(idle.prepare(idle.program, {{"mode", "compiled"}}).error == errc::prepare_failed);
    CHECK(idle.context.diagnostics.expected == "this file or folder when the compiler has ended");
}

TEST_CASE("a failed start has the words last that the description names") {
    World w;
    w.launcher.then(prints("trap: unreachable\n    at frame 1\n", 134, true));
    CHECK(w.start(w.program).error == errc::command_failed);
    CHECK(w.context.diagnostics.stderr_tail == "trap: unreachable\n    at frame 1\ntrap: unreachable");
    World other;
    other.launcher.then(prints("no such file\n", 1, true));
    CHECK(other.start(other.program).error == errc::command_failed);
    CHECK(other.context.diagnostics.stderr_tail == "no such file\n");
}

TEST_CASE("status 0 is not enough: a wrong answer is one") {
    World w;
    w.launcher.then(prints("something else\n"));
    CHECK(w.start(w.program).error == errc::wrong_answer);
}

TEST_CASE("files of the wrong kind and workloads that no mode runs never reach the runtime") {
    World w;
    w.program.artifacts["wasm32-wasi"] = w.service.artifacts["wasi-http"];
    CHECK(w.prepare(w.program).error == errc::artifact_missing);
    CHECK(w.start(w.program).error == errc::artifact_missing);
    w.service.artifacts.erase("wasi-http");
    CHECK(w.start(w.service).error == errc::unsupported);

    auto d = tests::described();
    d["modes"].erase(0);
    d["capabilities"] = {"many-instances"};
    w.runtime = adapters::make_command(*tests::read(d));
    CHECK(w.prepare(w.service).error == errc::unsupported);
    CHECK(w.start(w.service).error == errc::unsupported);
    CHECK(w.launcher.commands().empty());
}

TEST_CASE("each port call of a preparation and a start fails in its turn, and nothing is left") {
    auto d = tests::described();
    d["modes"][0]["compile"] = d["modes"][2]["compile"];
    d["modes"][0]["run"]["arguments"][1] = "{artifact}";
    d["modes"][0]["serve"]["arguments"][2] = "{artifact}";
    std::vector<std::string> fatal;
    for_each_failure(asio::error::broken_pipe, [&](FailCount& count) {
        World w(count);
        w.runtime = adapters::make_command(*tests::read(d));
        w.launcher.then(compiles()).then({});
        w.connector.from(0ms, ServerBehaviour::answers(200, right));
        auto prepared = w.prepare(w.service);
        if (prepared.error) {
            fatal.push_back("prepare: " + count.failed_call());
        } else {
            auto r = w.start(w.service, {}, prepared.value);
            if (r.error) fatal.push_back("start: " + count.failed_call());
            CHECK((r.value == nullptr) == bool(r.error));
        }
        CHECK(w.launcher.running() == 0);
        CHECK(w.connector.open() == 0);
    });
    CHECK(fatal == Words{"prepare: launch", "prepare: wait", "start: free_port", "start: launch"});
}
