#include "port_range.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>

namespace wasmbench::net {

Result<std::uint16_t> free_port_between(
    std::string const& host, std::uint16_t first, std::uint16_t last, std::uint16_t begin) {
    error_code ec;
    auto const address = boost::asio::ip::make_address(host, ec);
    boost::asio::io_context io(1);
    std::uint32_t const ports = last - first + 1u;
    for (std::uint32_t i = 0; i < ports; ++i) {
        auto const port = static_cast<std::uint16_t>(first + (begin - first + i) % ports);
        boost::asio::ip::tcp::socket socket(io);
        if (!ec) socket.open(address.is_v4() ? boost::asio::ip::tcp::v4() : boost::asio::ip::tcp::v6(), ec);
        if (ec) break; // the next one would fail alike
        socket.bind({address, port}, ec);
        if (!ec) return port;
        if (ec != boost::system::errc::address_in_use) break;
        if (i + 1 < ports) ec = {};
    }
    Failure f{ec, {}};
    f.diagnostics.stage = "find a free port";
    f.diagnostics.subject = host;
    f.diagnostics.expected = "one of " + std::to_string(first) + " to " + std::to_string(last);
    return f;
}

} // namespace wasmbench::net
