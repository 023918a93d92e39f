#pragma once

#include <wasmbench/core/leftover.hpp>

#include <filesystem>
#include <vector>

namespace wasmbench::tool {

/// A folder of this run's own in the system's temporary folder, gone at the end. Throws Error when it cannot be made.
///
/// It is locked as long as its owner lives, however that ends: the kernel drops the lock with the descriptor, which
/// no child inherits. A process number would not do: the folder may be shared with containers that count their
/// processes anew.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(TemporaryFolder const&) = delete;
    TemporaryFolder& operator=(TemporaryFolder const&) = delete;

    std::filesystem::path const& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
    int lock_ = -1;
};

/// Those of this user in `place` whose owner was killed, each after the processes whose program lies in it.
std::vector<Leftover> ownerless_folders(std::filesystem::path const& place);

} // namespace wasmbench::tool
