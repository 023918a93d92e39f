#pragma once

#include "trial_data.hpp"

#include <algorithm>

namespace wasmbench::report {

/// A probe marks a trial as disturbed by a metric `disturbed/<reason>` above zero.
inline bool is_disturbed(TrialData const& trial) {
    return std::any_of(trial.measurements.begin(), trial.measurements.end(), [](Measurement const* m) {
        return m->metric.name.starts_with("disturbed/") &&
               std::any_of(m->samples.begin(), m->samples.end(), [](Sample const& s) { return s.value > 0; });
    });
}

} // namespace wasmbench::report
