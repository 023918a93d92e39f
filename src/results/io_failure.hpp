#pragma once

#include <wasmbench/core/error.hpp>

#include <cerrno>
#include <filesystem>
#include <string>

namespace wasmbench::results {

/// A results_io failure: what was being done, to which file, and the operating system's reason and what to do
/// about it.
inline Failure io_failure(std::string stage, std::filesystem::path const& path, int error_number) {
    Diagnostics d;
    d.stage = std::move(stage);
    d.subject = path.string() + ": " + error_code(error_number, boost::system::system_category()).message();
    switch (error_number) {
    case ENOSPC:
    case EDQUOT:
        d.remedy = "free some space, or choose another folder with --out";
        break;
    case EACCES:
    case EPERM:
    case EROFS:
        d.remedy = "choose a folder that you may write to, with --out";
        break;
    case EMFILE:
    case ENFILE:
        d.remedy = "raise the limit of open files (ulimit -n)";
        break;
    case EFBIG:
        d.remedy = "raise the limit of a file's size (ulimit -f), or choose another folder with --out";
        break;
    default:
        break;
    }
    return {errc::results_io, std::move(d)};
}

} // namespace wasmbench::results
