#pragma once

#include "samples.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::report {

/// Adds "throughput: WHY" once.
inline void leave_out(std::vector<std::string>& left_out, SampledMetric const& metric, std::string_view why) {
    auto sentence = std::string(metric.name) + ": " + std::string(why);
    if (std::find(left_out.begin(), left_out.end(), sentence) == left_out.end())
        left_out.push_back(std::move(sentence));
}

} // namespace wasmbench::report
