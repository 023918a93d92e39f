// nats.c behind the port, against a server of ours on a socket: what its threads bring arrives on the executor, once,
// and not after the connection has gone.

#include "fake_nats_server.hpp"
#include "nats_port.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <catch2/catch_test_macros.hpp>

#include <future>
#include <optional>
#include <thread>

using namespace wasmbench;
using namespace std::chrono_literals;
using adapters::wasmcloud::make_nats_client;
using adapters::wasmcloud::NatsConnection;
using tests::FakeNatsServer;
using tests::LatticeScript;

namespace {

// The server on a thread of its own, because connecting blocks ours.
class Server {
public:
    explicit Server(LatticeScript script = {})
        : server_(std::in_place, io_, std::move(script))
        , thread_([this] { io_.run(); }) {}
    ~Server() {
        ask([this] { server_.reset(); });
        work_.reset();
        thread_.join();
    }
    std::uint16_t port() {
        return ask([this] { return server_->port(); });
    }
    // Runs something on the server's thread and waits for it.
    template <class F>
    auto ask(F f) -> decltype(f()) {
        std::packaged_task<decltype(f())()> task(std::move(f));
        auto result = task.get_future();
        asio::post(io_, [&task] { task(); });
        return result.get();
    }
    FakeNatsServer& operator*() { return *server_; }

private:
    asio::io_context io_;
    asio::executor_work_guard<asio::io_context::executor_type> work_ = asio::make_work_guard(io_);
    std::optional<FakeNatsServer> server_;
    std::thread thread_;
};

struct Answer {
    error_code error;
    std::string data;
};

struct Client {
    explicit Client(Server& server)
        : connection(make_nats_client()->connect(io.get_executor(), server.port()).value()) {}

    asio::io_context io;
    std::unique_ptr<NatsConnection> connection;

    std::shared_ptr<std::optional<Answer>> ask(std::string subject, asio::cancellation_signal* cancel = nullptr) {
        auto out = std::make_shared<std::optional<Answer>>();
        auto handler = [out, thread = std::this_thread::get_id()](error_code ec, std::string data) {
            CHECK(thread == std::this_thread::get_id());
            CHECK_FALSE(*out);
            *out = Answer{ec, std::move(data)};
        };
        if (cancel)
            connection->async_request(subject, "{}", asio::bind_cancellation_slot(cancel->slot(), handler));
        else
            connection->async_request(subject, "{}", handler);
        return out;
    }
    // Runs handlers until `done`; false when nothing came in 10 s.
    bool run_until(std::function<bool()> const& done) {
        auto const limit = std::chrono::steady_clock::now() + 10s;
        auto const work = asio::make_work_guard(io);
        io.restart();
        while (!done())
            if (io.run_one_until(limit) == 0) return false;
        return true;
    }
};

} // namespace

TEST_CASE("requests are answered on the executor, in any number at once") {
    Server server;
    Client client(server);
    std::vector<std::shared_ptr<std::optional<Answer>>> answers;
    for (int i = 0; i < 100; ++i) answers.push_back(client.ask("wadm.api.mine.model.get"));
    auto const ping = client.ask("wasmbus.ctl.v1.mine.host.ping");
    REQUIRE(client.run_until([&] { return ping->has_value(); }));
    for (auto const& a : answers) {
        REQUIRE(a->has_value());
        CHECK_FALSE((*a)->error);
        CHECK((*a)->data == "[]");
    }
    CHECK((*ping)->data == R"({"response":{"id":"NHOST","lattice":"mine"}})");
}

TEST_CASE("a pending request is work: the context does not run dry") {
    Server server;
    Client client(server);
    auto const a = client.ask("wadm.api.mine.model.get");
    client.io.run(); // without a guard of the test's
    CHECK(a->has_value());
}

TEST_CASE("nobody listens: told at once") {
    Server server;
    Client client(server);
    auto const a = client.ask("wadm.api.mine.model.get.more.than.known");
    auto const other = client.ask("nobody.at.all");
    REQUIRE(client.run_until([&] { return other->has_value(); }));
    CHECK((*other)->error == asio::error::service_not_found);
    CHECK_FALSE((*a)->error);
}

TEST_CASE("a request that is never answered ends by its cancellation, of any type, once") {
    Server server({.silent = {"model.get"}});
    Client client(server);
    for (auto const type : {asio::cancellation_type::terminal, asio::cancellation_type::total}) {
        asio::cancellation_signal cancel;
        auto const a = client.ask("wadm.api.mine.model.get", &cancel);
        client.io.restart();
        client.io.poll();
        CHECK_FALSE(*a);
        cancel.emit(type);
        CHECK_FALSE(*a); // not inside the call
        REQUIRE(client.run_until([&] { return a->has_value(); }));
        CHECK((*a)->error == asio::error::operation_aborted);
        cancel.emit(type);
    }
}

TEST_CASE("messages on a subscription arrive on the executor, in order") {
    Server server;
    Client client(server);
    std::vector<std::string> heard;
    auto const subscribed = client.connection->subscribe("wasmbus.evt.mine.>",
        [&](std::string const& s, std::string const& data) { heard.push_back(s + " " + data); });
    REQUIRE(subscribed.has_value());
    auto const deployed = client.ask("wadm.api.mine.model.deploy.bench");
    REQUIRE(client.run_until([&] { return heard.size() == 3 && deployed->has_value(); }));
    CHECK(heard.front().starts_with("wasmbus.evt.mine.component_scaled {\"type\":"));
    CHECK(heard.back().starts_with("wasmbus.evt.mine.provider_started "));
}

TEST_CASE("no message arrives after the connection has gone, not even one that was under way") {
    Server server;
    for (int i = 0; i < 20; ++i) {
        Client client(server);
        int heard = 0;
        auto const subscribed = client.connection->subscribe(
            "wasmbus.evt.mine.>", [&](std::string const&, std::string const&) {
                ++heard;
                client.connection.reset(); // the two events that follow were sent together with this one
            });
        REQUIRE(subscribed.has_value());
        auto const deployed = client.ask("wadm.api.mine.model.deploy.bench");
        REQUIRE(client.run_until([&] { return heard > 0 && deployed->has_value(); }));
        client.io.restart();
        client.io.run();
        CHECK(heard == 1);
    }
}

TEST_CASE("closing aborts what is pending, and the server sees the end") {
    Server server({.silent = {"model.get"}});
    Client client(server);
    auto const a = client.ask("wadm.api.mine.model.get");
    client.connection.reset();
    client.io.run();
    REQUIRE(a->has_value());
    CHECK((*a)->error == asio::error::operation_aborted);
    auto const limit = std::chrono::steady_clock::now() + 10s;
    while (server.ask([&] { return (*server).clients(); }) != 0 && std::chrono::steady_clock::now() < limit)
        std::this_thread::yield();
    CHECK(server.ask([&] { return (*server).clients(); }) == 0);
}

TEST_CASE("a server that goes away: the next request fails, cancelled or not connected, and nothing hangs") {
    Server server({.silent = {"model.get"}});
    Client client(server);
    asio::cancellation_signal cancel;
    auto const pending = client.ask("wadm.api.mine.model.get", &cancel);
    server.ask([&] { (*server).close_clients(); });
    // nats.c learns of it on a thread of its own; from then on nothing can be sent.
    std::shared_ptr<std::optional<Answer>> next;
    auto const limit = std::chrono::steady_clock::now() + 10s;
    do {
        asio::cancellation_signal give_up;
        next = client.ask("wadm.api.mine.model.get", &give_up);
        client.io.restart();
        client.io.poll();
        if (!*next) give_up.emit(asio::cancellation_type::terminal);
        client.io.restart();
        client.io.poll();
        REQUIRE(next->has_value());
    } while ((*next)->error != asio::error::not_connected && std::chrono::steady_clock::now() < limit);
    CHECK((*next)->error == asio::error::not_connected);
    cancel.emit(asio::cancellation_type::terminal);
    client.io.restart();
    client.io.poll();
    REQUIRE(pending->has_value());
    CHECK((*pending)->error == asio::error::operation_aborted);
}

TEST_CASE("nobody on the port is an error with the port in it") {
    std::uint16_t port = 0;
    {
        Server server;
        port = server.port();
    }
    asio::io_context io;
    auto const r = make_nats_client()->connect(io.get_executor(), port);
    REQUIRE(r.has_error());
    CHECK(r.error().code == asio::error::not_connected);
    CHECK(r.error().diagnostics.subject == "nats://127.0.0.1:" + std::to_string(port));
}

TEST_CASE("many connections, one after the other, each gone with its destructor") {
    Server server;
    for (int i = 0; i < 20; ++i) {
        Client client(server);
        auto const a = client.ask("wadm.api.mine.model.get");
        if (i % 2 == 0) {
            REQUIRE(client.run_until([&] { return a->has_value(); }));
        }
        client.connection.reset();
        client.io.restart();
        client.io.run();
        CHECK(a->has_value());
    }
}

TEST_CASE("subjects match by tokens") {
    CHECK(tests::subject_matches("a.*", "a.b"));
    CHECK(tests::subject_matches("a.>", "a.b.c"));
    CHECK_FALSE(tests::subject_matches("a.*", "a.b.c"));
    CHECK_FALSE(tests::subject_matches("a.>", "a"));
    CHECK_FALSE(tests::subject_matches("a.b", "a"));
    CHECK_FALSE(tests::subject_matches("a", "a.b"));
}
