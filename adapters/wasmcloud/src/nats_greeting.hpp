#pragma once

#include "nats_info.hpp"

#include <wasmbench/core/run_context.hpp>

#include <boost/asio/awaitable.hpp>

namespace wasmbench::adapters::wasmcloud {

/// Connects to 127.0.0.1:`port` and reads what a NATS server says of itself. Asked before nats.c connects: that
/// cannot tell a server's name and version, and would wait in its own way. Errors: the connection's,
/// protocol_error for what is no NATS server. Cancellable (terminal).
asio::awaitable<Result<NatsInfo>> nats_greeting(RunContext& context, std::uint16_t port);

} // namespace wasmbench::adapters::wasmcloud
