#pragma once

#include <string_view>

namespace wasmbench {

/// Version of the library these headers belong to (semantic versioning). The build, the packages and the Conan
/// recipe read it from here.
inline constexpr std::string_view version = "0.1.0";

/// Version of every file format this library writes (plan.json, environment.json, raw.jsonl, summary.csv).
/// A reader accepts its own number and all lower ones. Raised when a field changes meaning or goes away; a
/// new optional field does not raise it.
inline constexpr int results_schema = 1;

} // namespace wasmbench
