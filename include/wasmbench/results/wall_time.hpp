#pragma once

#include <chrono>
#include <string>

namespace wasmbench::results {

/// "20261123T063000Z": UTC to the second, ISO 8601 basic format; sorts by time and is safe in a file name.
std::string file_name_time(std::chrono::system_clock::time_point t);

/// "2026-11-23T06:30:00Z": UTC to the second, RFC 3339.
std::string readable_time(std::chrono::system_clock::time_point t);

} // namespace wasmbench::results
