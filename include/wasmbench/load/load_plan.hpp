#pragma once

#include <wasmbench/core/endpoint.hpp>
#include <wasmbench/core/time.hpp>
#include <wasmbench/core/workload.hpp>
#include <wasmbench/stats/histogram.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace wasmbench::load {

/// Whether a body is a correct answer. Called once for each response with the expected status, from the
/// load's own threads, several at once when there are several: it must be thread-safe. It runs after the
/// response time was taken, but before the same connection's next request, so it should be quick. An
/// exception counts as "no".
using BodyCheck = std::function<bool(std::string_view body)>;

/// When the measured phase ends. At least one must be set; with both, whichever comes first.
struct StopRule {
    /// Exactly so many requests are begun, each once.
    std::optional<std::uint64_t> requests;
    /// Nothing is begun after it, and what is still in flight is not waited for: it is counted as
    /// outstanding.
    std::optional<Duration> duration;
};

/// Each fires when it is due, also when the server is silent for ever.
struct Timeouts {
    Duration connect = std::chrono::seconds(2);
    /// From just before the write of the request to the complete response.
    Duration response = std::chrono::seconds(10);
};

/// A response beyond a limit is a protocol error.
struct ResponseLimits {
    std::uint32_t header =
        8 * 1024; ///< bytes of status line and header; each connection has a buffer of this size
    std::uint64_t body = 1024 * 1024; ///< bytes, after the chunks were put together
};

/// How a closed loop runs: each connection sends its next request when it has the answer to the one before.
/// (The response to a slow server is therefore less load; an open loop is what tells the waiting time of
/// users.)
struct LoadOptions {
    /// Keep-alive connections, one request in flight on each; all are opened before the first measured
    /// request.
    std::size_t connections = 1;
    /// Threads of the load, each with its share of the connections. At most one for each connection.
    std::size_t threads = 1;
    /// Correct like any other, counted apart, not in the times. All are answered before the first measured
    /// request.
    std::uint64_t warmup_requests = 0;
    StopRule stop;
    Timeouts timeouts;
    /// Bound on everything together: connecting, warm-up, measured phase. Default: ten minutes, or one minute
    /// more than stop.duration when that alone bounds the measured phase.
    std::optional<Duration> time_limit;
    ResponseLimits limits;
    /// Range and precision of LoadResult::service_time.
    stats::HistogramRange histogram;
    /// Keep each single time in LoadResult::samples: 16 bytes a request.
    bool keep_samples = false;
    /// Keep so many correct bodies in LoadResult::bodies.
    std::size_t keep_bodies = 0;
};

/// One load: whom, what, what a correct answer is, how.
struct LoadPlan {
    /// A numeric address or a name. A name is resolved once, before the run; when it has several addresses,
    /// the first that accepts a connection is used.
    HttpEndpoint endpoint;
    /// The same for every request. Host, and Content-Length for a body, are added; Transfer-Encoding is
    /// refused.
    Request request;
    unsigned expected_status = 200;
    /// Empty: every body is accepted. A load that checks nothing measures nothing.
    BodyCheck check;
    LoadOptions options;
};

} // namespace wasmbench::load
