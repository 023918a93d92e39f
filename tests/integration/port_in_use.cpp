// A start on a port that somebody else serves must never be timed as a start.

#include <wasmbench/adapters/native.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <catch2/catch_test_macros.hpp>

#include <support/eventually.hpp>
#include <support/paths.hpp>
#include <support/real_world.hpp>
#include <support/target_workload.hpp>

using namespace wasmbench;
using namespace std::chrono_literals;
using tests::TargetWorkload;

namespace {

// Another server of this machine, in a mode of the test target.
class Occupant {
public:
    explicit Occupant(std::string const& mode)
        : port_(world_.context.connector.free_port("127.0.0.1").value()) {
        Command command;
        command.program = wasmbench::support::test_target();
        command.arguments = {mode, "--port", std::to_string(port_)};
        child_ = world_.context.launcher.launch(world_.context.executor, command).value();
        REQUIRE(tests::eventually([&] { return listens(); }));
    }
    Options port() const { return {{"port", std::to_string(port_)}}; }
    bool listens() {
        asio::ip::tcp::socket socket(world_.io);
        error_code ec;
        socket.connect({asio::ip::make_address("127.0.0.1"), port_}, ec);
        return !ec;
    }

private:
    tests::RealWorld world_;
    std::uint16_t port_;
    std::unique_ptr<Child> child_;
};

} // namespace

TEST_CASE("a port in use is reported with the child's words, whatever the other server answers") {
    auto const runtime = adapters::make_native();
    TargetWorkload const service(TargetWorkload::Kind::service, "serve");
    for (auto const* mode : {"serve", "wrong-answer", "never-ready"}) {
        INFO(mode);
        Occupant occupant(mode);
        tests::RealWorld world;
        auto const r = world.start(*runtime, service, occupant.port());
        CHECK(r.error == errc::exited_before_ready);
        CHECK(world.context.diagnostics.exit == "exit status 1");
        auto const line = world.line(r.error);
        CHECK(line.find("Address already in use") != std::string::npos);
        CHECK(line.find('\n') == std::string::npos);
        CHECK(occupant.listens()); // it was not ours to end
    }
}

TEST_CASE("a server that answers as ours would, while ours never listens, is not mistaken for it") {
    auto const runtime = adapters::make_native();
    TargetWorkload const deaf(TargetWorkload::Kind::service, "never-listen");
    for (auto const* mode : {"serve", "wrong-answer"}) {
        INFO(mode);
        Occupant occupant(mode);
        tests::RealWorld world;
        auto const r = world.start(*runtime, deaf, occupant.port(), 500ms);
        CHECK(r.error == errc::ready_timeout);
        // The last try may be cut short by the end of the time allowed, on a busy machine.
        auto const line = world.line(r.error);
        INFO(line);
        CHECK((line.find("another process answers on this port") != std::string::npos ||
               line.find("connected, but no answer") != std::string::npos));
        CHECK(occupant.listens());
    }
}
