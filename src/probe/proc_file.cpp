#include "proc_file.hpp"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace wasmbench::probe::detail {
namespace {

error_code last_error() {
    return {errno, boost::system::system_category()};
}

} // namespace

boost::system::result<std::string> read_proc_file(std::string const& path) {
    constexpr std::size_t limit = 1 << 20;
    int fd = -1;
    do {
        fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0) return last_error();

    std::string text;
    std::array<char, 4096> buffer;
    error_code error;
    while (text.size() < limit) {
        auto const n = ::read(fd, buffer.data(), buffer.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) error = last_error();
        if (n <= 0) break;
        text.append(buffer.data(), static_cast<std::size_t>(n));
    }
    ::close(fd);
    if (error) return error;
    return text;
}

std::string proc_path(int pid, char const* file) {
    return "/proc/" + std::to_string(pid) + '/' + file;
}

} // namespace wasmbench::probe::detail
