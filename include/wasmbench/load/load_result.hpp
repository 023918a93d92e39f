#pragma once

#include <wasmbench/core/sample.hpp>
#include <wasmbench/core/time.hpp>
#include <wasmbench/load/error_class.hpp>
#include <wasmbench/load/load_counts.hpp>
#include <wasmbench/load/percentile.hpp>
#include <wasmbench/load/verdict.hpp>
#include <wasmbench/stats/histogram.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::load {

/// What ended the measured phase; when several did on several threads, the last of this list.
enum class Ending {
    requests_done, ///< every planned request was answered or failed
    duration_over,
    precise,         ///< StopRule::precision is reached
    too_many_errors, ///< StopRule::errors is used up
    time_limit,      ///< LoadOptions::time_limit
    cancelled
};

/// For reports.
constexpr std::string_view to_string(Ending e) noexcept {
    switch (e) {
    case Ending::requests_done:
        return "requests done";
    case Ending::duration_over:
        return "duration over";
    case Ending::precise:
        return "precise enough";
    case Ending::too_many_errors:
        return "too many errors";
    case Ending::time_limit:
        return "time limit";
    case Ending::cancelled:
        return "cancelled";
    }
    return "cancelled";
}

/// The first failure of a load, warm-up included, for a person.
struct FirstError {
    TimePoint at;
    ErrorClass error_class = ErrorClass::other;
    /// One line without control characters: "status 503, expected 200".
    std::string detail;
};

/// What one load gave. Of the measured phase alone, unless a member says otherwise. A value.
struct LoadResult {
    /// The measured phase: from the moment when every connection was open and warm to the end of the last
    /// thread's work. Equal when the run ended before that.
    TimePoint started;
    TimePoint ended;
    Ending ending = Ending::requests_done;

    LoadCounts counts;
    LoadCounts warmup;
    std::optional<FirstError> first_error;

    // Times in ns, of the correct answers unless they say otherwise.

    /// From just before the write of the request to the complete response read. Connecting is not part of it.
    stats::Histogram service_time;
    /// Open loop: from the planned moment to the complete response read. It is what a user waits.
    stats::Histogram response_time;
    /// How long the requests that got no answer had lasted when they were given up (timed out, or outstanding
    /// at the end), and for the response time those that were due and never sent: lower bounds. See
    /// service_percentile().
    stats::Histogram service_time_unanswered;
    stats::Histogram response_time_unanswered;
    /// Open loop, of every request that was sent: from the planned moment to just before its write. Waiting
    /// for a free connection is part of it; see `delayed`.
    stats::Histogram send_lateness;
    /// Open loop: requests for which no connection was free when they were due.
    std::uint64_t delayed = 0;
    /// From the write to the first byte of the response.
    stats::Histogram first_byte_time;
    /// Of the connections that were opened in the measured phase: from the call to the established
    /// connection.
    stats::Histogram connect_time;
    /// Reuse::none: from the begin of the connect to the complete response.
    stats::Histogram total_time;
    /// LoadOptions::stamped_connection_of: from the moment when the kernel received the last of an answer to
    /// its being read: what the client itself has added to the service time.
    stats::Histogram read_delay;
    /// The longest time that something ready had to wait for what was ready before it, once for each turn of
    /// a thread's loop.
    stats::Histogram loop_lag;

    /// Percentiles of all requests that were sent (or due), the unanswered ones as lower bounds; q in [0, 1].
    Percentile service_percentile(double q) const {
        return percentile(service_time, service_time_unanswered, q);
    }
    /// Likewise, of an open loop.
    Percentile response_percentile(double q) const {
        return percentile(response_time, response_time_unanswered, q);
    }

    /// LoadOptions::keep_samples: the same times in seconds, each with the moment of the complete response,
    /// in the order of these moments.
    std::vector<Sample> samples;
    /// LoadOptions::keep_bodies: the first correct bodies in the order in which they were complete, which for
    /// one connection is the order of the requests.
    std::vector<std::string> bodies;

    /// Bytes of responses, headers included.
    std::uint64_t bytes_read = 0;
    /// Connections opened during the whole run. More than LoadOptions::connections: some were lost or closed.
    std::uint64_t connections_opened = 0;
    /// CPU time of the load's own threads in the measured phase, user and system, in seconds.
    double cpu_seconds = 0;
    /// Of it: looking at the clock for a planned moment (Wait).
    double spin_seconds = 0;
    /// Who held the run back.
    Verdict verdict;
    Evidence evidence;

    /// The first measured request's write, and the last answer or failure. Not set when there was none.
    std::optional<TimePoint> first_send;
    std::optional<TimePoint> last_completion;
    /// The steady window begins with the first write and ends with the last answer or failure before
    /// StopRule::duration was over: what LoadOptions::drain then waits for comes ever more thinly, and is in the
    /// counts and the times alone.
    std::optional<TimePoint> window_end;
    std::uint64_t answered_in_window = 0; ///< correctly

    /// 0 when there was none.
    double window_seconds() const noexcept {
        return first_send && window_end && *window_end > *first_send ? to_seconds(*window_end - *first_send) : 0;
    }
    /// Correct answers per second of the steady window; 0 when there was none.
    double throughput() const noexcept {
        auto const seconds = window_seconds();
        return seconds > 0 ? static_cast<double>(answered_in_window) / seconds : 0;
    }
};

} // namespace wasmbench::load
