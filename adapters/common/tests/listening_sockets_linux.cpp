#include "listening_sockets_linux.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <catch2/catch_test_macros.hpp>

#include <sys/stat.h>

using namespace wasmbench::adapters;
namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

std::uint64_t inode_of(tcp::acceptor& acceptor) {
    struct ::stat s {};
    REQUIRE(::fstat(acceptor.native_handle(), &s) == 0);
    return s.st_ino;
}

} // namespace

TEST_CASE("who listens on a port, from the kernel's diagnosis and from its tables") {
    asio::io_context io;
    for (auto const* host : {"127.0.0.1", "::1"}) {
        boost::system::error_code ec;
        auto const address = asio::ip::make_address(host);
        tcp::acceptor acceptor(io);
        acceptor.open(address.is_v4() ? tcp::v4() : tcp::v6(), ec);
        if (!ec) acceptor.bind({address, 0}, ec);
        if (ec) continue; // a machine without IPv6
        auto const port = acceptor.local_endpoint().port();
        CHECK(tabulated_listeners("/proc/net", port).empty()); // bound, nobody listens
        CHECK(diagnosed_listeners(port).value_or(std::set<std::uint64_t>{}).empty());

        acceptor.listen();
        tcp::socket client(io);
        client.connect(acceptor.local_endpoint());
        auto const server = acceptor.accept(); // has the port as well, and does not listen
        std::set<std::uint64_t> const expected{inode_of(acceptor)};
        CHECK(tabulated_listeners("/proc/net", port) == expected);
        if (auto const told = diagnosed_listeners(port))
            CHECK(*told == expected);
        else
            WARN("no socket diagnosis here: only the tables were tried");
    }
}

TEST_CASE("tables that are not there list nobody") {
    CHECK(tabulated_listeners("/no/such/folder", 80).empty());
}
