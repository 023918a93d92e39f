#pragma once

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

namespace wasmbench::results {

/// Writes all of `text`; 0, or the errno of the write that failed.
inline int write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        auto const written = ::write(descriptor, text.data(), text.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            return errno;
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

/// Waits until what was written would survive the end of the machine; 0 or an errno. A file system without
/// this operation is no error: the data is in the kernel all the same.
inline int synchronise_data(int descriptor) {
#if defined(__APPLE__)
    int const result = ::fsync(descriptor); // has no declared fdatasync
#else
    int const result = ::fdatasync(descriptor);
#endif
    return result == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : errno;
}

/// Waits until the names in a folder would survive the end of the machine; 0 or an errno. A folder in which one may write but
/// not look is no error.
inline int synchronise_folder(std::filesystem::path const& folder) {
    int const descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return errno == EACCES ? 0 : errno;
    int const problem = ::fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : errno;
    ::close(descriptor);
    return problem;
}

} // namespace wasmbench::results
