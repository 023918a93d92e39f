#include <wasmbench/core/prompt_thread.hpp>

#include <cstdint>

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace wasmbench {
namespace {

// struct sched_attr as of Linux 3.14, for which glibc has no wrapper before 2.41.
struct Attributes {
    std::uint32_t size = sizeof(Attributes);
    std::uint32_t policy = 0;
    std::uint64_t flags = 0;
    std::int32_t nice = 0;
    std::uint32_t priority = 0;
    std::uint64_t runtime = 0;
    std::uint64_t deadline = 0;
    std::uint64_t period = 0;
};

constexpr std::uint64_t reset_on_fork = 1; // SCHED_FLAG_RESET_ON_FORK

bool set(int thread, Attributes a) noexcept {
    return ::syscall(SYS_sched_setattr, thread, &a, 0u) == 0;
}

} // namespace

PromptThread::PromptThread() noexcept {
    auto const thread = static_cast<int>(::syscall(SYS_gettid));
    Attributes now;
    if (::syscall(SYS_sched_getattr, thread, &now, static_cast<unsigned>(sizeof now), 0u) != 0) return;
    if (now.policy != SCHED_OTHER) return; // somebody has chosen: another of these, or the person
    Before const before{thread, now.policy, now.flags, now.nice, now.priority, now.runtime};
    Attributes prompt;
    prompt.policy = SCHED_FIFO;
    prompt.priority = 1;
    prompt.flags = reset_on_fork;
    if (set(thread, prompt)) {
        before_ = before;
        return;
    }
    constexpr std::uint64_t slice_ns = 100'000;
    if (now.runtime == slice_ns) return;
    prompt = now;
    prompt.size = sizeof prompt;
    prompt.runtime = slice_ns;
    prompt.flags = now.flags | reset_on_fork;
    if (set(thread, prompt)) before_ = before;
}

PromptThread::~PromptThread() {
    if (!before_) return;
    Attributes a;
    a.policy = before_->policy;
    a.flags = before_->flags;
    a.nice = before_->nice;
    a.priority = before_->priority;
    a.runtime = before_->slice;
    set(before_->thread, a);
}

} // namespace wasmbench
