#pragma once

#include <wasmbench/core/sample.hpp>
#include <wasmbench/core/time.hpp>
#include <wasmbench/load/error_class.hpp>
#include <wasmbench/load/load_counts.hpp>
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
    time_limit, ///< LoadOptions::time_limit
    cancelled
};

constexpr std::string_view to_string(Ending e) noexcept {
    switch (e) {
    case Ending::requests_done:
        return "requests done";
    case Ending::duration_over:
        return "duration over";
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

    /// Of the correct answers, in ns: from just before the write of the request to the complete response
    /// parsed. Connecting is not part of it.
    stats::Histogram service_time;
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
    /// CPU time of the load's own threads, user and system, in seconds. Near threads x (ended - started): the
    /// client was the bottleneck and the figures say little about the server.
    double cpu_seconds = 0;

    /// The steady window: from the first measured request's write to the last answer or failure. Not set when
    /// there was none.
    std::optional<TimePoint> first_send;
    std::optional<TimePoint> last_completion;

    /// Correct answers per second of the steady window; 0 when there was none.
    double throughput() const noexcept {
        if (counts.ok == 0 || !first_send || !last_completion || *last_completion <= *first_send) return 0;
        return static_cast<double>(counts.ok) / to_seconds(*last_completion - *first_send);
    }
};

} // namespace wasmbench::load
