#pragma once

#include <wasmbench/core/asio.hpp>
#include <wasmbench/core/endpoint.hpp>
#include <wasmbench/core/result.hpp>

#include <boost/asio/ip/address.hpp>

#include <vector>

namespace wasmbench::load {

/// The addresses of an endpoint's host, in the resolver's order without repetition; never empty. A numeric
/// address is not looked up. A name is looked up by the system's resolver, which blocks the calling thread.
///
/// Failure with errc::invalid_option: the host is empty or unknown.
Result<std::vector<asio::ip::address>> resolve(HttpEndpoint const& endpoint);

/// Whether traffic to `address` stays on this machine's loopback: 127.0.0.0/8, ::1, and 127.0.0.0/8 mapped to
/// IPv6.
bool is_loopback(asio::ip::address const& address);

} // namespace wasmbench::load
