#include "state_folder.hpp"

#include <wasmbench/core/error.hpp>

#include <cstdlib>
#include <string>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

namespace wasmbench::tool {
namespace {

// Anybody can make a folder of that name where everybody writes: one that another user made, or could change, is not taken.
std::filesystem::path own_folder(std::filesystem::path path) {
    struct stat s {};
    if (::mkdir(path.c_str(), 0700) == 0) return path;
    if (::lstat(path.c_str(), &s) == 0 && S_ISDIR(s.st_mode) && s.st_uid == ::geteuid() && (s.st_mode & 022) == 0) return path;
    Diagnostics d;
    d.stage = "find the folder of this user's state";
    d.subject = path.string();
    d.expected = "a folder of this user that nobody else can write to";
    d.remedy = "set HOME or XDG_STATE_HOME, or remove what is in its place";
    throw Error(errc::results_io, std::move(d));
}

} // namespace

std::filesystem::path state_folder() {
    // A relative path is none (XDG Base Directory Specification).
    if (auto const* xdg = std::getenv("XDG_STATE_HOME"); xdg != nullptr && *xdg == '/')
        return std::filesystem::path(xdg) / "wasmbench";
    if (auto const* home = std::getenv("HOME"); home != nullptr && *home == '/')
        return std::filesystem::path(home) / ".local" / "state" / "wasmbench";
    return own_folder(std::filesystem::temp_directory_path() / ("wasmbench-state-" + std::to_string(::geteuid())));
}

std::filesystem::path cells_journal() {
    return state_folder() / "network-cells";
}

std::filesystem::path run_records() {
    return state_folder() / "runs";
}

} // namespace wasmbench::tool
