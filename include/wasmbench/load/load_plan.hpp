#pragma once

#include <wasmbench/core/endpoint.hpp>
#include <wasmbench/core/time.hpp>
#include <wasmbench/core/workload.hpp>
#include <wasmbench/load/pacer.hpp>
#include <wasmbench/load/progress.hpp>
#include <wasmbench/load/request_source.hpp>
#include <wasmbench/load/stop_rule.hpp>
#include <wasmbench/stats/histogram.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace wasmbench::load {

/// Each fires when it is due, also when the server is silent for ever.
struct Timeouts {
    Duration connect = std::chrono::seconds(2);
    /// From just before the write of the request to the complete response.
    Duration response = std::chrono::seconds(10);
};

/// A response beyond a limit is a protocol error.
struct ResponseLimits {
    std::uint32_t header =
        8 *
        1024; ///< bytes of status line and header; each connection has a buffer of this size and 8 KiB more
    std::uint64_t body = 1024 * 1024; ///< bytes, after the chunks were put together
};

/// What becomes of a connection after an answer.
enum class Reuse {
    keep_alive, ///< it takes the next request
    /// A new connection for each request, which then says "Connection: close". The client closes with a reset
    /// (SO_LINGER 0), so that its ports are free again at once: a port that waits in TIME_WAIT for a minute
    /// ends every longer run.
    none
};

/// How a thread of an open loop waits for the moment of its next request.
enum class Wait {
    /// Sleeps until LoadOptions::spin_before the moment, and from there on looks at the clock and for
    /// answers.
    hybrid,
    sleep, ///< as late as the kernel's timers wake it, some 50 us
    spin   ///< uses one core for each thread
};

/// How the requests are made.
struct LoadOptions {
    /// At most one request is in flight on each; all are opened before the first measured request.
    std::size_t connections = 1;
    /// Threads of the load, each with its share of the connections. At most one for each connection.
    std::size_t threads = 1;
    /// When requests are due. Empty: a closed loop, in which each connection sends its next request when it
    /// has the answer to the one before; the response to a slow server is then less load. With one
    /// (constant_rate(1000), poisson(...)): an open loop of one plan for the whole run; request k is due at
    /// its own moment, and whichever connection is free takes it. When none is free it waits, and is timed
    /// from its planned moment all the same.
    Arrival arrival;
    Wait wait = Wait::hybrid;
    Duration spin_before = std::chrono::microseconds(150);
    Reuse reuse = Reuse::keep_alive;
    /// Correct like any other, counted apart, not in the times. All are answered before the first measured
    /// request.
    std::uint64_t warmup_requests = 0;
    StopRule stop;
    /// How long the answers to what is in flight at the end are waited for.
    Duration drain{0};
    Timeouts timeouts;
    /// Bound on everything together: connecting, warm-up, measured phase. Default: ten minutes, or one minute
    /// more than stop.duration and drain when there is a duration.
    std::optional<Duration> time_limit;
    ResponseLimits limits;
    /// Range and precision of the times in LoadResult.
    stats::HistogramRange histogram{1, 3'600'000'000'000U, 0.001};
    /// The kernel is asked when it received the answers on one connection of so many (SO_TIMESTAMPING; Linux,
    /// TCP), for LoadResult::read_delay. 0: on none. It makes a read about 0.2 us longer.
    unsigned stamped_connection_of = 16;
    /// Keep each single time in LoadResult::samples: 16 bytes a request.
    bool keep_samples = false;
    /// Keep so many correct bodies in LoadResult::bodies.
    std::size_t keep_bodies = 0;
    ProgressHandler progress;
};

/// One load: whom, what, what a correct answer is, how.
struct LoadPlan {
    /// A numeric address, a name, or a unix socket. A name is resolved once, before the run; when it has
    /// several addresses, the first that accepts a connection is used.
    HttpEndpoint endpoint;
    /// The same for every request. Host, and Content-Length for a body, are added; Transfer-Encoding is
    /// refused.
    Request request;
    unsigned expected_status = 200;
    BodyCheck check;
    /// Several targets instead of the one above: each request is one of these, drawn by weight with `seed`.
    std::vector<Target> mix;
    std::uint64_t seed = 1;
    /// Requests of the caller's own making, instead of all of the above.
    RequestSourceFactory source;
    LoadOptions options;
};

} // namespace wasmbench::load
