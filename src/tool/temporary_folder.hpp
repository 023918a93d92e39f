#pragma once

#include <filesystem>

namespace wasmbench::tool {

/// A folder of this run's own in the system's temporary folder, gone at the end. Throws Error when it cannot be made.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(TemporaryFolder const&) = delete;
    TemporaryFolder& operator=(TemporaryFolder const&) = delete;

    std::filesystem::path const& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace wasmbench::tool
