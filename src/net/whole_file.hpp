#pragma once

#include <wasmbench/core/error.hpp>

#include <filesystem>
#include <string_view>

namespace wasmbench::net {

/// Writes a file that is complete or not there at all, whenever this process is killed; makes its folder too.
error_code write_whole_file(std::filesystem::path const& file, std::string_view text);

} // namespace wasmbench::net
