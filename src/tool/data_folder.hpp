#pragma once

#include <filesystem>
#include <string>

namespace wasmbench::tool {

/// Where data that comes with this program is: `chosen` when not empty, else what the variable says, else the
/// folder `name` beside the folder that holds this program, else `built`, that of the build tree it came
/// from.
std::filesystem::path data_folder(
    std::string const& chosen, char const* variable, char const* name, std::filesystem::path const& built);

} // namespace wasmbench::tool
