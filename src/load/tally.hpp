#pragma once

#include <wasmbench/core/sample.hpp>
#include <wasmbench/load/load_counts.hpp>
#include <wasmbench/load/load_plan.hpp>
#include <wasmbench/load/load_result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::load::detail {

/// The moments of one answered request.
struct Moments {
    TimePoint planned; ///< open loop
    TimePoint connecting;
    TimePoint sent;
    TimePoint first_byte;
    TimePoint complete;
    std::optional<std::uint64_t> age; ///< ns between the kernel's receipt and the reading
};

/// A correct body and when it was complete, to put the bodies of several threads in order.
struct KeptBody {
    TimePoint at;
    std::string body;
};

/// Precise enough for what the client adds itself, and small.
inline constexpr stats::HistogramRange own_delays{1, 3'600'000'000'000U, 0.01};

/// What one thread counts in one phase: its part of a LoadResult. `counts.planned` is the number begun here.
struct Tally {
    explicit Tally(stats::HistogramRange const& range)
        : service_time(range)
        , response_time(range)
        , first_byte_time(range)
        , connect_time(range)
        , total_time(range) {}

    LoadCounts counts;
    std::optional<FirstError> first_error;
    stats::Histogram service_time;
    stats::Histogram response_time;
    stats::Histogram first_byte_time;
    stats::Histogram connect_time;
    stats::Histogram total_time;
    stats::Histogram service_time_unanswered{own_delays};
    stats::Histogram response_time_unanswered{own_delays};
    stats::Histogram send_lateness{own_delays};
    stats::Histogram read_delay{own_delays};
    stats::Histogram loop_lag{own_delays};
    std::uint64_t delayed = 0;
    std::uint64_t due_and_never_sent = 0; ///< open loop; of counts.never_sent
    std::vector<Sample> samples;
    std::vector<KeptBody> bodies;
    std::uint64_t bytes_read = 0;
    std::uint64_t connections_opened = 0;
    double cpu_seconds = 0;
    double run_delay_seconds = 0;
    double spin_seconds = 0;
    double wall_seconds = 0;
    std::optional<TimePoint> first_send;
    std::optional<TimePoint> last_completion;
    std::optional<TimePoint> window_end;  ///< LoadResult::window_end
    std::uint64_t answered_in_window = 0;
    TimePoint ended;
    Ending ending = Ending::requests_done;

    /// Adds what another thread, or this one in a later phase, has counted. The histograms' ranges must be
    /// the same.
    void merge(Tally&& other);
};

} // namespace wasmbench::load::detail
