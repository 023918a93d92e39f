#include "net/port_range.hpp"

#include "net/pf_connector.hpp"

#include <wasmbench/core/system.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench;
using namespace wasmbench::net;

namespace {

using Tcp = boost::asio::ip::tcp;

// The acceptor listens on a port of the range that was free.
std::uint16_t occupy(Tcp::acceptor& acceptor, std::uint16_t begin) {
    auto const port = free_port_between("127.0.0.1", first_cell_port, last_cell_port, begin).value();
    acceptor.open(Tcp::v4());
    acceptor.bind({boost::asio::ip::make_address("127.0.0.1"), port});
    acceptor.listen();
    return port;
}

} // namespace

TEST_CASE("a port of a range: where somebody listens the next one, and behind the last the first") {
    boost::asio::io_context io;
    Tcp::acceptor first(io);
    auto const taken = occupy(first, 20100);
    CHECK(taken >= 20100);
    auto const next = free_port_between("127.0.0.1", first_cell_port, last_cell_port, taken).value();
    CHECK(next > taken);
    auto const around = free_port_between("127.0.0.1", static_cast<std::uint16_t>(taken - 1), taken, taken);
    CHECK((!around || *around == taken - 1)); // it may be somebody's too
    auto const none = free_port_between("127.0.0.1", taken, taken, taken);
    REQUIRE_FALSE(none.has_value());
    CHECK(none.error().code == boost::system::errc::address_in_use);
    CHECK(to_line(none.error()).find("one of " + std::to_string(taken) + " to " + std::to_string(taken)) !=
          std::string::npos);
}

TEST_CASE("an address that is not this machine's, or none at all, has no port") {
    CHECK(free_port_between("192.0.2.1", 20000, 29999, 20000).error().code == boost::system::errc::address_not_available);
    CHECK_FALSE(free_port_between("nowhere", 20000, 29999, 20000).has_value());
}

TEST_CASE("a cell's connector gives ports that its rules know, and not the same one twice in a row") {
    auto const inner = make_tcp_connector();
    PfConnector connector(*inner);
    auto const first = connector.free_port("127.0.0.1").value(), second = connector.free_port("127.0.0.1").value();
    for (auto const port : {first, second}) CHECK((port >= first_cell_port && port <= last_cell_port));
    CHECK(first != second);
}
