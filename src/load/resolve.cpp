#include "invalid_option.hpp"

#include <wasmbench/load/resolve.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <algorithm>

namespace wasmbench::load {

Result<std::vector<asio::ip::address>> resolve(HttpEndpoint const& endpoint) {
    auto const& host = endpoint.host;
    if (host.empty())
        return invalid_option(
            "load: host", "the host is empty", "a numeric address or a name", "use 127.0.0.1");
    error_code ec;
    auto const numeric = asio::ip::make_address(host, ec);
    if (!ec) return std::vector{numeric};

    asio::io_context context;
    asio::ip::tcp::resolver resolver(context);
    auto const found = resolver.resolve(host, "", ec);
    std::vector<asio::ip::address> addresses;
    if (!ec) {
        for (auto const& entry : found) {
            auto const address = entry.endpoint().address();
            if (std::find(addresses.begin(), addresses.end(), address) == addresses.end())
                addresses.push_back(address);
        }
    }
    if (addresses.empty()) {
        return invalid_option("load: host", host + ": " + (ec ? ec.message() : std::string("no address")),
            "a name that this machine can resolve",
            "check the spelling and /etc/hosts, or use a numeric address");
    }
    return addresses;
}

bool is_loopback(asio::ip::address const& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).is_loopback();
    return address.is_loopback();
}

} // namespace wasmbench::load
