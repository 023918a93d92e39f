#pragma once

#include <wasmbench/core/connection.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <memory>

namespace wasmbench::detail {

/// Takes a connected socket over, and asks the system for receive stamps where `ask` is true.
std::unique_ptr<Connection> make_tcp_connection(asio::ip::tcp::socket socket, bool ask = true);

} // namespace wasmbench::detail
