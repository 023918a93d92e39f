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

/// A correct body and when it was complete, to put the bodies of several threads in order.
struct KeptBody {
    TimePoint at;
    std::string body;
};

/// What one thread counts: its part of a LoadResult. `counts.planned` is the number begun here.
struct Tally {
    explicit Tally(stats::HistogramRange const& range)
        : service_time(range) {}

    LoadCounts counts;
    LoadCounts warmup;
    std::optional<FirstError> first_error;
    stats::Histogram service_time;
    std::vector<Sample> samples;
    std::vector<KeptBody> bodies;
    std::uint64_t bytes_read = 0;
    std::uint64_t connections_opened = 0;
    double cpu_seconds = 0;
    std::optional<TimePoint> first_send;
    std::optional<TimePoint> last_completion;
    TimePoint ended;
    Ending ending = Ending::requests_done;
};

} // namespace wasmbench::load::detail
