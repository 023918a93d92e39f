#pragma once

#include <wasmbench/core/connector.hpp>
#include <wasmbench/core/result.hpp>
#include <wasmbench/core/run_context.hpp>
#include <wasmbench/core/workload.hpp>

#include <boost/asio/awaitable.hpp>

#include <string>

namespace wasmbench::adapters {

/// A complete HTTP response and when it came.
struct HttpAnswer {
    unsigned status = 0;
    std::string body;
    TimePoint first_byte;
    TimePoint complete;
};

/// The request as it goes over the wire: HTTP/1.1 with Host, `Connection: close`, and Content-Length for a
/// body.
std::string request_text(HttpEndpoint const& endpoint, Request const& request);

/// Writes `text` and reads one response (header at most 16 KiB, body at most 1 MiB; 1xx answers are passed
/// over). Both references must live until completion. Errors: the connection's, eof for a connection closed
/// early, protocol_error for what is not HTTP/1.1. Cancellable (terminal).
asio::awaitable<Result<HttpAnswer>> exchange(
    RunContext& context, Connection& connection, std::string const& text);

/// The second half of it: the request has been written.
asio::awaitable<Result<HttpAnswer>> read_answer(RunContext& context, Connection& connection);

} // namespace wasmbench::adapters
