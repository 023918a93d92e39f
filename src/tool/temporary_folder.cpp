#include "temporary_folder.hpp"

#include <wasmbench/core/error.hpp>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wasmbench::tool {
namespace {

// The ending tells them from what others call wasmbench-something, and from folders of releases that took no lock.
constexpr std::string_view prefix = "wasmbench-run-";

std::filesystem::path place() {
    return std::filesystem::temp_directory_path();
}

// The folder, locked; -1 where it is no folder of this user, has gone, or cannot be locked.
int lock_folder(std::filesystem::path const& path, int how) {
    int const fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return -1;
    struct stat opened {};
    struct stat named {};
    bool const good = ::fstat(fd, &opened) == 0 && opened.st_uid == ::geteuid() && ::flock(fd, how) == 0 &&
                      ::lstat(path.c_str(), &named) == 0 && named.st_dev == opened.st_dev &&
                      named.st_ino == opened.st_ino;
    if (good) return fd;
    ::close(fd);
    return -1;
}

} // namespace

TemporaryFolder::TemporaryFolder() {
    // Another may come upon it before it is locked, and take it for ownerless: then it has gone, and a new one is
    // made. One that is there without a lock is on a file system that has none.
    for (int tries = 0; tries < 10; ++tries) {
        auto pattern = (place() / (std::string(prefix) + "XXXXXX")).string();
        if (!::mkdtemp(pattern.data())) {
            Diagnostics d;
            d.stage = "make a temporary folder";
            d.subject = pattern;
            d.remedy = "set TMPDIR to a folder that can be written";
            throw Error({error_code(errno, boost::system::system_category()), std::move(d)});
        }
        path_ = pattern;
        lock_ = lock_folder(path_, LOCK_EX);
        std::error_code ignored;
        if (lock_ >= 0 || std::filesystem::exists(path_, ignored)) break;
    }
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
    if (lock_ >= 0) ::close(lock_);
}

std::size_t remove_ownerless_folders() {
    std::size_t removed = 0;
    std::error_code ec;
    for (std::filesystem::directory_iterator it(place(), ec), end; !ec && it != end; it.increment(ec)) {
        if (!it->path().filename().string().starts_with(prefix)) continue;
        int const fd = lock_folder(it->path(), LOCK_EX | LOCK_NB);
        if (fd < 0) continue;
        std::error_code refused;
        std::filesystem::remove_all(it->path(), refused);
        if (!refused) ++removed;
        ::close(fd);
    }
    return removed;
}

} // namespace wasmbench::tool
