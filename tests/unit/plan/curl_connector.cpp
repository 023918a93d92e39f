#include "plan/curl_connector.hpp"

#include <wasmbench/testing/fake_world.hpp>

#include <boost/asio/error.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace wasmbench;
using namespace wasmbench::plan;
using namespace wasmbench::testing;
using namespace std::chrono_literals;

namespace {

using ConnectionPtr = std::unique_ptr<Connection>;

/// A curl that ends with `exit_code` after 8 ms.
ChildScript curl(int exit_code, std::string const& prints = {}) {
    ChildScript s;
    if (!prints.empty()) s.prints = {{1ms, prints}};
    s.ends_after = 8ms;
    s.exit_code = exit_code;
    return s;
}

struct PolledWorld : FakeWorld {
    CurlConnector polled{connector, launcher, clock,
        {Command{"/bin/curl", {}, {}, {}, 1000, {}, 0}, 1, 10ms, [](std::string_view body) { return body == "right"; }}};

    PolledWorld() { connector.from(0ms, ServerBehaviour::answers(200, "right")); }

    Outcome<ConnectionPtr> connect(std::uint16_t port = 1, std::optional<Duration> cancel_after = {}) {
        HttpEndpoint endpoint;
        endpoint.port = port;
        return run<ConnectionPtr>(
            [&](auto token) { polled.async_connect(io.get_executor(), endpoint, std::move(token)); }, cancel_after);
    }
    Duration since_start(std::optional<TimePoint> at) const { return at.value() - clock.start(); }
};

} // namespace

TEST_CASE("a connection is held back until a curl has the right answer, tried again after a pause") {
    PolledWorld w;
    w.launcher.then(curl(7)).then(curl(0, "not yet")).then(curl(0, "right"));
    auto const r = w.connect();
    CHECK_FALSE(r.error);
    CHECK(r.value != nullptr);
    CHECK(w.polled.tries() == 3);
    CHECK(w.since_start(w.polled.last_failure()) == 18ms); // 8 ms of the first curl, 10 ms of pause
    CHECK(w.since_start(w.polled.answered()) == 44ms);
    CHECK(w.connector.attempts() == 1);
    CHECK(w.connector.attempt(0).at - w.clock.start() == 44ms);
    CHECK(w.launcher.running() == 0);
}

TEST_CASE("after the answer, and to other ports, connections are as they were") {
    PolledWorld w;
    w.launcher.then(curl(0, "right"));
    CHECK_FALSE(w.connect(2).error);
    CHECK(w.polled.tries() == 0);
    CHECK_FALSE(w.polled.answered());
    CHECK_FALSE(w.connect().error);
    CHECK_FALSE(w.connect().error);
    CHECK(w.polled.tries() == 1);
    CHECK_FALSE(w.polled.last_failure());
    CHECK(w.connector.attempts() == 3);
}

TEST_CASE("a connection that is given up takes its curl along, and the next one goes on") {
    PolledWorld w;
    w.launcher.then({}).then(curl(0, "right"));
    CHECK(w.connect(1, 30ms).error == asio::error::operation_aborted);
    CHECK(w.launcher.child(0).destroyed);
    CHECK(w.launcher.running() == 0);
    CHECK_FALSE(w.connect().error);
    CHECK(w.since_start(w.polled.answered()) == 38ms);
}

TEST_CASE("a curl that cannot be launched ends the attempt with the reason") {
    PolledWorld w;
    ChildScript broken;
    broken.launch_error = make_error_code(errc::unavailable);
    w.launcher.then(broken);
    CHECK(w.connect().error == errc::unavailable);
    CHECK(w.connector.attempts() == 0);
}
