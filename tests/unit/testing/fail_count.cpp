#include <wasmbench/testing/fail_count.hpp>
#include <wasmbench/testing/fake_world.hpp>

#include <boost/asio/error.hpp>

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <vector>

using namespace wasmbench;
using namespace wasmbench::testing;

TEST_CASE("the n-th call fails, once") {
    FailCount count(1, asio::error::broken_pipe);
    CHECK_FALSE(count.next("first"));
    CHECK_FALSE(count.fired());
    CHECK(count.next("second") == asio::error::broken_pipe);
    CHECK(count.fired());
    CHECK(count.failed_call() == "second");
    CHECK_FALSE(count.next("third"));
    CHECK(count.calls() == 3);
}

TEST_CASE("every call of a run fails in its turn, and a last run is free of failure") {
    std::vector<std::string> failed;
    auto const n = for_each_failure(asio::error::broken_pipe, [&](FailCount& count) {
        for (auto const* call : {"a", "b", "c"})
            if (count.next(call)) break;
        failed.push_back(count.failed_call());
    });
    CHECK(n == 3);
    CHECK(failed == std::vector<std::string>{"a", "b", "c", ""});
}

TEST_CASE("a run that never gets past its failures is an error") {
    auto endless = [](FailCount& count) {
        while (!count.next("again")) {
        }
    };
    CHECK_THROWS_AS(for_each_failure(asio::error::broken_pipe, endless, 5), std::runtime_error);
}

namespace {

// launch, signal, wait, free_port, connect, write, read: one call of each kind; the name of the one that
// failed.
std::string one_of_each(FailCount& count) {
    FakeWorld world(count);
    world.connector.from(Duration::zero(), ServerBehaviour::answers(200, "x"));
    auto& c = world.context;
    auto const wanted = count.error();

    auto child = c.launcher.launch(c.executor, Command{"p", {}, {}, {}, 10, {}, 0});
    if (!child) {
        CHECK(child.error().code == wanted);
        CHECK(world.launcher.launched() == 0);
        return "launch";
    }
    if ((*child)->signal(15)) {
        CHECK(world.launcher.child(0).signals.empty());
        return "signal";
    }
    auto const end = world.run<ExitReport>([&](auto token) { (*child)->async_wait(std::move(token)); });
    if (end.error) return "wait";
    if (!c.connector.free_port("127.0.0.1")) return "free_port";
    auto connection = world.run<std::unique_ptr<Connection>>(
        [&](auto token) { c.connector.async_connect(c.executor, HttpEndpoint{}, std::move(token)); });
    if (connection.error) {
        CHECK(world.connector.attempts() == 0);
        return "connect";
    }
    auto const text = asio::buffer("GET", 3);
    auto const written =
        world.run<std::size_t>([&](auto token) { connection.value->async_write(text, std::move(token)); });
    if (written.error) {
        CHECK(world.connector.attempt(0).written.empty());
        return "write";
    }
    std::array<char, 8> buffer;
    auto const got = world.run<std::size_t>(
        [&](auto token) { connection.value->async_read_some(asio::buffer(buffer), std::move(token)); });
    if (got.error) {
        CHECK(got.error == wanted);
        return "read";
    }
    return "";
}

} // namespace

TEST_CASE("the decorators fail each kind of port call before it reaches the port") {
    std::vector<std::string> failed;
    for_each_failure(asio::error::broken_pipe, [&](FailCount& count) {
        failed.push_back(one_of_each(count));
        CHECK(failed.back() == count.failed_call());
    });
    CHECK(failed ==
          std::vector<std::string>{"launch", "signal", "wait", "free_port", "connect", "write", "read", ""});
}

TEST_CASE("a count without an error lets every call pass, and does what it was told at the one that it picks") {
    FailCount count(1, {});
    std::vector<std::size_t> at;
    count.do_then([&] { at.push_back(count.calls()); });
    for (auto const* call : {"a", "b", "c"}) CHECK_FALSE(count.next(call));
    CHECK(at == std::vector<std::size_t>{2});
    CHECK(count.failed_call() == "b");
}

TEST_CASE("an operation is cancelled at each of its port calls") {
    std::vector<error_code> ended;
    for_each_failure({}, [&](FailCount& count) {
        FakeWorld world(count);
        world.connector.from(Duration::zero(), ServerBehaviour::silent());
        count.do_then([&] { world.cancel(); });
        auto& c = world.context;
        auto connection = world.run<std::unique_ptr<Connection>>(
            [&](auto token) { c.connector.async_connect(c.executor, HttpEndpoint{}, std::move(token)); }, std::chrono::seconds(1));
        ended.push_back(connection.error);
        if (connection.error) return;
        std::array<char, 8> buffer;
        auto const got = world.run<std::size_t>(
            [&](auto token) { connection.value->async_read_some(asio::buffer(buffer), std::move(token)); }, std::chrono::seconds(1));
        ended.push_back(got.error);
        CHECK(world.clock.now() == world.clock.start() + (count.failed_call() == "read" ? Duration::zero() : std::chrono::seconds(1)));
    });
    CHECK(ended.back() == asio::error::operation_aborted); // by the limit of a second
    CHECK(ended.size() >= 4);
}

TEST_CASE("there is nothing to cancel when nothing runs") {
    FakeWorld world;
    world.cancel();
    world.io.run();
    world.connector.from(Duration::zero(), ServerBehaviour::answers(200, "x"));
    auto& c = world.context;
    world.io.restart();
    auto const connection = world.run<std::unique_ptr<Connection>>(
        [&](auto token) { c.connector.async_connect(c.executor, HttpEndpoint{}, std::move(token)); });
    CHECK_FALSE(connection.error);
}
