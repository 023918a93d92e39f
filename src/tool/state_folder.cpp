#include "state_folder.hpp"

#include <cstdlib>
#include <string>

#include <unistd.h>

namespace wasmbench::tool {

std::filesystem::path state_folder() {
    // A relative path is none (XDG Base Directory Specification).
    if (auto const* xdg = std::getenv("XDG_STATE_HOME"); xdg != nullptr && *xdg == '/')
        return std::filesystem::path(xdg) / "wasmbench";
    if (auto const* home = std::getenv("HOME"); home != nullptr && *home == '/')
        return std::filesystem::path(home) / ".local" / "state" / "wasmbench";
    return std::filesystem::temp_directory_path() / ("wasmbench-state-" + std::to_string(::geteuid()));
}

} // namespace wasmbench::tool
