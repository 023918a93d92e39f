#pragma once

#include <wasmbench/core/endpoint.hpp>
#include <wasmbench/core/result.hpp>
#include <wasmbench/core/workload.hpp>

#include <string>

namespace wasmbench::load {

/// The request as the bytes that are written, made once for the whole load (RFC 9112). Adds Host unless the
/// request has one, and Content-Length for a body or a method that announces one.
///
/// Failure with errc::invalid_option for what would not be one well-formed request: a method or header name
/// that is no token, a target that does not begin with '/', line breaks, a framing header of the caller's
/// own.
Result<std::string> request_text(HttpEndpoint const& endpoint, Request const& request);

/// Whether the request asks the server to close the connection after its answer.
bool asks_to_close(Request const& request);

} // namespace wasmbench::load
