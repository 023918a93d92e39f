#pragma once

#include <wasmbench/core/measurement.hpp>
#include <wasmbench/core/run_key.hpp>

#include <vector>

namespace wasmbench::plan {

/// How it came to its end.
enum class TrialEnd { completed, failed, discarded };

/// A trial that an earlier run of the same plan has brought to its end.
struct FinishedTrial {
    RunKey key; ///< its place in the schedule and its row
    TrialEnd end = TrialEnd::completed;
    std::vector<Measurement> measurements = {}; ///< of a completed one: a precision counts them

    friend bool operator==(FinishedTrial const&, FinishedTrial const&) = default;
};

} // namespace wasmbench::plan
