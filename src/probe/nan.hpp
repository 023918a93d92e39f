#pragma once

#include <limits>

namespace wasmbench::probe {

/// The value of a sample that could not be read.
inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

} // namespace wasmbench::probe
