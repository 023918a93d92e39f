// The adapter over fakes: in which order a lattice comes and goes, and what becomes of each failure.

#include "fake_nats.hpp"
#include "wasmcloud_parts.hpp"

#include <wasmbench/testing/fake_world.hpp>

#include <boost/asio/error.hpp>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>

#include <support/start_entries.hpp>
#include <support/wasm_files.hpp>

using namespace wasmbench;
using namespace wasmbench::testing;
using namespace std::chrono_literals;
using adapters::wasmcloud::Tools;
using tests::FakeNats;
using tests::LatticeScript;
using tests::TargetWorkload;
using Words = std::vector<std::string>;

namespace {

constexpr auto right = "target answers\n";

Tools found_tools() {
    Tools t;
    t.availability = Availability::yes("1.9.0");
    t.nats_server = "/opt/nats-server";
    t.wadm = "/opt/wadm";
    t.host = "/opt/wasmcloud";
    t.provider = "/opt/http-server.par.gz";
    return t;
}

struct World : FakeWorld {
    World() { set_up(nullptr); }
    explicit World(FailCount& count)
        : FakeWorld(count) {
        set_up(&count);
    }

    tests::WasmFiles files;
    TargetWorkload service{TargetWorkload::Kind::service, "serve"};
    TargetWorkload program{TargetWorkload::Kind::program, "print"};
    std::shared_ptr<FakeNats::State> nats = std::make_shared<FakeNats::State>();
    std::unique_ptr<Runtime> runtime;
    std::string nats_version = "2.11.10";
    std::string nats_name; ///< empty: the one on its command line
    ServerBehaviour http = ServerBehaviour::answers(200, right);
    Duration http_after = 60ms; ///< since nats-server's launch

    // NATS greets 5 ms after its launch.
    void daemons(ChildScript nats_server, ChildScript wadm = {}, ChildScript host = {}) {
        nats_server.on_launch = [this](Command const& c) {
            auto const at = std::find(c.arguments.begin(), c.arguments.end(), "-n");
            auto const name = nats_name.empty() ? *std::next(at) : nats_name;
            auto const now = clock.now() - clock.start();
            connector.from(now + 5ms, ServerBehaviour::sends("INFO {\"server_name\":\"" + name + "\",\"version\":\"" +
                                                             nats_version + "\",\"jetstream\":true}\r\nPONG\r\n"));
            connector.from(now + http_after, http);
        };
        launcher.then(std::move(nats_server)).then(std::move(wadm)).then(std::move(host));
    }

    Outcome<InstancePtr> start(Workload const& w, Options options = {}, std::optional<Duration> cancel_after = {}) {
        if (!scripted_) daemons({});
        scripted_ = false;
        return run<InstancePtr>(
            [&](auto token) {
                runtime->async_start(context, StartSpec{&w, std::move(options), {}, 10s}, std::move(token));
            },
            cancel_after);
    }
    void scripted(ChildScript nats_server, ChildScript wadm = {}, ChildScript host = {}) {
        daemons(std::move(nats_server), std::move(wadm), std::move(host));
        scripted_ = true;
    }
    Outcome<ExitReport> stop(Instance& instance, StopPolicy policy = {}, std::optional<Duration> cancel_after = {}) {
        return run<ExitReport>(
            [&](auto token) { instance.async_stop(policy, std::move(token)); }, cancel_after);
    }
    std::string line(error_code ec) const { return to_line(Failure{ec, context.diagnostics}); }
    bool nothing_left() const {
        return launcher.running() == 0 && connector.open() == 0 && nats->open == 0 &&
               std::filesystem::is_empty(scratch.path());
    }

private:
    void set_up(FailCount* count) {
        files.add_to(service);
        files.add_to(program);
        runtime = adapters::wasmcloud::make_over(found_tools(), std::make_unique<FakeNats>(clock, nats, count));
    }
    bool scripted_ = false;
};

ChildScript ends(Duration after, std::string words, int status = 1) {
    ChildScript s;
    s.ends_after = after;
    s.exit_code = status;
    s.prints = {{0ms, std::move(words), true}};
    return s;
}

Duration from_launch(Instance const& instance, std::string_view mark) {
    return *instance.timeline().between(marks::launch, mark);
}

} // namespace

TEST_CASE("nats-server, wadm and host are launched in this order, each in a folder of its own") {
    World w;
    auto const r = w.start(w.service);
    INFO(w.line(r.error));
    REQUIRE_FALSE(r.error);
    auto const& c = w.launcher.commands();
    REQUIRE(c.size() == 3);
    CHECK(c[0].program == "/opt/nats-server");
    CHECK(c[1].program == "/opt/wadm");
    CHECK(c[2].program == "/opt/wasmcloud");
    auto const folder = c[0].working_directory.parent_path();
    CHECK(folder.parent_path() == w.context.scratch);
    CHECK(c[0].working_directory == folder / "nats");
    CHECK(c[1].working_directory == folder / "wadm");
    CHECK(c[2].working_directory == folder / "host");
    for (auto const& one : c) {
        auto const has = [&](std::string const& entry) {
            return std::count(one.environment.begin(), one.environment.end(), entry) == 1;
        };
        CHECK(has("TMPDIR=" + one.working_directory.string())); // the provider's cache goes with it
        CHECK(has("NO_COLOR=1"));
    }
    CHECK(c[2].arguments == Words{"--nats-host", "127.0.0.1", "--nats-port", "1", "--lattice",
                                folder.filename().string(), "--allow-file-load"});
    CHECK(w.nats->requests == Words{"model.get", "host.ping", "known_hosts", "host.get", "model.put", "model.deploy"});
    auto const manifest = nlohmann::json::parse(w.nats->data.at(4));
    CHECK(manifest["spec"]["components"][0]["properties"]["image"] ==
          "file://" + w.service.artifacts["wasi-http"].string());
}

TEST_CASE("logs of the three are apart") {
    World w;
    w.context.log_stem = "/logs/7";
    REQUIRE_FALSE(w.start(w.service).error);
    CHECK(w.launcher.commands()[0].log_stem == "/logs/7-nats");
    CHECK(w.launcher.commands()[2].log_stem == "/logs/7-host");
}

TEST_CASE("a cold lattice is timed from nats-server's launch, an application from its manifest") {
    World w;
    auto const whole = w.start(w.service, {{"cold", "lattice"}});
    REQUIRE_FALSE(whole.error);
    CHECK(whole.value->timeline().at(marks::launch) == w.launcher.child(0).launched_at);
    CHECK(from_launch(*whole.value, "nats_ready") >= 5ms);
    CHECK(from_launch(*whole.value, "wadm_ready") > from_launch(*whole.value, "nats_ready"));
    CHECK(from_launch(*whole.value, "host_ready") > from_launch(*whole.value, "wadm_ready"));
    CHECK(from_launch(*whole.value, "deployed") == from_launch(*whole.value, "host_ready") + 2ms);
    CHECK(from_launch(*whole.value, "component_started") > from_launch(*whole.value, "deployed"));
    CHECK(from_launch(*whole.value, "ready") >= 60ms);
    CHECK(tests::start_entries(whole.value->timeline()) ==
          Words{"engine_start:nats", "engine_start:wadm", "engine_start:host", "load:put", "load:order",
              "load:component", "instantiate+first_answer:provider", "instantiate+first_answer"});

    World other;
    auto const application = other.start(other.service);
    REQUIRE_FALSE(application.error);
    CHECK(from_launch(*application.value, "manifest_put") == 1ms);
    CHECK(from_launch(*application.value, "deployed") == 2ms);
    CHECK(from_launch(*application.value, "spawned") == 2ms);
    CHECK(from_launch(*application.value, "component_started") == 11ms);
    CHECK(from_launch(*application.value, "provider_started") == 31ms);
    CHECK(from_launch(*application.value, "ready") < 60ms);
    CHECK_FALSE(application.value->timeline().at("nats_ready"));
    CHECK(tests::start_entries(application.value->timeline()) ==
          Words{"load:put", "load:order", "load:component", "instantiate+first_answer:provider",
              "instantiate+first_answer"});
}

TEST_CASE("stopped in order: undeployed, host, wadm, NATS, each asked first") {
    World w;
    auto r = w.start(w.service);
    REQUIRE_FALSE(r.error);
    CHECK_FALSE(w.nothing_left());
    auto const stopped = w.stop(*r.value);
    CHECK_FALSE(stopped.error);
    CHECK(w.nats->requests.back() == "model.undeploy");
    CHECK(w.nothing_left());
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(w.launcher.child(i).signals == std::vector<int>{SIGTERM});
        CHECK(w.launcher.child(i).exit);
    }
    CHECK(stopped.value == *w.launcher.child(2).exit);
    CHECK(w.stop(*r.value).value == stopped.value);
}

TEST_CASE("who does not end when asked is killed, within the grace") {
    World w;
    ChildScript deaf;
    deaf.ignores_term = true;
    w.scripted(deaf, deaf, deaf);
    w.nats->script.undeploys = false;
    auto r = w.start(w.service);
    REQUIRE_FALSE(r.error);
    auto const begin = w.clock.now();
    CHECK_FALSE(w.stop(*r.value, StopPolicy{800ms}).error);
    CHECK(w.clock.now() - begin <= 810ms);
    CHECK(w.launcher.child(0).killed);
    CHECK(w.nothing_left());
}

TEST_CASE("a process that survives is named") {
    World w;
    ChildScript immortal;
    immortal.ignores_term = true;
    immortal.survives_kill = true;
    w.scripted({}, immortal);
    auto r = w.start(w.service);
    REQUIRE_FALSE(r.error);
    CHECK(w.stop(*r.value).error == errc::leaked_processes);
    CHECK(w.context.diagnostics.subject == "pid " + std::to_string(w.launcher.child(1).identity.pid));
}

TEST_CASE("a stop that is cancelled kills at once") {
    ChildScript deaf;
    deaf.ignores_term = true;
    for (auto const after : {0ms, 1ms, 300ms}) {
        World w;
        w.scripted({}, {}, deaf);
        auto r = w.start(w.service);
        REQUIRE_FALSE(r.error);
        CHECK(w.stop(*r.value, StopPolicy{10s}, after).error == asio::error::operation_aborted);
        CHECK(w.nothing_left());
    }
}

TEST_CASE("an instance that is destroyed takes everything with it") {
    World w;
    REQUIRE_FALSE(w.start(w.service).error); // and its value with it
    CHECK(w.nothing_left());
}

TEST_CASE("a start that is cancelled at any moment leaves nothing") {
    for (auto after = 0ms; after < 60ms; after += 3ms) {
        World w;
        CHECK(w.start(w.service, {{"cold", "lattice"}}, after).error == asio::error::operation_aborted);
        CHECK(w.nothing_left());
    }
}

TEST_CASE("a program's output is the answer, and its lattice is gone with it") {
    World w;
    auto const r = w.start(w.program);
    INFO(w.line(r.error));
    REQUIRE_FALSE(r.error);
    auto const& end = std::get<CommandEndpoint>(r.value->endpoint());
    CHECK(end.output == right);
    CHECK(end.exit.ended_at == *r.value->timeline().at(marks::ready));
    CHECK(w.nothing_left());
}

TEST_CASE("processes by role, announced when the host is there") {
    World w;
    std::vector<ProcessTree> announced;
    w.context.on_processes = [&](ProcessTree const& t) { announced.push_back(t); };
    auto const r = w.start(w.service);
    REQUIRE_FALSE(r.error);
    auto const& tree = r.value->processes();
    CHECK(announced == std::vector<ProcessTree>{tree});
    REQUIRE(tree.parts.size() == 3); // fake processes have no children
    CHECK(tree.parts[0].name == "host");
    CHECK(tree.parts[0].process.role == Role::runtime_host);
    CHECK(tree.parts[0].process.pid == w.launcher.child(2).identity.pid);
    CHECK(tree.parts[1].name == "nats");
    CHECK(tree.parts[1].process.role == Role::shared_daemon);
    CHECK(tree.parts[2].name == "wadm");
}

TEST_CASE("nats-server that cannot bind: its words; another server on the port is not deployed to") {
    World w;
    w.nats_name = "somebody else's";
    w.scripted(ends(20ms, "[1] [FTL] Error listening on port: address already in use\n"));
    auto const r = w.start(w.service);
    CHECK(r.error == errc::exited_before_ready);
    CHECK(w.context.diagnostics.exit == "exit status 1");
    CHECK(w.line(r.error).find("address already in use") != std::string::npos);
    CHECK(w.nats->requests.empty());
    CHECK(w.launcher.launched() == 1);
    CHECK(w.nothing_left());
}

TEST_CASE("nats-server too old: its version, which is needed, and what to do; wadm is not even started") {
    World w;
    w.nats_version = "2.9.10";
    auto const r = w.start(w.service);
    CHECK(r.error == errc::unavailable);
    CHECK(w.line(r.error).find("nats-server 2.9.10") != std::string::npos);
    CHECK(w.context.diagnostics.remedy == "run ./scripts/runtimes install nats-server");
    CHECK(w.launcher.launched() == 1);
    CHECK(w.nothing_left());
}

TEST_CASE("whoever is not heard of in time is named, with its last words") {
    ChildScript talks;
    talks.prints = {{0ms, "2026-11-24T00:00:00Z  WARN thinking\n", true}};
    auto timeout = [&](LatticeScript const& script, char const* stage, std::string const& expected) {
        World w;
        w.scripted({}, talks, talks);
        w.nats->script = script;
        auto const r = w.start(w.service);
        CHECK(r.error == errc::ready_timeout);
        CHECK(w.context.diagnostics.stage == stage);
        CHECK(w.context.diagnostics.expected.starts_with(expected));
        CHECK(w.context.diagnostics.stderr_tail == "WARN thinking");
        CHECK(w.clock.now() - w.clock.start() < 12s);
        CHECK(w.nothing_left());
    };
    timeout({.silent = {"model.get"}}, "start wadm", "an answer on wadm.api.");
    timeout({.nobody = {"model.get"}}, "start wadm", "an answer on wadm.api.");
    timeout({.nobody = {"host.ping"}}, "start the wasmCloud host", "a host that answers in lattice");
    timeout({.answers = {{"known_hosts", "{}"}}}, "start the wasmCloud host", "a host that wadm has learnt of");
    timeout({.silent = {"host.get"}}, "start the wasmCloud host", "the host's inventory");
}

TEST_CASE("wadm's no is told in its words") {
    World w;
    w.nats->script.answers["model.put"] = R"({"result":"error","message":"unknown field"})";
    auto const r = w.start(w.service);
    CHECK(r.error == errc::command_failed);
    CHECK(w.context.diagnostics.stage == "deploy");
    CHECK(w.context.diagnostics.subject == "wadm's model.put, wadm's status: reconciling: busy");
    CHECK(w.context.diagnostics.stderr_tail == "unknown field");
    CHECK(w.nothing_left());

    World silent;
    silent.nats->script.silent = {"model.deploy", "model.status"};
    CHECK(silent.start(silent.service).error == errc::ready_timeout);
    CHECK(silent.context.diagnostics.subject == "wadm's model.deploy.bench, wadm's status: does not answer");
    CHECK(silent.nothing_left());
}

TEST_CASE("a deployment that fails ends at once, with the host's reason and wadm's status") {
    World w;
    w.http = ServerBehaviour::refuses();
    LatticeScript::Event const failed{"provider_start_failed", R"({"error":"no such file"})"};
    w.nats->script.deploy_events.emplace({failed});
    w.nats->script.answers["model.status"] = R"({"status":{"status":{"type":"failed","message":"no file"}}})";
    auto const r = w.start(w.service);
    CHECK(r.error == errc::command_failed);
    CHECK(w.context.diagnostics.stderr_tail == "provider start failed: no such file");
    CHECK(w.context.diagnostics.subject.ends_with("wadm's status: failed: no file"));
    CHECK(w.clock.now() - w.clock.start() < 1s);
    CHECK(w.nothing_left());
}

TEST_CASE("a deployment that never gets ready: what HTTP and wadm said last") {
    World w;
    w.http = ServerBehaviour::answers(500, "no handler");
    auto const r = w.start(w.service);
    CHECK(r.error == errc::ready_timeout);
    CHECK(w.context.diagnostics.subject ==
          "http://127.0.0.1:1/, last try: status 500, got \"no handler\", wadm's status: reconciling: busy");
    CHECK(w.nothing_left());
}

TEST_CASE("an order of which nothing comes: what waits in wadm's queue") {
    World w;
    w.http = ServerBehaviour::refuses();
    w.nats->script.deploy_events.emplace();
    w.nats->script.answers["model.status"] = R"({"status":{"status":{"type":"undeployed"}}})";
    CHECK(w.start(w.service).error == errc::ready_timeout);
    CHECK(w.context.diagnostics.subject.ends_with(
        "wadm's status: undeployed, its queue of events: 14 undelivered, 1 not acknowledged, asked for by nobody"));
    CHECK(w.nothing_left());

    World silent;
    silent.http = ServerBehaviour::refuses();
    silent.nats->script.deploy_events.emplace();
    silent.nats->script.silent = {"event_queue"};
    CHECK(silent.start(silent.service).error == errc::ready_timeout);
    CHECK(silent.context.diagnostics.subject.ends_with("its queue of events: does not answer"));
}

TEST_CASE("a provider that missed its link is told again, after a second, and the row says so") {
    World w;
    w.http = ServerBehaviour::refuses();
    w.nats->on_request = [&](std::string const& name) {
        if (name == "link.put")
            w.connector.from(w.clock.now() - w.clock.start() + 5ms, ServerBehaviour::answers(200, right));
    };
    auto const r = w.start(w.service);
    INFO(w.line(r.error));
    REQUIRE_FALSE(r.error);
    auto const n = w.nats->requests.size();
    CHECK(w.nats->requests.at(n - 2) == "link.del");
    CHECK(w.nats->requests.at(n - 1) == "link.put");
    CHECK(w.nats->data.at(n - 2) == "{}"); // the link as the host had set it
    auto const again = from_launch(*r.value, "link_put_again");
    CHECK(again > 1s);
    CHECK(again < 1300ms);
    CHECK(from_launch(*r.value, "ready") > again);

    World in_time;
    REQUIRE_FALSE(in_time.start(in_time.service).error);
    CHECK(std::count(in_time.nats->requests.begin(), in_time.nats->requests.end(), "link.put") == 0);
}

TEST_CASE("a deployment of which nothing comes, or only the component, is ordered again") {
    // How long after the launch, when of the first order comes no more than `events`.
    auto const ordered_again = [](std::vector<LatticeScript::Event> events) {
        World w;
        w.http = ServerBehaviour::refuses();
        w.nats->script.deploy_events.emplace(std::move(events));
        int orders = 0;
        w.nats->on_request = [&](std::string const& name) {
            if (name != "model.deploy" || ++orders != 2) return;
            w.connector.from(w.clock.now() - w.clock.start() + 5ms, ServerBehaviour::answers(200, right));
        };
        auto const r = w.start(w.service);
        INFO(w.line(r.error));
        REQUIRE_FALSE(r.error);
        CHECK(orders == 2);
        return from_launch(*r.value, "deployed_again");
    };
    auto const lost = ordered_again({});
    CHECK(lost > 2s);
    CHECK(lost < 2300ms);
    auto const stopped_half_way = ordered_again({{"component_scaled", R"({"max_instances":100})"}});
    CHECK(stopped_half_way > 5s);
    CHECK(stopped_half_way < 5500ms);
}

TEST_CASE("each of the three that ends during the deployment is named, with how and its words") {
    for (std::size_t who = 0; who < 3; ++who) {
        World w;
        w.http = ServerBehaviour::refuses();
        std::array<ChildScript, 3> scripts;
        scripts.at(who) = ends(40ms, "Error: I am gone\n", 3);
        w.scripted(scripts[0], scripts[1], scripts[2]);
        auto const r = w.start(w.service);
        CHECK(r.error == errc::exited_before_ready);
        CHECK(w.context.diagnostics.exit == "exit status 3");
        CHECK(w.context.diagnostics.stderr_tail == "Error: I am gone");
        CHECK(w.context.diagnostics.command.starts_with(w.launcher.commands().at(who).program.string()));
        CHECK(w.nothing_left());
    }
}

TEST_CASE("wrong answers and wrong files") {
    World w;
    w.http = ServerBehaviour::answers(200, "something else");
    CHECK(w.start(w.service).error == errc::wrong_answer);
    CHECK(w.nothing_left());

    World files;
    files.service.artifacts["wasi-http"] = files.service.artifacts["wasm32-wasi"];
    CHECK(files.start(files.service).error == errc::artifact_missing);
    CHECK(files.launcher.commands().empty());
}

TEST_CASE("the built-in server: refused where the host has none, else told of on its command line") {
    World w;
    CHECK_THROWS_AS(w.runtime->describe(w.service, {{"provider", "builtin"}}), Error);
    CHECK(w.start(w.service, {{"provider", "builtin"}}).error == errc::unsupported);
    CHECK(w.launcher.commands().empty());

    auto tools = found_tools();
    tools.builtin_server = true;
    World with;
    with.runtime = adapters::wasmcloud::make_over(tools, std::make_unique<FakeNats>(with.clock, with.nats));
    CHECK(with.runtime->describe(with.service, {{"provider", "builtin"}}).variant == "built-in server");
    REQUIRE_FALSE(with.start(with.service, {{"provider", "builtin"}}).error);
    CHECK(with.launcher.commands()[2].arguments.back() == "builtin-http-server");
    CHECK(with.nats->data.at(4).find("wasmcloud+builtin://http-server") != std::string::npos);
}

TEST_CASE("a wasmCloud that is not there says what is missing and what adds it") {
    auto tools = Tools{};
    tools.availability = Availability::no("wadm is not on PATH", "./scripts/runtimes install wasmcloud");
    World w;
    w.runtime = adapters::wasmcloud::make_over(tools, std::make_unique<FakeNats>(w.clock, w.nats));
    CHECK(w.runtime->availability() == tools.availability);
    auto const prepared = w.run<Prepared>(
        [&](auto token) { w.runtime->async_prepare(w.context, PrepareSpec{&w.service, {}}, std::move(token)); });
    CHECK(prepared.error == errc::unavailable);
    CHECK(w.context.diagnostics.subject == "wadm is not on PATH");
    CHECK(w.context.diagnostics.remedy == "run ./scripts/runtimes install wasmcloud");
    CHECK(w.start(w.service).error == errc::unavailable);
}

TEST_CASE("each port call of a start fails in its turn, and nothing is left") {
    Words fatal, survived;
    for_each_failure(asio::error::broken_pipe, [&](FailCount& count) {
        World w(count);
        w.http_after = 16ms;
        auto r = w.start(w.service, {{"cold", "lattice"}});
        if (count.fired()) (r.error ? fatal : survived).push_back(count.failed_call());
        CHECK((r.value == nullptr) == bool(r.error));
        if (r.error) CHECK(w.nothing_left());
        r.value.reset();
        CHECK(w.nothing_left());
    });
    // Orders are given once; everything that is asked until it is answered survives one failure.
    std::sort(fatal.begin(), fatal.end());
    CHECK(fatal == Words{"free_port", "free_port", "launch", "launch", "launch", "nats connect", "nats request",
                       "nats request", "nats subscribe"});
    for (auto const* call : {"connect", "write", "read", "nats request"})
        CHECK(std::count(survived.begin(), survived.end(), call) > 0);
}

TEST_CASE("each port call of a stop fails in its turn, and everything is ended all the same") {
    auto const calls = for_each_failure(asio::error::broken_pipe, [&](FailCount& count) {
        World w(count);
        w.http_after = 16ms;
        auto r = w.start(w.service);
        if (r.error) return;
        w.stop(*r.value);
        CHECK(w.nothing_left());
    });
    CHECK(calls > 20);
}
