#pragma once

#include <wasmbench/core/endpoint.hpp>
#include <wasmbench/core/result.hpp>
#include <wasmbench/core/workload.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace wasmbench::load {

/// Whether a body is a correct answer. Called once for each response with the expected status, from the
/// load's own threads, several at once when there are several: it must be thread-safe. It runs after the
/// response time was taken, but before the same connection's next request, so it should be quick. An
/// exception counts as "no".
using BodyCheck = std::function<bool(std::string_view body)>;

/// One kind of request of a load, and what a correct answer to it is.
struct Target {
    /// Host, and Content-Length for a body, are added; Transfer-Encoding is refused.
    Request request;
    unsigned expected_status = 200;
    /// Empty: every body is accepted. A load that checks nothing measures nothing.
    BodyCheck check;
    /// Its share among the targets of a mix, relative to the sum of all weights; positive.
    double weight = 1;
};

/// One request on its way to a connection.
struct Outgoing {
    /// What is written. Must stay as it is until the answer is there: it is either a view of something that
    /// lives as long as the source, or of `own`.
    std::string_view bytes;
    /// Room for a request that is made for the occasion; its memory is kept from request to request of one
    /// connection.
    std::string own;
    unsigned expected_status = 200;
    /// Null: every body is accepted. Lives as long as the source.
    BodyCheck const* check = nullptr;
    bool head = false;   ///< a HEAD request, whose answer has no body
    bool closes = false; ///< the request asks to close the connection
};

/// Where a load's requests come from. The engine makes one for each of its threads and uses it in that thread
/// alone.
class RequestSource {
public:
    virtual ~RequestSource() = default;

    /// Fills `out` with request number `sequence` (from 0, each number once in a run, over all threads; a
    /// warm-up counts on its own). Called just before the write, on the hot path: a source that computes for
    /// long delays its requests, and the send lateness shows it. What it throws ends the run with that
    /// exception.
    virtual void next(std::uint64_t sequence, Outgoing& out) = 0;
};

/// Makes the source of one thread, before the run. It may throw.
using RequestSourceFactory =
    std::function<std::unique_ptr<RequestSource>(HttpEndpoint const& endpoint, std::size_t thread)>;

/// The request as the bytes that are written (RFC 9112). Adds Host unless the
/// request has one, and Content-Length for a body or a method that announces one.
///
/// Failure with errc::invalid_option for what would not be one well-formed request: a method or header name
/// that is no token, a target that does not begin with '/', line breaks, a framing header of the caller's
/// own.
Result<std::string> request_text(HttpEndpoint const& endpoint, Request const& request);

} // namespace wasmbench::load
