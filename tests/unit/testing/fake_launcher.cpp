#include <wasmbench/core/process_table.hpp>
#include <wasmbench/testing/fake_world.hpp>

#include <boost/asio/error.hpp>

#include <catch2/catch_test_macros.hpp>

#include <csignal>

using namespace wasmbench;
using namespace wasmbench::testing;
using namespace std::chrono_literals;

namespace {

struct Fixture {
    FakeWorld world;
    Command command{"/bin/thing", {"-x"}, {}, {}, 10, {}, 0};

    std::unique_ptr<Child> launch() { return world.launcher.launch(world.context.executor, command).value(); }
    Outcome<ExitReport> wait(Child& child, std::optional<Duration> cancel_after = {}) {
        return world.run<ExitReport>([&](auto token) { child.async_wait(std::move(token)); }, cancel_after);
    }
};

} // namespace

TEST_CASE_METHOD(Fixture, "a child ends when and how the script says") {
    ChildScript script;
    script.ends_after = 3s;
    script.exit_code = 7;
    world.launcher.then(script);
    auto child = launch();
    CHECK(child->launched_at() == world.clock.start());
    CHECK_FALSE(child->exited());
    CHECK(world.launcher.running() == 1);
    auto const end = wait(*child);
    CHECK_FALSE(end.error);
    CHECK(end.value.exit_code == 7);
    CHECK_FALSE(end.value.forced);
    CHECK(end.value.ended_at == world.clock.start() + 3s);
    CHECK(child->exited() == end.value);
    CHECK(wait(*child).value == end.value); // a second wait sees the same end
    CHECK(world.launcher.running() == 0);
}

TEST_CASE_METHOD(Fixture, "a child may crash") {
    ChildScript script;
    script.ends_after = 1ms;
    script.exit_signal = SIGSEGV;
    world.launcher.then(script);
    auto child = launch();
    auto const end = wait(*child).value;
    CHECK(end.signal == SIGSEGV);
    CHECK_FALSE(end.exit_code);
}

TEST_CASE_METHOD(
    Fixture, "output appears in time, on its stream, the last bytes of it, and none after the end") {
    ChildScript script;
    script.prints = {{1s, "early "}, {2s, "0123456789", true}, {2s, "AB", true}, {9s, "too late"}};
    script.ends_after = 5s;
    world.launcher.then(script);
    auto child = launch();
    CHECK(child->output().empty());
    world.clock.advance(1s);
    CHECK(child->output() == "early ");
    CHECK(child->error_output().empty());
    world.clock.advance(20s);
    CHECK(child->output() == "early ");
    CHECK(child->error_output() == "23456789AB");
}

TEST_CASE_METHOD(Fixture, "SIGTERM ends a child that heeds it, after its time") {
    ChildScript script;
    script.term_takes = 50ms;
    world.launcher.then(script);
    auto child = launch();
    CHECK_FALSE(child->signal(SIGTERM));
    CHECK_FALSE(child->exited());
    auto const end = wait(*child).value;
    CHECK(end.signal == SIGTERM);
    CHECK(end.ended_at == world.clock.start() + 50ms);
    CHECK_FALSE(child->signal(SIGTERM));
    CHECK(world.launcher.child(0).signals == std::vector<int>{SIGTERM}); // none after the end
}

TEST_CASE_METHOD(Fixture, "a deaf child ends by the kill only, which is reported as forced") {
    ChildScript script;
    script.ignores_term = true;
    world.launcher.then(script);
    auto child = launch();
    child->signal(SIGTERM);
    world.clock.advance(1h);
    CHECK_FALSE(child->exited());
    CHECK(child->kill_tree().empty());
    REQUIRE(child->exited());
    CHECK(child->exited()->signal == SIGKILL);
    CHECK(child->exited()->forced);
    CHECK(world.launcher.child(0).killed);
    CHECK(child->kill_tree().empty());
}

TEST_CASE_METHOD(Fixture, "a child that survives the kill is named and counts as running") {
    ChildScript script;
    script.survives_kill = true;
    world.launcher.then(script);
    auto child = launch();
    CHECK(child->kill_tree() == std::vector{child->identity()});
    child.reset();
    CHECK(world.launcher.running() == 1);
}

TEST_CASE_METHOD(Fixture, "the destructor kills, and aborts the wait that is pending") {
    auto child = launch();
    error_code result;
    child->async_wait([&](error_code ec, ExitReport) { result = ec; });
    child.reset();
    testing::run(world.io, world.clock);
    CHECK(result == asio::error::operation_aborted);
    CHECK(world.launcher.child(0).killed);
    CHECK(world.launcher.child(0).destroyed);
    CHECK(world.launcher.running() == 0);
}

TEST_CASE_METHOD(Fixture, "a cancelled wait leaves the child alone") {
    auto child = launch();
    CHECK(wait(*child, 5ms).error == asio::error::operation_aborted);
    CHECK_FALSE(child->exited());
    CHECK(world.launcher.running() == 1);
}

TEST_CASE_METHOD(Fixture, "a launch can fail, and is recorded all the same") {
    ChildScript script;
    script.launch_error = {ENOENT, boost::system::system_category()};
    world.launcher.then(script).then({});
    auto const failed = world.launcher.launch(world.context.executor, command);
    REQUIRE_FALSE(failed.has_value());
    CHECK(failed.error().code == script.launch_error);
    CHECK(failed.error().diagnostics.command == "/bin/thing -x");
    CHECK(world.launcher.launched() == 0);
    CHECK(world.launcher.commands() == std::vector{command});
    CHECK(launch() != nullptr); // the next script
    CHECK(launch() != nullptr); // the last one stays
}

TEST_CASE_METHOD(Fixture, "no real process is ever mistaken for a scripted one") {
    auto one = launch();
    auto two = launch();
    CHECK(one->identity() != two->identity());
    CHECK_FALSE(alive(one->identity()));
    CHECK(one->identity().pid > 4 * 1024 * 1024);
}

TEST_CASE_METHOD(Fixture, "on_launch sees the command") {
    ChildScript script;
    std::string seen;
    script.on_launch = [&](Command const& c) { seen = c.program; };
    world.launcher.then(script);
    auto child = launch();
    CHECK(seen == "/bin/thing");
}
