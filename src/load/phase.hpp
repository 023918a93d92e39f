#pragma once

#include "slots.hpp"

#include <wasmbench/load/load_result.hpp>

#include <atomic>
#include <memory>
#include <optional>

namespace wasmbench::load::detail {

/// One part of a run that all threads do together: the warm-up, the measured part, a step of a search. Its
/// end is a gate: nothing of the next phase is sent before all threads have ended this one.
struct Phase {
    Phase(std::optional<std::uint64_t> count, std::unique_ptr<Pacer> pacer)
        : slots(count, std::move(pacer)) {}

    Slots slots;
    bool measured = false; ///< false: every connection is opened, and nothing is recorded but the counts
    TimePoint start;
    TimePoint end = TimePoint::max(); ///< nothing is begun after it
    Duration drain{0};
    bool watched = false; ///< threads publish what they have, ten times a second
    bool batches = false; ///< and the times of each tenth of a second
    stats::HistogramRange batch_range{1, 3'600'000'000'000U, 0.01};
    /// Ends the phase at once, for this reason. From any thread; the threads' pollers must be woken after it.
    std::atomic<Ending> stop_reason{Ending::requests_done};
    std::atomic<bool> stopped{false};

    void stop(Ending why) noexcept {
        stop_reason = why;
        stopped = true;
    }
};

} // namespace wasmbench::load::detail
