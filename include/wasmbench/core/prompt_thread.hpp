#pragma once

#include <optional>

namespace wasmbench {

/// While it lives, the thread that made it is woken before ordinary threads: for a thread that sleeps nearly all the time and
/// must not be late when what it waits for happens on a busy machine.
///
/// Linux: SCHED_FIFO at the lowest priority where that is permitted (root, CAP_SYS_NICE, RLIMIT_RTPRIO), else a time slice of
/// 0.1 ms, which makes the scheduler prefer it to threads with longer ones (since Linux 6.12). Processes started meanwhile are
/// ordinary (SCHED_RESET_ON_FORK). Elsewhere, and where the system refuses both, it does nothing. What was before is restored;
/// of several that overlap on one thread the first restores, and the others do nothing.
///
/// Thread safety: it may be destroyed on another thread.
class PromptThread {
public:
    PromptThread() noexcept;
    ~PromptThread();
    PromptThread(PromptThread const&) = delete;
    PromptThread& operator=(PromptThread const&) = delete;

private:
    struct Before {
        int thread; ///< the kernel's number of it
        unsigned policy;
        unsigned long long flags;
        int nice;
        unsigned priority;
        unsigned long long slice;
    };
    std::optional<Before> before_; ///< what is to be restored
};

} // namespace wasmbench
