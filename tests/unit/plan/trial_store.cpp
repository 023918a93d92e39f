// The store beside a trial's instance, of a program and a server that behave by a script.
#include "plan/trial_store.hpp"

#include "plan/trial_run.hpp"
#include "session_fixture.hpp"

#include <wasmbench/core/coroutine.hpp>
#include <wasmbench/testing/fake_world.hpp>

#include <boost/asio/co_spawn.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/target_workload.hpp>

using namespace wasmbench;
using namespace wasmbench::plan;
using namespace std::chrono_literals;
using testing::ChildScript;
using testing::ServerBehaviour;

namespace {

ServerBehaviour const pong = ServerBehaviour::sends("+PONG\r\n", 0, {}, ServerBehaviour::End::hang);

struct StoreWorld : testing::FakeWorld {
    using FakeWorld::FakeWorld;
    TrialStore store;

    // The line of what went wrong; empty when it answers.
    std::string start(std::optional<Duration> cancel_after = {}) {
        auto const r = run<int>(
            [&](auto token) { complete_with<int>(context, started(), std::move(token)); }, cancel_after);
        error = r.error;
        return r.error ? to_line({r.error, context.diagnostics}) : "";
    }
    error_code error;

private:
    // complete_with gives the diagnostics to the context.
    asio::awaitable<Result<int>> started() {
        co_await asio::this_coro::throw_if_cancelled(false);
        std::filesystem::path const program = "/opt/redis-server";
        std::string const host = "10.9.0.1";
        auto const done = co_await store.start(context, program, host);
        if (!done) co_return done.error();
        co_return 0;
    }
};

ResolvedRow row_of(Workload const& workload, std::string beside = "127.0.0.1") {
    ResolvedRow r;
    r.row.runtime = "fake";
    r.workload = &workload;
    r.beside = std::move(beside);
    return r;
}

} // namespace

TEST_CASE("a store is started where the services reach it, keeps nothing, and is told of when it answers") {
    StoreWorld world;
    world.connector.set_free_port(std::uint16_t{7777});
    world.connector.from(25ms, pong);
    CHECK(world.start() == "");
    REQUIRE(world.launcher.commands().size() == 1);
    auto const& command = world.launcher.commands()[0];
    CHECK(command.program == "/opt/redis-server");
    CHECK(to_string(command).find("--bind 10.9.0.1 --port 7777 --save '' --appendonly no") != std::string::npos);
    CHECK(command.working_directory == world.scratch.path());
    CHECK(world.context.store == "10.9.0.1:7777");
    CHECK(world.clock.now() - world.clock.start() < 30ms);
    CHECK(world.connector.attempt(0).endpoint.host == "10.9.0.1");
    auto const& last = world.connector.attempt(world.connector.attempts() - 1);
    CHECK(last.written == "PING\r\n");
    CHECK(world.connector.open() == 0);

    REQUIRE(world.store.part());
    CHECK(world.store.part()->name == "store");
    CHECK(world.store.part()->process.role == Role::shared_daemon);
    CHECK(world.store.part()->process.pid == world.launcher.child(0).identity.pid);
    CHECK(world.launcher.running() == 1);
    world.store = {};
    CHECK(world.launcher.running() == 0);
}

TEST_CASE("an answer in pieces is an answer; what only begins like one, or is another, is not") {
    StoreWorld world;
    world.connector.from(0ms, ServerBehaviour::sends("+PONG\r\n", 2, 1ms, ServerBehaviour::End::hang));
    CHECK(world.start() == "");
    for (auto const* other : {"+PONG", "-NOAUTH Authentication required.\r\n", "HTTP/1.1 400 Bad Request\r\n", "+PONG\r\n+PONG\r\n"}) {
        StoreWorld wrong;
        wrong.connector.from(0ms, ServerBehaviour::sends(other));
        CHECK(wrong.start() != "");
        CHECK(wrong.error == errc::ready_timeout);
        CHECK(wrong.context.store.empty());
    }
}

TEST_CASE("a store that ends is told with its last words, at once") {
    StoreWorld world;
    ChildScript script;
    script.prints = {{5ms, "# Failed listening on port 1 (TCP), aborting.\n", false}};
    script.ends_after = 6ms;
    script.exit_code = 1;
    world.launcher.then(script);
    auto const line = world.start();
    CHECK(world.error == errc::exited_before_ready);
    CHECK(line.find("start the store") != std::string::npos);
    CHECK(line.find("Failed listening on port 1") != std::string::npos);
    CHECK(world.clock.now() - world.clock.start() < 20ms);
}

TEST_CASE("a store that never answers is given up, whatever it does with connections") {
    for (auto const& never : {ServerBehaviour::refuses(), ServerBehaviour::drops(), ServerBehaviour::silent()}) {
        StoreWorld world;
        world.connector.from(0ms, never);
        auto const line = world.start();
        CHECK(world.error == errc::ready_timeout);
        CHECK(line.find("expected an answer to PING within 10 s") != std::string::npos);
        CHECK(world.clock.now() - world.clock.start() == 10s);
        world.store = {};
        CHECK(world.launcher.running() == 0);
        CHECK(world.connector.open() == 0);
    }
}

TEST_CASE("a start that is cancelled ends at once") {
    for (auto const& never : {ServerBehaviour::refuses(), ServerBehaviour::drops(), ServerBehaviour::silent()}) {
        StoreWorld world;
        world.connector.from(0ms, never);
        world.start(50ms);
        CHECK(world.error == asio::error::operation_aborted);
        CHECK(world.clock.now() - world.clock.start() <= 52ms);
        world.store = {};
        CHECK(world.launcher.running() == 0);
        CHECK(world.connector.open() == 0);
    }
}

TEST_CASE("every port call that fails is a failed start or is tried again, and nothing is left") {
    auto const with = error_code(boost::system::errc::too_many_files_open, boost::system::generic_category());
    auto const calls = testing::for_each_failure(with, [&](testing::FailCount& count) {
        StoreWorld world(count);
        world.connector.from(0ms, pong);
        auto const line = world.start();
        if (count.failed_call() == "launch" || count.failed_call() == "free_port")
            CHECK(world.error == with);
        else
            CHECK(line == "");
        world.store = {};
        CHECK(world.launcher.running() == 0);
        CHECK(world.connector.open() == 0);
    });
    CHECK(calls >= 4); // a port, the launch, connect, write, read
}

TEST_CASE("rows that need a store are skipped without one, or where it could not be reached; the others not") {
    tests::TargetWorkload plain(tests::TargetWorkload::Kind::service, "serve");
    tests::TargetWorkload kept(tests::TargetWorkload::Kind::service, "serve");
    kept.store = true;
    std::vector<ResolvedRow> rows{row_of(plain), row_of(kept), row_of(kept, ""), row_of(kept)};
    rows[3].skip_reason = "it is not installed";
    auto copy = rows;
    skip_without_store(copy, std::nullopt);
    CHECK_FALSE(copy[0].skip_reason);
    CHECK(copy[1].skip_reason == no_store);
    CHECK(copy[2].skip_reason == no_store);
    CHECK(copy[3].skip_reason == "it is not installed");
    copy = rows;
    skip_without_store(copy, "/opt/redis-server");
    CHECK_FALSE(copy[1].skip_reason);
    CHECK(copy[2].skip_reason == "no address of this machine is known at which what fake starts would reach a store");
    // In a cell it listens beside the instance.
    copy = rows;
    copy[2].row.firewall = Firewall{};
    skip_without_store(copy, "/opt/redis-server");
    CHECK_FALSE(copy[2].skip_reason);
}

TEST_CASE("a store is a further part of what is watched, and no root of it") {
    SessionFixture f;
    asio::io_context io;
    RunContext context{io.get_executor(), *f.launcher, *f.connector, *f.clock, f.scratch.path(), {}, {}, {}};
    SessionPorts const ports{*f.launcher, *f.connector, *f.clock, f.scratch.path(), {}, {}};
    ResolvedRow const row;
    ProcessTree tree;
    tree.roots = {{10, 1, Role::workload}};
    TrialRun trial{row, {}, f.plan.settings, context, ports, f.diary};
    CHECK(with_store(trial, tree) == tree);
    trial.store = ProcessPart{"store", {11, 2, Role::shared_daemon}};
    auto const both = with_store(trial, tree);
    CHECK(both.roots == tree.roots);
    CHECK(both.parts == std::vector{*trial.store});
    CHECK(trial.with_concurrency(3).store == trial.store);
    CHECK(trial.with_context(context).store == trial.store);
}

TEST_CASE("a session gives each trial a store of its own, ends it, and fails the trial when it does not come up") {
    SessionFixture f;
    auto service = std::make_unique<tests::TargetWorkload>(tests::TargetWorkload::Kind::service, "serve");
    service->store = true;
    f.catalog.add(std::move(service));
    f.a->can = {Capability::http, Capability::store};
    f.plan.blocks = 2;
    f.plan.rows = {{"a", {}, "serve", "/"}};
    SessionPorts ports{*f.launcher, *f.connector, *f.clock, f.scratch.path(), {}, {}};
    auto const run = [&] {
        asio::io_context io;
        Session session(f.catalog, f.plan, ports, f.diary);
        session.async_run(io.get_executor(), [&](error_code, SessionOutcome o) { f.outcome = o; });
        io.run_for(20s);
        CHECK(std::filesystem::is_empty(f.scratch.path()));
    };
    run();
    CHECK(f.diary.count(std::string("skipped: ") + no_store) == 1);
    CHECK(f.outcome.scheduled == 0);
    ports.store = "/bin/false";
    run();
    CHECK(f.outcome.failed == 2);
    CHECK(f.a->starts == 0);
    CHECK(f.diary.lines.back() == "over");
}
