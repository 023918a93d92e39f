// Ways to connect: a new connection for each request, unix sockets, several targets, a source of the caller's
// own.

#include "load_test.hpp"

#include <wasmbench/load/http_load.hpp>
#include <wasmbench/load/url.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <catch2/catch_test_macros.hpp>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>

using namespace wasmbench;
using namespace wasmbench::load;
using namespace wasmbench::load::test;
using namespace std::chrono_literals;

namespace {

/// Answers on a unix socket, one connection after the other, each with the request's target as its body.
class UnixServer {
public:
    explicit UnixServer(std::string const& path)
        : acceptor_(context_, asio::local::stream_protocol::endpoint(path)) {
        thread_ = std::thread([this] { serve(); });
    }
    ~UnixServer() {
        stop_ = true;
        error_code ignored;
        asio::local::stream_protocol::socket poke(context_);
        poke.connect(acceptor_.local_endpoint(), ignored);
        thread_.join();
    }

private:
    void serve() {
        for (;;) {
            asio::local::stream_protocol::socket s(context_);
            acceptor_.accept(s);
            if (stop_) return;
            error_code ec;
            std::string in;
            while (asio::read_until(s, asio::dynamic_buffer(in), "\r\n\r\n", ec) > 0 && !ec) {
                auto const begin = in.find(' ') + 1;
                auto const target = in.substr(begin, in.find(' ', begin) - begin);
                in.clear();
                asio::write(s,
                    asio::buffer("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(target.size()) +
                                 "\r\n\r\n" + target),
                    ec);
            }
        }
    }

    asio::io_context context_;
    asio::local::stream_protocol::acceptor acceptor_;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

#ifdef __linux__
/// Connections with this port of 127.0.0.1, at either end, that are closed and still keep their ports.
std::size_t ports_in_time_wait(std::uint16_t port) {
    constexpr char const* time_wait = "06"; // of the kernel's enumeration
    char end[16];
    std::snprintf(end, sizeof end, "0100007F:%04X", static_cast<unsigned>(port));
    std::ifstream table("/proc/net/tcp");
    std::size_t n = 0;
    std::string line;
    REQUIRE(std::getline(table, line)); // the head
    while (std::getline(table, line)) {
        std::istringstream words(line);
        std::string number, local, remote, state;
        words >> number >> local >> remote >> state;
        n += state == time_wait && (local == end || remote == end);
    }
    return n;
}
#endif

} // namespace

TEST_CASE("a new connection for each request") {
    FaultServer server({Fault::none, Fault::chunked, Fault::until_close});
    auto plan = plan_for(server.port(), 60);
    plan.options.connections = 3;
    plan.options.reuse = Reuse::none;
    auto const r = run(plan);
    CHECK(r.counts.ok == 60);
    CHECK(r.connections_opened == 60);
    CHECK(r.connect_time.count() == 60);
    CHECK(r.total_time.count() == 60);
    CHECK(r.total_time.max() >= r.service_time.min());
    CHECK(r.total_time.mean() >= r.service_time.mean());
}

TEST_CASE("no port is used up by reconnecting") {
    // Ports in TIME_WAIT would stay there for a minute; more requests than there are ports would fail.
    FaultServer server({Fault::none});
#ifdef __linux__
    constexpr std::uint64_t requests = 2'000; // that none stays is seen in the kernel's table
#else
    constexpr std::uint64_t requests = 35'000;
#endif
    auto plan = plan_for(server.port(), requests);
    plan.options.connections = 4;
    plan.options.reuse = Reuse::none;
    auto const r = run(plan);
    CHECK(r.counts.ok == requests);
    if (r.first_error) FAIL_CHECK(r.first_error->detail);
#ifdef __linux__
    CHECK(ports_in_time_wait(server.port()) == 0);
#endif
}

TEST_CASE("unix sockets") {
    testing::ScratchFolder const folder;
    auto const path = (folder.path() / "s").string();
    auto plan = plan_for(1, 20);
    plan.request.target = "/over/unix";
    plan.check = [](std::string_view body) { return body == "/over/unix"; };
    plan.endpoint.unix_socket = path;
    plan.endpoint.port = 0;
    SECTION("with a server") {
        UnixServer const server(path);
        auto const r = run(plan);
        CHECK(r.counts.ok == 20);
        CHECK(r.connections_opened == 1);
    }
    SECTION("without") {
        auto const r = run(plan);
        CHECK(r.counts.error(ErrorClass::refused) == 20);
    }
    SECTION("with a path that is too long") {
        plan.endpoint.unix_socket = std::string(200, 'x');
        CHECK_THROWS_AS(run(plan), Error);
    }
}

TEST_CASE("a mix of targets is drawn by weight and each answer is checked as its own") {
    testing::ScratchFolder const folder;
    auto const path = (folder.path() / "s").string();
    UnixServer const server(path);
    auto plan = plan_for(1, 2000);
    plan.endpoint.unix_socket = path;
    std::atomic<int> a{0};
    std::atomic<int> b{0};
    Target one;
    one.request.target = "/a";
    one.weight = 3;
    one.check = [&](std::string_view body) { return ++a, body == "/a"; };
    Target two;
    two.request.target = "/b";
    two.check = [&](std::string_view body) { return ++b, body == "/b"; };
    plan.mix = {one, two};
    auto const r = run(plan);
    CHECK(r.counts.ok == 2000);
    CHECK(a + b == 2000);
    CHECK(a > 1400); // 1500 expected, five standard deviations are 97
    CHECK(a < 1600);
}

TEST_CASE("requests of the caller's own making, each number once over all threads") {
    class Counting final : public RequestSource {
    public:
        Counting(std::mutex& mutex, std::set<std::uint64_t>& seen, std::string head)
            : mutex_(mutex)
            , seen_(seen)
            , text_(std::move(head)) {}
        void next(std::uint64_t sequence, Outgoing& out) override {
            std::scoped_lock const lock(mutex_);
            if (!seen_.insert(sequence).second) throw std::logic_error("twice");
            out.own = text_;
            out.bytes = out.own;
        }

    private:
        std::mutex& mutex_;
        std::set<std::uint64_t>& seen_;
        std::string text_;
    };
    FaultServer server({Fault::none});
    std::mutex mutex;
    std::set<std::uint64_t> seen;
    auto plan = plan_for(server.port(), 500);
    plan.options.connections = 6;
    plan.options.threads = 3;
    plan.source = [&](HttpEndpoint const& e, std::size_t) {
        return std::make_unique<Counting>(mutex, seen, request_text(e, Request()).value());
    };
    auto const r = run(plan);
    CHECK(r.counts.ok == 500);
    CHECK(seen.size() == 500);
    CHECK(*seen.rbegin() == 499);

    plan.source = [](HttpEndpoint const&, std::size_t) -> std::unique_ptr<RequestSource> {
        throw std::runtime_error("no source");
    };
    CHECK_THROWS_AS(run(plan), std::runtime_error);
}

TEST_CASE("a large request and a large answer cross the buffers") {
    FaultServer server({Fault::none});
    auto plan = plan_for(server.port(), 5);
    plan.request.method = "POST";
    plan.request.body = std::string(900'000, 'x');
    plan.options.connections = 2;
    auto const r = run(plan);
    CHECK(r.counts.balanced());
    CHECK(r.counts.ok + r.counts.failed() == 5);
}

TEST_CASE("an answer that comes before the request was read is read") {
    // The server answers at the header and reads the rest only after that.
    testing::ScratchFolder const folder;
    auto const path = (folder.path() / "s").string();
    asio::io_context context;
    asio::local::stream_protocol::acceptor acceptor(context, asio::local::stream_protocol::endpoint(path));
    std::thread server([&] {
        asio::local::stream_protocol::socket s(context);
        acceptor.accept(s);
        error_code ec;
        std::string in;
        asio::read_until(s, asio::dynamic_buffer(in), "\r\n\r\n", ec);
        asio::write(s, asio::buffer(std::string_view("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")), ec);
        char rest[65536];
        while (s.read_some(asio::buffer(rest), ec) > 0 && !ec) {
        }
    });
    auto plan = plan_for(1, 1);
    plan.endpoint.unix_socket = path;
    plan.check = [](std::string_view body) { return body == "ok"; };
    plan.request.method = "POST";
    plan.request.body = std::string(8'000'000, 'x');
    auto const r = run(plan);
    server.join();
    CHECK(r.counts.ok == 1);
}

TEST_CASE("the kernel's stamps are asked for on some connections") {
#ifdef __linux__
    FaultServer server({Fault::none});
    auto plan = plan_for(server.port(), 400);
    plan.options.connections = 4;
    plan.options.stamped_connection_of = 2;
    auto const r = run(plan);
    CHECK(r.read_delay.count() > 0);
    CHECK(r.read_delay.count() < 400);
    CHECK(r.read_delay.value_at_quantile(0.5) < r.service_time.value_at_quantile(1.0));
    plan.options.stamped_connection_of = 0;
    CHECK(run(plan).read_delay.empty());
#else
    SKIP("no receive stamps here");
#endif
}
