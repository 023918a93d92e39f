#include "privilege_trials.hpp"

#include <cerrno>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

namespace wasmbench::probe::detail {
namespace {

std::string failed(std::string const& call) {
    int const error = errno;
    return call + ": " + std::generic_category().message(error) + " (errno " + std::to_string(error) + ")";
}

} // namespace

std::string why_no_drop_caches() {
    // Opened, not asked with access(): only open() sees a read-only /proc in a container.
    int const fd = ::open("/proc/sys/vm/drop_caches", O_WRONLY | O_CLOEXEC);
    if (fd < 0) return failed("opening /proc/sys/vm/drop_caches for writing");
    ::close(fd);
    return {};
}

std::string why_no_network_namespaces() {
    std::string why;
    // A namespace belongs to the thread that left the old one, and goes with it.
    std::thread([&] {
        if (::unshare(CLONE_NEWNET) != 0) why = failed("unshare(CLONE_NEWNET)");
    }).join();
    return why;
}

std::string why_no_real_time_priority() {
    std::string why;
    std::thread([&] {
        sched_param lowest{};
        lowest.sched_priority = 1;
        if (::sched_setscheduler(0, SCHED_FIFO, &lowest) != 0) why = failed("sched_setscheduler(SCHED_FIFO)");
    }).join();
    return why;
}

} // namespace wasmbench::probe::detail
