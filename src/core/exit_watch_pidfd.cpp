#include "exit_watch.hpp"

#include <cerrno>

#include <sys/syscall.h>
#include <unistd.h>

namespace wasmbench::detail {

int open_exit_watch(int pid, error_code& ec) noexcept {
    // glibc has no wrapper before 2.36. A pidfd is close-on-exec by itself.
    auto const fd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0u));
    if (fd < 0) ec.assign(errno, boost::system::system_category());
    return fd;
}

} // namespace wasmbench::detail
