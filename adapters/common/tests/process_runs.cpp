#include <wasmbench/adapters/common/process_runs.hpp>
#include <wasmbench/core/coroutine.hpp>
#include <wasmbench/testing/fake_world.hpp>

#include <boost/asio/error.hpp>

#include <catch2/catch_test_macros.hpp>

#include <csignal>

#include <support/target_workload.hpp>

using namespace wasmbench;
using namespace wasmbench::adapters;
using namespace wasmbench::testing;
using namespace std::chrono_literals;
using tests::TargetWorkload;

namespace {

constexpr auto right = "target answers\n";
HttpEndpoint const endpoint{"127.0.0.1", 1, {}};

struct World : FakeWorld {
    using FakeWorld::FakeWorld;

    TargetWorkload service{TargetWorkload::Kind::service, "serve"};
    TargetWorkload program{TargetWorkload::Kind::program, "print"};
    Command command{"/bin/server", {"--port", "1"}, {}, {}, 1000, {}, 0};

    Outcome<InstancePtr> serve(
        std::optional<Duration> cancel_after = {}, std::chrono::milliseconds ready_within = 10s) {
        StartSpec const spec{&service, {}, {}, ready_within};
        return run<InstancePtr>(
            [&](auto token) {
                complete_with<InstancePtr>(context,
                    start_server(context, command, endpoint, Role::runtime_host, spec), std::move(token));
            },
            cancel_after);
    }
    Outcome<InstancePtr> once(std::optional<Duration> cancel_after = {}) {
        StartSpec const spec{&program, {}, {}, 10s};
        return run<InstancePtr>(
            [&](auto token) {
                complete_with<InstancePtr>(
                    context, run_once(context, command, Role::workload, spec), std::move(token));
            },
            cancel_after);
    }
    Outcome<ExitReport> step(std::optional<Duration> cancel_after = {}) {
        return run<ExitReport>(
            [&](auto token) {
                complete_with<ExitReport>(
                    context, run_step(context, command, "compile", 10s), std::move(token));
            },
            cancel_after);
    }
    Outcome<ExitReport> stop(Instance& instance, std::optional<Duration> cancel_after = {}) {
        return run<ExitReport>(
            [&](auto token) { instance.async_stop(StopPolicy{500ms}, std::move(token)); }, cancel_after);
    }

    Duration elapsed() const { return clock.now() - clock.start(); }
    bool nothing_left() const { return launcher.running() == 0 && connector.open() == 0; }
    std::string line(error_code ec) const { return to_line(Failure{ec, context.diagnostics}); }
};

ChildScript ends(Duration after, int status, std::string out = {}, std::string err = {}) {
    ChildScript s;
    s.ends_after = after;
    s.exit_code = status;
    s.prints = {{0ms, std::move(out)}, {0ms, std::move(err), true}};
    return s;
}

} // namespace

TEST_CASE("a server that answers at once") {
    World w;
    w.connector.from(0ms, ServerBehaviour::answers(200, right));
    auto r = w.serve();
    REQUIRE_FALSE(r.error);
    CHECK(w.launcher.commands() == std::vector{w.command});
    CHECK(std::get<HttpEndpoint>(r.value->endpoint()).port == 1);
    auto const& tree = r.value->processes();
    REQUIRE(tree.roots.size() == 1);
    CHECK(tree.roots[0].pid == w.launcher.child(0).identity.pid);
    CHECK(tree.roots[0].role == Role::runtime_host);
    auto const& t = r.value->timeline();
    for (auto m : {marks::launch, marks::spawned, marks::connected, marks::first_byte, marks::ready})
        CHECK(t.at(m) == w.clock.start());
    CHECK_FALSE(t.at(marks::last_failure));
    CHECK(t.borders() == std::vector<Border>{{StartPhase::spawn, true, "", w.clock.start()},
                             {StartPhase::instantiate, true, "", w.clock.start()}}); // it listens itself
    CHECK(w.connector.attempt(0).written.rfind("GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\n", 0) == 0);
    CHECK(w.connector.open() == 0); // the connection of the readiness check is not kept
}

TEST_CASE("a server that refuses, then says 503, closes early and is silent, is tried until it answers") {
    World w;
    w.connector.from(1s, ServerBehaviour::answers(503, "starting"))
        .from(2s, ServerBehaviour::sends("HTTP/1.1 200 OK\r\nContent-Le"))
        .from(3s, ServerBehaviour::silent())
        .from(4s,
            ServerBehaviour::sends("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\ntarget answers\n", 40, 3ms));
    auto r = w.serve();
    REQUIRE_FALSE(r.error);
    // The silent connection was given up after two seconds, and it is the last failure.
    auto const& t = r.value->timeline();
    auto const failed = *t.at(marks::last_failure) - w.clock.start();
    auto const connected = *t.at(marks::connected) - w.clock.start();
    CHECK(failed >= 3s);
    CHECK(failed < 3s + 2ms);
    CHECK(connected - failed == 2s + 2ms); // attempt limit, then the longest pause
    CHECK(t.between(marks::connected, marks::first_byte) == 3ms);
    CHECK(t.between(marks::first_byte, marks::ready) == 3ms);
    CHECK(w.connector.open() == 0);
}

TEST_CASE("the resolution of a start is half a percent of it") {
    for (Duration opens : {3ms, 30ms, 150ms, 390ms}) {
        World w;
        w.connector.from(opens, ServerBehaviour::answers(200, right));
        auto const r = w.serve();
        REQUIRE_FALSE(r.error);
        auto const late = *r.value->timeline().at(marks::ready) - w.clock.start() - opens;
        CHECK(late >= 0ms);
        CHECK(late <= std::max<Duration>(50us, opens / 200 + 1us));
    }
}

TEST_CASE("where the system tells of new listeners, a start is known at once and is hardly ever tried before") {
    World w;
    w.connector.from(400ms, ServerBehaviour::answers(200, right)).tells({400ms});
    auto const r = w.serve();
    REQUIRE_FALSE(r.error);
    auto const& t = r.value->timeline();
    CHECK(*t.at(marks::ready) - w.clock.start() == 400ms);
    CHECK(*t.at(marks::last_failure) - w.clock.start() == 400ms); // its socket was not there before
    CHECK(w.connector.attempts() <= 400 / 25 + 1);
    auto const& dialled = w.connector.attempt(w.connector.attempts() - 1);
    CHECK(dialled.written.starts_with("GET "));
    CHECK(w.nothing_left() == false); // the server runs
}

TEST_CASE("another's listener is no reason to wait less, and one that is not told of is found by trying") {
    World w;
    w.connector.from(402ms, ServerBehaviour::answers(200, right)).tells({100ms, 101ms, 300ms});
    auto const r = w.serve();
    REQUIRE_FALSE(r.error);
    auto const late = *r.value->timeline().at(marks::ready) - w.clock.start() - 402ms;
    CHECK(late >= 0ms);
    CHECK(late <= 25ms);
}

TEST_CASE("a connection that was dialled and then closed is a try that failed") {
    World w;
    w.connector.from(50ms, ServerBehaviour::sends("")).from(51ms, ServerBehaviour::answers(200, right)).tells({50ms});
    auto const r = w.serve();
    REQUIRE_FALSE(r.error);
    auto const& t = r.value->timeline();
    CHECK(*t.at(marks::last_failure) - w.clock.start() >= 50ms);
    CHECK(*t.at(marks::last_failure) - w.clock.start() < 51ms);
    CHECK(*t.at(marks::ready) - w.clock.start() <= 51ms + 50us);
    CHECK(w.connector.open() == 0);
}

TEST_CASE("a server that is told of a little early is tried again soon") {
    World w;
    w.connector.from(50130us, ServerBehaviour::answers(200, right)).tells({50ms});
    auto const r = w.serve();
    REQUIRE_FALSE(r.error);
    CHECK(*r.value->timeline().at(marks::ready) - w.clock.start() - 50130us <= 50us);
}

TEST_CASE("a cancelled start that waits to be told leaves nothing") {
    World w;
    w.connector.tells({});
    auto const r = w.serve(100ms);
    CHECK(r.error == asio::error::operation_aborted);
    CHECK(w.nothing_left());
}

TEST_CASE("a server that dies is reported with its end and its last words") {
    World w;
    w.launcher.then(ends(700ms, 3, "out", "line one\nAddress already in use\n"));
    auto const r = w.serve();
    CHECK(r.error == errc::exited_before_ready);
    CHECK(r.value == nullptr);
    CHECK(w.elapsed() >= 700ms);
    CHECK(w.elapsed() < 710ms);
    CHECK(w.line(r.error) ==
          "start: the process ended before its first correct answer (http://127.0.0.1:1/, last try: "
          "Connection refused), exit status 3; it said: \"Address already in use\"; command: /bin/server "
          "--port 1");
    CHECK(w.nothing_left());

    World crash;
    ChildScript script;
    script.ends_after = 1ms;
    script.exit_signal = SIGSEGV;
    crash.launcher.then(script);
    CHECK(crash.serve().error == errc::exited_before_ready);
    CHECK(crash.context.diagnostics.exit == "killed by signal 11");
}

TEST_CASE("a server that never answers is killed when the time is over, whatever it does instead") {
    for (auto const& behaviour :
        {ServerBehaviour::refuses(), ServerBehaviour::drops(), ServerBehaviour::silent(),
            ServerBehaviour::answers(503, "x"), ServerBehaviour::sends("garbage\r\n\r\n"),
            ServerBehaviour::sends("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nslow", 1, 1s)}) {
        World w;
        w.connector.from(0ms, behaviour);
        auto const r = w.serve({}, 3s);
        CHECK(r.error == errc::ready_timeout);
        CHECK(w.elapsed() == 3s);
        CHECK(w.nothing_left());
        CHECK(w.launcher.child(0).killed);
        CHECK(w.context.diagnostics.expected == "an answer within 3000 ms");
        CHECK(w.context.diagnostics.subject.find("http://127.0.0.1:1/") == 0);
    }
}

TEST_CASE("a wrong answer is final, and shown") {
    World w;
    w.connector.from(1s, ServerBehaviour::answers(200, "<html>\nIt works!\n"));
    auto const r = w.serve();
    CHECK(r.error == errc::wrong_answer);
    CHECK(w.elapsed() < 1100ms);
    CHECK(w.nothing_left());
    CHECK(w.context.diagnostics.expected == w.service.expected());
    CHECK(w.line(r.error).find("got \"It works!\"") != std::string::npos);
}

TEST_CASE("a start is cancelled at any moment of it, and nothing is left") {
    for (auto const& behaviour :
        {ServerBehaviour::refuses(), ServerBehaviour::drops(), ServerBehaviour::silent()})
        for (Duration at :
            {Duration(0), Duration(10us), Duration(1ms), Duration(1999ms), Duration(2s), Duration(2500ms)}) {
            World w;
            w.connector.from(0ms, behaviour);
            auto const r = w.serve(at);
            INFO(to_seconds(at) << " s");
            CHECK(r.error == asio::error::operation_aborted);
            CHECK(r.value == nullptr);
            CHECK(w.elapsed() == at);
            CHECK(w.nothing_left());
        }
}

TEST_CASE("each port call of a start fails in its turn: tried again, or reported; never a leak") {
    std::vector<std::string> fatal;
    auto const calls = for_each_failure(asio::error::broken_pipe, [&](FailCount& count) {
        World w(count);
        w.connector.from(0ms, ServerBehaviour::answers(200, right));
        auto r = w.serve();
        if (r.error) {
            CHECK(r.error == asio::error::broken_pipe);
            CHECK(r.value == nullptr);
            fatal.push_back(count.failed_call());
        } else {
            CHECK(r.value->timeline().at(marks::last_failure).has_value() == count.fired());
            auto const end = w.stop(*r.value);
            CHECK_FALSE(end.error);
        }
        r.value.reset();
        CHECK(w.nothing_left());
    });
    CHECK(calls >= 6); // launch, connect, write, read, signal, wait
    CHECK(fatal == std::vector<std::string>{"launch"});
}

TEST_CASE("on_processes is told of the processes before they are ready") {
    World w;
    w.connector.from(1s, ServerBehaviour::answers(200, right));
    std::vector<Duration> told;
    w.context.on_processes = [&](ProcessTree const& t) {
        CHECK(t.roots.size() == 1);
        told.push_back(w.elapsed());
    };
    auto const r = w.serve();
    CHECK(told == std::vector<Duration>{0ms});
}

TEST_CASE("stop asks, waits for the grace, kills, and says which it was") {
    World polite;
    ChildScript script;
    script.term_takes = 100ms;
    polite.launcher.then(script);
    polite.connector.from(0ms, ServerBehaviour::answers(200, right));
    auto one = polite.serve();
    auto const asked = polite.stop(*one.value);
    CHECK_FALSE(asked.error);
    CHECK(asked.value.signal == SIGTERM);
    CHECK_FALSE(asked.value.forced);
    CHECK(polite.elapsed() == 100ms);
    CHECK(polite.stop(*one.value).value == asked.value);
    CHECK(polite.launcher.child(0).signals == std::vector<int>{SIGTERM});

    World deaf;
    script.ignores_term = true;
    deaf.launcher.then(script);
    deaf.connector.from(0ms, ServerBehaviour::answers(200, right));
    auto two = deaf.serve();
    auto const forced = deaf.stop(*two.value);
    CHECK_FALSE(forced.error);
    CHECK(forced.value.signal == SIGKILL);
    CHECK(forced.value.forced);
    CHECK(deaf.elapsed() == 500ms);
}

TEST_CASE("a stop that is cancelled kills at once") {
    World w;
    ChildScript script;
    script.ignores_term = true;
    w.launcher.then(script);
    w.connector.from(0ms, ServerBehaviour::answers(200, right));
    auto r = w.serve();
    CHECK(w.stop(*r.value, 20ms).error == asio::error::operation_aborted);
    CHECK(w.elapsed() == 20ms);
    CHECK(w.nothing_left());
}

TEST_CASE("processes that survive the kill are named") {
    World w;
    ChildScript script;
    script.ignores_term = script.survives_kill = true;
    w.launcher.then(script);
    w.connector.from(0ms, ServerBehaviour::answers(200, right));
    auto r = w.serve();
    CHECK(w.stop(*r.value).error == errc::leaked_processes);
    CHECK(w.context.diagnostics.subject == "pid " + std::to_string(w.launcher.child(0).identity.pid));
}

TEST_CASE("an instance that is destroyed ends its process") {
    World w;
    w.connector.from(0ms, ServerBehaviour::answers(200, right));
    auto r = w.serve();
    CHECK(w.launcher.running() == 1);
    r.value.reset();
    CHECK(w.nothing_left());
}

TEST_CASE("a program runs to its end, and its output is judged") {
    World w;
    w.launcher.then(ends(2s, 0, right, "noise"));
    auto const r = w.once();
    REQUIRE_FALSE(r.error);
    auto const& e = std::get<CommandEndpoint>(r.value->endpoint());
    CHECK(e.output == right);
    CHECK(e.exit.clean());
    CHECK(r.value->timeline().between(marks::launch, marks::ready) == 2s);
    CHECK(r.value->processes().roots.at(0).role == Role::workload);
    CHECK(w.stop(*r.value).value == e.exit);
}

TEST_CASE("a program that fails, prints something else, or does not end") {
    World failing;
    failing.launcher.then(ends(1s, 9, right, "no such module\n"));
    auto r = failing.once();
    CHECK(r.error == errc::command_failed);
    CHECK(failing.line(r.error) ==
          "run print: the command failed, exit status 9; it said: \"no such module\"; "
          "command: /bin/server --port 1");

    World wrong;
    wrong.launcher.then(ends(1s, 0, "something else"));
    r = wrong.once();
    CHECK(r.error == errc::wrong_answer);
    CHECK(wrong.context.diagnostics.subject == "got \"something else\"");
    CHECK(wrong.context.diagnostics.expected == wrong.program.expected());

    World hanging;
    r = hanging.once();
    CHECK(r.error == errc::ready_timeout);
    CHECK(hanging.elapsed() == 10s);
    CHECK(hanging.nothing_left());
    CHECK(hanging.context.diagnostics.expected == "the program's end within 10000 ms");
}

TEST_CASE("a program is cancelled at any moment of it") {
    for (Duration at : {Duration(0), Duration(1ms), Duration(9s)}) {
        World w;
        CHECK(w.once(at).error == asio::error::operation_aborted);
        CHECK(w.elapsed() == at);
        CHECK(w.nothing_left());
        World step;
        CHECK(step.step(at).error == asio::error::operation_aborted);
        CHECK(step.elapsed() == at);
        CHECK(step.nothing_left());
    }
}

TEST_CASE("each port call of a program and of a step fails in its turn") {
    auto const once = for_each_failure(asio::error::broken_pipe, [&](FailCount& count) {
        World w(count);
        w.launcher.then(ends(1s, 0, right));
        auto r = w.once();
        CHECK(bool(r.error) == count.fired());
        if (count.failed_call() == "launch") CHECK(r.error == asio::error::broken_pipe);
        r.value.reset();
        CHECK(w.nothing_left());
    });
    CHECK(once == 2); // launch, wait
    auto const step = for_each_failure(asio::error::broken_pipe, [&](FailCount& count) {
        World w(count);
        w.launcher.then(ends(1s, 0));
        auto const r = w.step();
        CHECK(bool(r.error) == count.fired());
        CHECK(w.nothing_left());
    });
    CHECK(step == 2);
}

TEST_CASE("a step ends well, badly or late, and says which step it was") {
    World good;
    good.launcher.then(ends(1s, 0));
    auto const r = good.step();
    CHECK_FALSE(r.error);
    CHECK(r.value.ended_at == good.clock.start() + 1s);

    World bad;
    bad.launcher.then(ends(1s, 1, {}, "error: bad module\n"));
    CHECK(bad.step().error == errc::prepare_failed);
    CHECK(bad.context.diagnostics.stage == "compile");
    CHECK(bad.context.diagnostics.exit == "exit status 1");
    CHECK(bad.context.diagnostics.stderr_tail == "error: bad module\n");

    World late;
    CHECK(late.step().error == errc::prepare_failed);
    CHECK(late.elapsed() == 10s);
    CHECK(late.context.diagnostics.expected == "its end within 10000 ms");
    CHECK(late.nothing_left());

    World none;
    ChildScript script;
    script.launch_error = {ENOENT, boost::system::system_category()};
    none.launcher.then(script);
    CHECK(none.step().error == script.launch_error);
    CHECK(none.context.diagnostics.stage == "compile");
}

TEST_CASE("the local endpoint is the fixed port or a free one") {
    FakeWorld w;
    w.connector.set_free_port(std::uint16_t{4711});
    CHECK(local_endpoint(w.context, 80).value().port == 80);
    CHECK(local_endpoint(w.context, {}).value().port == 4711);
    CHECK(local_endpoint(w.context, {}).value().host == "127.0.0.1");
    w.connector.set_free_port(Failure{asio::error::no_descriptors, {}});
    CHECK(local_endpoint(w.context, {}).error().code == asio::error::no_descriptors);
}
