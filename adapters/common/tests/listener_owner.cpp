#include <wasmbench/adapters/common/listener_owner.hpp>
#include <wasmbench/core/process_table.hpp>
#include <wasmbench/core/system.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <catch2/catch_test_macros.hpp>

#include <unistd.h>

#include <support/eventually.hpp>
#include <support/paths.hpp>

using namespace wasmbench;
using namespace wasmbench::adapters;

TEST_CASE("a listener is told from another's, in IPv4 and IPv6") {
    asio::io_context io;
    for (auto const* host : {"127.0.0.1", "::1"}) {
        error_code ec;
        asio::ip::tcp::acceptor acceptor(io);
        acceptor.open(asio::ip::make_address(host).is_v4() ? asio::ip::tcp::v4() : asio::ip::tcp::v6(), ec);
        if (!ec) acceptor.bind({asio::ip::make_address(host), 0}, ec);
        if (ec) continue; // a machine without IPv6
        auto const port = acceptor.local_endpoint().port();
        auto const self = identify(::getpid()).value();

        CHECK(listener_owner(port, {self}) == ListenerOwner::unknown); // bound, nobody listens
        acceptor.listen();
        CHECK(listener_owner(port, {self}) == ListenerOwner::one_of_them);
        CHECK(listener_owner(port, {}) == ListenerOwner::someone_else);
        CHECK(listener_owner(port, {{1 << 24, 1, Role::workload}}) == ListenerOwner::someone_else);
    }
}

TEST_CASE("a listener of a child belongs to its tree") {
    asio::io_context io;
    auto const launcher = make_posix_launcher();
    auto const port = make_tcp_connector()->free_port("127.0.0.1").value();
    Command command;
    command.program = wasmbench::support::test_target();
    command.arguments = {"serve", "--address", "127.0.0.1", "--port", std::to_string(port)};
    auto const child = launcher->launch(io.get_executor(), command).value();
    CHECK(tests::eventually(
        [&] { return listener_owner(port, {child->identity()}) == ListenerOwner::one_of_them; }));
    CHECK(listener_owner(port, {identify(::getpid()).value()}) == ListenerOwner::one_of_them);
}
