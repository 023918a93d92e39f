#include "poller.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <ctime>
#include <system_error>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace wasmbench::load::detail {
namespace {

constexpr std::size_t most_events = 256;

int wait_events(int queue, epoll_event* events, int room, Duration timeout) noexcept {
    auto const ns =
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::max(timeout, Duration::zero())).count();
    if (ns == 0) return ::epoll_wait(queue, events, room, 0);
    std::timespec const limit{
        static_cast<std::time_t>(ns / 1'000'000'000), static_cast<long>(ns % 1'000'000'000)};
    auto const n = ::epoll_pwait2(queue, events, room, &limit, nullptr);
    if (n >= 0 || errno == EINTR) return n;
    // A kernel before 5.11, or a filter of system calls that does not know this one, waits in whole
    // milliseconds; rather too short, and then look again, than too long.
    auto const ms = std::min<std::int64_t>(ns / 1'000'000, 3'600'000);
    return ::epoll_wait(queue, events, room, static_cast<int>(ms));
}

} // namespace

Poller::Poller()
    : queue_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (queue_ < 0) throw std::system_error(errno, std::generic_category(), "load: epoll_create1");
    waker_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (waker_ < 0 || add(waker_, nullptr) != 0) {
        auto const e = errno;
        if (waker_ >= 0) ::close(waker_);
        ::close(queue_);
        throw std::system_error(e, std::generic_category(), "load: eventfd");
    }
}

Poller::~Poller() {
    ::close(waker_);
    ::close(queue_);
}

int Poller::add(int descriptor, void* tag) noexcept {
    epoll_event e{};
    e.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    e.data.ptr = tag;
    return ::epoll_ctl(queue_, EPOLL_CTL_ADD, descriptor, &e) == 0 ? 0 : errno;
}

std::span<Readiness> Poller::wait(std::span<Readiness> into, TimePoint now, TimePoint until) noexcept {
    std::array<epoll_event, most_events> events;
    auto const room = static_cast<int>(std::min(events.size(), into.size()));
    auto const n = wait_events(queue_, events.data(), room, until - now);
    std::size_t filled = 0;
    for (int i = 0; i < n; ++i) {
        auto const& e = events[static_cast<std::size_t>(i)];
        if (e.data.ptr == nullptr) continue; // wake(): edge-triggered, so the counter need not be read
        into[filled++] = {e.data.ptr, (e.events & EPOLLIN) != 0, (e.events & EPOLLOUT) != 0,
            (e.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0};
    }
    return into.first(filled);
}

void Poller::wake() noexcept {
    std::uint64_t const one = 1;
    // It can only fail when the counter is full, and then a wake-up is pending anyway.
    [[maybe_unused]] auto const n = ::write(waker_, &one, sizeof one);
}

} // namespace wasmbench::load::detail
