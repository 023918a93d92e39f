#include "store_option.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <charconv>
#include <cstdint>
#include <string_view>
#include <system_error>

namespace wasmbench::workloads {
namespace {

// IPv6 addresses are in brackets, as in a URL: [::1]:6379.
std::optional<boost::asio::ip::tcp::endpoint> endpoint_of(std::string_view text) {
    auto const colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    auto host = text.substr(0, colon);
    bool const bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    boost::system::error_code error;
    auto const address = boost::asio::ip::make_address(std::string(host), error);
    if (error || address.is_v6() != bracketed) return std::nullopt;
    auto const digits = text.substr(colon + 1);
    std::uint16_t port = 0;
    auto const [rest, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (problem != std::errc{} || rest != digits.data() + digits.size() || port == 0) return std::nullopt;
    return boost::asio::ip::tcp::endpoint{address, port};
}

} // namespace

StoreOption take_store_option(std::span<char const* const> arguments) {
    StoreOption out;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        std::string_view const name = arguments[i];
        if (name == "--help") {
            out.others = {arguments[i]};
            return out;
        }
        if (name != "--store") {
            out.others.push_back(arguments[i]);
            continue;
        }
        std::string const value = ++i < arguments.size() ? arguments[i] : "";
        out.store = endpoint_of(value);
        if (!out.store) {
            out.complaint = "--store " + value + ": expected a numeric address and a port, such as 127.0.0.1:6379";
            return out;
        }
    }
    if (!out.store) out.complaint = "--store ADDRESS:PORT is missing: where the store listens";
    return out;
}

} // namespace wasmbench::workloads
