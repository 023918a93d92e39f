#pragma once

#include "trial_data.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

namespace wasmbench::report {

/// Why a trial is marked as disturbed: each metric `disturbed/<reason>` that is above zero.
inline std::set<std::string> disturbances_of(TrialData const& trial) {
    constexpr std::string_view prefix = "disturbed/";
    std::set<std::string> reasons;
    for (auto const* m : trial.measurements)
        if (m->metric.name.starts_with(prefix) &&
            std::any_of(m->samples.begin(), m->samples.end(), [](Sample const& s) { return s.value > 0; }))
            reasons.insert(m->metric.name.substr(prefix.size()));
    return reasons;
}

} // namespace wasmbench::report
