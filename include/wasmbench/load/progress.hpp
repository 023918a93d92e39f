#pragma once

#include <wasmbench/core/time.hpp>
#include <wasmbench/load/load_counts.hpp>

#include <cstdint>
#include <functional>

namespace wasmbench::load {

/// How a measured phase stands.
struct LoadProgress {
    Duration elapsed{}; ///< since the phase began
    LoadCounts counts;  ///< so far; planned is the number begun
    double rate = 0;    ///< correct answers per second since the report before
};

/// Called ten times a second by the thread that called run(), never by one that makes the load.
using ProgressHandler = std::function<void(LoadProgress const&)>;

} // namespace wasmbench::load
