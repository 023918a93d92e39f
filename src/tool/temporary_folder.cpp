#include "temporary_folder.hpp"

#include <wasmbench/core/error.hpp>
#include <wasmbench/core/process_table.hpp>

#include <cerrno>
#include <cstdlib>
#include <fstream>
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
constexpr std::string_view owner_file = ".owner"; ///< for people: whether the owner lives, the lock says

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

Result<void> remove_folder(std::filesystem::path const& path) {
    int const fd = lock_folder(path, LOCK_EX | LOCK_NB);
    if (fd < 0) return {}; // it has gone, or is another's by now
    std::error_code refused;
    std::filesystem::remove_all(path, refused);
    ::close(fd);
    if (!refused) return {};
    Failure f{{refused.value(), boost::system::system_category()}, {}};
    f.diagnostics.stage = "remove a temporary folder";
    f.diagnostics.subject = path.string();
    f.diagnostics.remedy = "remove it as the user that its files belong to";
    return f;
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
    std::ofstream(path_ / owner_file) << to_string(this_owner()) << '\n';
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
    if (lock_ >= 0) ::close(lock_);
}

std::vector<Leftover> ownerless_folders(std::filesystem::path const& place) {
    std::vector<Leftover> out;
    std::error_code ec;
    for (std::filesystem::directory_iterator it(place, ec), end; !ec && it != end; it.increment(ec)) {
        auto const path = it->path();
        if (!path.filename().string().starts_with(prefix)) continue;
        int const fd = lock_folder(path, LOCK_EX | LOCK_NB);
        if (fd < 0) continue;
        std::string text;
        std::ifstream(path / owner_file) >> text;
        auto const owner = parse_owner(text);
        // A host starts its plugins without our mark, and they may outlive it; the program itself lies in the folder.
        for (auto const& process : running_from(path)) out.push_back(leftover_process(process, owner));
        ::close(fd); // for as long as it was locked another run would have left it alone, and that is all
        out.push_back({"temporary folder", path.string(), {}, owner, [path] { return remove_folder(path); }});
    }
    return out;
}

} // namespace wasmbench::tool
