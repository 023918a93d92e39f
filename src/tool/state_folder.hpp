#pragma once

#include <filesystem>

namespace wasmbench::tool {

/// Where this user's runs leave what later ones have to know: $XDG_STATE_HOME/wasmbench, else
/// ~/.local/state/wasmbench, else, without a home, a folder of the user's number among the temporary files. It need not
/// exist, but the last of them is made: throws Error where another user has one of that name.
std::filesystem::path state_folder();

/// The journal of network cells in it.
std::filesystem::path cells_journal();

/// The records of runs in it (run_record.hpp).
std::filesystem::path run_records();

} // namespace wasmbench::tool
