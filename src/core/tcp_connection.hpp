#pragma once

#include <wasmbench/core/connection.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <memory>

namespace wasmbench::detail {

/// Takes a connected socket over; what it receives from now on has the system's stamps.
std::unique_ptr<Connection> make_tcp_connection(asio::ip::tcp::socket socket);

} // namespace wasmbench::detail
