#pragma once

#include <filesystem>
#include <string>

namespace wasmbench::tool {

/// Where the workloads are: `chosen` when not empty, else WASMBENCH_WORKLOADS, else `workloads` beside the folder that holds this
/// program (a build tree), else libexec/wasmbench/workloads of the prefix that it is installed in.
std::filesystem::path workload_folder(std::string const& chosen);

} // namespace wasmbench::tool
