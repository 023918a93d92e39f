#pragma once

#include <wasmbench/results/records.hpp>

#include <string>
#include <utility>
#include <vector>

namespace wasmbench::report {

/// Row and command: of each row what its first trial that launched anything has launched (ports and folders differ from trial to trial,
/// nothing else does), each command once, "(32 times)" behind those that were repeated; and the commands of failed trials.
std::vector<std::pair<std::string, std::string>> recorded_commands(results::Records const& records);

} // namespace wasmbench::report
