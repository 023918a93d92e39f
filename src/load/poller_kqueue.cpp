#include "poller.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <system_error>

#include <sys/event.h>
#include <sys/types.h>
#include <unistd.h>

namespace wasmbench::load::detail {
namespace {

constexpr std::size_t most_events = 256;
constexpr std::uintptr_t wake_ident = 1;

} // namespace

Poller::Poller()
    : queue_(::kqueue()) {
    if (queue_ < 0) throw std::system_error(errno, std::generic_category(), "load: kqueue");
    struct kevent e {};
    EV_SET(&e, wake_ident, EVFILT_USER, EV_ADD | EV_CLEAR, 0, 0, nullptr);
    if (::kevent(queue_, &e, 1, nullptr, 0, nullptr) < 0) {
        auto const error = errno;
        ::close(queue_);
        throw std::system_error(error, std::generic_category(), "load: kqueue's user event");
    }
}

Poller::~Poller() {
    ::close(queue_);
}

int Poller::add(int descriptor, void* tag) noexcept {
    std::array<struct kevent, 2> e{};
    auto const ident = static_cast<std::uintptr_t>(descriptor);
    EV_SET(&e[0], ident, EVFILT_READ, EV_ADD | EV_CLEAR, 0, 0, tag);
    EV_SET(&e[1], ident, EVFILT_WRITE, EV_ADD | EV_CLEAR, 0, 0, tag);
    return ::kevent(queue_, e.data(), 2, nullptr, 0, nullptr) == 0 ? 0 : errno;
}

std::span<Readiness> Poller::wait(std::span<Readiness> into, TimePoint now, TimePoint until) noexcept {
    std::array<struct kevent, most_events> events;
    auto const room = static_cast<int>(std::min(events.size(), into.size()));
    auto const ns =
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::max(until - now, Duration::zero())).count();
    std::timespec const limit{
        static_cast<std::time_t>(ns / 1'000'000'000), static_cast<long>(ns % 1'000'000'000)};
    auto const n = ::kevent(queue_, nullptr, 0, events.data(), room, &limit);
    std::size_t filled = 0;
    for (int i = 0; i < n; ++i) {
        auto const& e = events[static_cast<std::size_t>(i)];
        if (e.filter == EVFILT_USER) continue;
        into[filled++] = {
            e.udata, e.filter == EVFILT_READ, e.filter == EVFILT_WRITE, (e.flags & (EV_EOF | EV_ERROR)) != 0};
    }
    return into.first(filled);
}

void Poller::wake() noexcept {
    struct kevent e {};
    EV_SET(&e, wake_ident, EVFILT_USER, 0, NOTE_TRIGGER, 0, nullptr);
    ::kevent(queue_, &e, 1, nullptr, 0, nullptr);
}

} // namespace wasmbench::load::detail
