#include "nats_greeting.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>

namespace wasmbench::adapters::wasmcloud {
namespace {

constexpr std::size_t line_limit = 64 * 1024;

} // namespace

asio::awaitable<Result<NatsInfo>> nats_greeting(RunContext& context, std::uint16_t port) {
    error_code ec;
    HttpEndpoint address;
    address.port = port;
    auto connection = co_await context.connector.async_connect(
        context.executor, address, asio::redirect_error(asio::use_awaitable, ec));
    if (ec) co_return Failure{ec, {}};
    // The greeting comes unasked; the ping shows that the server also reads.
    std::string const ping = "PING\r\n";
    co_await connection->async_write(asio::buffer(ping), asio::redirect_error(asio::use_awaitable, ec));
    if (ec) co_return Failure{ec, {}};
    std::string text;
    std::array<char, 4096> buffer{};
    while (text.find('\n') == std::string::npos && text.size() < line_limit) {
        auto const n = co_await connection->async_read_some(
            asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, ec));
        if (ec) co_return Failure{ec, {}};
        text.append(buffer.data(), n);
    }
    auto info = read_nats_info(std::string_view(text).substr(0, text.find('\n')));
    if (!info) co_return Failure{errc::protocol_error, {}};
    co_return *info;
}

} // namespace wasmbench::adapters::wasmcloud
