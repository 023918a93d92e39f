// macOS. A kqueue is itself a descriptor that polls readable when it holds an event, so the reactor can watch
// it like a pidfd. Compiled by cross-compilation, not run by the project's CI.
#include "exit_watch.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/event.h>
#include <unistd.h>

namespace wasmbench::detail {

int open_exit_watch(int pid, error_code& ec) noexcept {
    int const queue = ::kqueue();
    if (queue < 0) {
        ec.assign(errno, boost::system::system_category());
        return -1;
    }
    ::fcntl(queue, F_SETFD, FD_CLOEXEC);
    struct kevent change;
    EV_SET(&change, static_cast<uintptr_t>(pid), EVFILT_PROC, EV_ADD, NOTE_EXIT, 0, nullptr);
    // ESRCH: it has ended already and is a zombie. A user event, triggered at once, makes the queue readable.
    if (::kevent(queue, &change, 1, nullptr, 0, nullptr) != 0) {
        if (errno == ESRCH) {
            EV_SET(&change, 0, EVFILT_USER, EV_ADD, NOTE_TRIGGER, 0, nullptr);
            if (::kevent(queue, &change, 1, nullptr, 0, nullptr) == 0) return queue;
        }
        ec.assign(errno, boost::system::system_category());
        ::close(queue);
        return -1;
    }
    return queue;
}

} // namespace wasmbench::detail
