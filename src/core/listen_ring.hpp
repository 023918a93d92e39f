#pragma once

#include <wasmbench/core/detail/descriptor.hpp>
#include <wasmbench/core/time.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

struct perf_event_mmap_page;

namespace wasmbench::detail {

/// A socket that has begun to listen.
struct Listened {
    std::uint16_t port = 0;
    TimePoint at;
};

/// The number of the tracepoint sock:inet_sock_set_state (Linux 4.16); nullopt where it is not to be had.
std::optional<std::uint64_t> state_tracepoint();

/// The kernel's records of sockets that begin to listen, by code that runs on one CPU, from now on. It is never switched
/// off between: to switch it is to interrupt every CPU, and a start right after that was measured to be slower by 5 % on a
/// machine whose cores are all busy. A connection of a load costs it some 0.1 us for each change of a socket's state.
class ListenRing {
public:
    ListenRing(std::uint64_t tracepoint, int cpu);
    ListenRing(ListenRing&& other) noexcept;
    ~ListenRing();

    /// Readable when there is a record.
    int fd() const noexcept { return fd_.get(); }
    /// 0: it works; ENODEV: the CPU is not online.
    int error() const noexcept { return error_; }

    /// Empties it; nothing when there was nothing. The port and the time are those of the last record, 0 when it is of a form
    /// that is not known.
    std::optional<Listened> drain() noexcept;

private:
    void copy(std::uint64_t from, void* to, std::size_t n) const noexcept;

    Descriptor fd_;
    perf_event_mmap_page* page_ = nullptr;
    std::size_t size_ = 0;
    int error_ = 0;
};

} // namespace wasmbench::detail
