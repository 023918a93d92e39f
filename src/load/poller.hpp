#pragma once

#include <wasmbench/core/time.hpp>

#include <cstddef>
#include <span>

namespace wasmbench::load::detail {

/// What has become possible on a descriptor since it was told last.
struct Readiness {
    void* tag = nullptr; ///< as given to Poller::add()
    bool readable = false;
    bool writable = false;
    bool closing = false; ///< the peer sends no more, or an error is pending
};

/// Edge-triggered readiness of many descriptors: each is registered once, for reading and writing, and costs
/// no system call for that again. Whoever is told "readable" must read until the kernel has no more (a short
/// read says so), or is not told of the rest. epoll(7) with EPOLLET on Linux, kqueue(2) with EV_CLEAR on
/// macOS and the BSDs.
///
/// Threads: of one thread alone, but for wake().
class Poller {
public:
    /// Throws std::system_error when the kernel gives no descriptor.
    Poller();
    ~Poller();
    Poller(Poller const&) = delete;
    Poller& operator=(Poller const&) = delete;

    /// 0, or the error number. What is ready at the time of the call is told by the next wait(). Closing the
    /// descriptor takes it out.
    int add(int descriptor, void* tag) noexcept;

    /// Waits until something is ready, `until` has come, or wake() was called; a moment that has passed only
    /// looks. `now` is the present moment, as far as the caller knows. Gives the filled part of `into`, empty
    /// for a wake-up. The thread sleeps to within microseconds of `until` where the kernel has timeouts that
    /// fine.
    std::span<Readiness> wait(std::span<Readiness> into, TimePoint now, TimePoint until) noexcept;

    /// Ends the wait() that goes on, or the next one. From any thread.
    void wake() noexcept;

private:
    int queue_ = -1;
    [[maybe_unused]] int waker_ = -1; ///< kqueue needs none
};

} // namespace wasmbench::load::detail
