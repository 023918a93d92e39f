#pragma once

#include <filesystem>
#include <string>

namespace wasmbench::tool {

/// Where data that comes with this program is: `chosen` when not empty, else what the environment's `variable` says, else the
/// folder `name` beside the folder that holds this program (a build tree), else libexec/wasmbench/NAME of the prefix that it
/// is installed in.
std::filesystem::path data_folder(std::string const& chosen, char const* variable, char const* name);

} // namespace wasmbench::tool
