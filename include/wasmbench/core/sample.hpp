#pragma once

#include <wasmbench/core/time.hpp>

namespace wasmbench {

/// One value and the moment at which it was true (for a duration: the moment at which it ended).
struct Sample {
    TimePoint at;
    double value = 0;

    friend bool operator==(Sample const&, Sample const&) = default;
};

} // namespace wasmbench
