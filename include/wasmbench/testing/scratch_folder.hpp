#pragma once

#include <filesystem>
#include <string>

namespace wasmbench::testing {

/// A new empty folder, removed with all that is in it. Throws std::filesystem::filesystem_error when it
/// cannot be made.
class ScratchFolder {
public:
    /// Inside `parent`; empty: the system's temporary folder.
    explicit ScratchFolder(std::filesystem::path const& parent = {});
    ~ScratchFolder();
    ScratchFolder(ScratchFolder const&) = delete;
    ScratchFolder& operator=(ScratchFolder const&) = delete;

    /// An absolute path; the folder exists.
    std::filesystem::path const& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace wasmbench::testing
