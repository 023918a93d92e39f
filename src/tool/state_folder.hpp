#pragma once

#include <filesystem>

namespace wasmbench::tool {

/// Where this user's runs leave what later ones have to know: $XDG_STATE_HOME/wasmbench, else
/// ~/.local/state/wasmbench, else, without a home, a folder of the user's number among the temporary files. It need not
/// exist.
std::filesystem::path state_folder();

} // namespace wasmbench::tool
