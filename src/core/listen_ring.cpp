#include "listen_ring.hpp"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>

#include <fcntl.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace wasmbench::detail {
namespace {

std::optional<std::uint64_t> number_in(int folder, char const* file) {
    Descriptor const fd(::openat(folder, file, O_RDONLY | O_CLOEXEC));
    char text[32];
    auto const n = fd ? ::read(fd.get(), text, sizeof text - 1) : -1;
    if (n <= 0) return std::nullopt;
    text[n] = '\0';
    return std::strtoull(text, nullptr, 10);
}

// Where tracefs is mounted nowhere, a mount of our own that no path leads to (fsopen(2)); it goes with its descriptor.
Descriptor detached_tracefs() {
#if defined(SYS_fsopen) && defined(SYS_fsconfig) && defined(SYS_fsmount)
    constexpr unsigned close_on_exec = 1, create = 6; // FSOPEN_CLOEXEC and FSMOUNT_CLOEXEC, FSCONFIG_CMD_CREATE
    Descriptor const context(static_cast<int>(::syscall(SYS_fsopen, "tracefs", close_on_exec)));
    if (!context || ::syscall(SYS_fsconfig, context.get(), create, nullptr, nullptr, 0) != 0) return Descriptor();
    return Descriptor(static_cast<int>(::syscall(SYS_fsmount, context.get(), close_on_exec, 0)));
#else
    return Descriptor();
#endif
}

} // namespace

std::optional<std::uint64_t> state_tracepoint() {
    constexpr char const* id = "events/sock/inet_sock_set_state/id";
    for (auto const* folder : {"/sys/kernel/tracing/", "/sys/kernel/debug/tracing/"})
        if (auto const n = number_in(AT_FDCWD, (std::string(folder) + id).c_str())) return n;
    auto const tracefs = detached_tracefs();
    return tracefs ? number_in(tracefs.get(), id) : std::nullopt;
}

namespace {

constexpr int listen_state = 10; // TCP_LISTEN

// A record of the tracepoint, as far as it is read: perf_event_open(2) for the first part, the format file of the tracepoint for
// the second. The ports are in the order of the machine.
struct ListenRecord {
    perf_event_header header;
    std::uint64_t time;
    std::uint32_t raw_size;
    unsigned char raw[28];
};
constexpr std::size_t raw_new_state = 20, raw_source_port = 24;

} // namespace

ListenRing::ListenRing(std::uint64_t tracepoint, int cpu) {
    perf_event_attr a{};
    a.size = sizeof a;
    a.type = PERF_TYPE_TRACEPOINT;
    a.config = tracepoint;
    a.sample_type = PERF_SAMPLE_TIME | PERF_SAMPLE_RAW;
    a.sample_period = 1;
    a.use_clockid = 1;
    a.clockid = CLOCK_MONOTONIC;
    a.wakeup_events = 1;
    a.disabled = 1; // until it has its filter
    fd_ = Descriptor(static_cast<int>(
        ::syscall(SYS_perf_event_open, &a, -1, cpu, -1, static_cast<unsigned long>(PERF_FLAG_FD_CLOEXEC))));
    error_ = fd_ ? 0 : errno;
    if (!fd_) return;
    constexpr char const* listens = "newstate == 10"; // TCP_LISTEN
    size_ = 2 * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    if (::ioctl(fd_.get(), PERF_EVENT_IOC_SET_FILTER, listens) == 0) {
        auto* const p = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, fd_.get(), 0);
        if (p != MAP_FAILED) page_ = static_cast<perf_event_mmap_page*>(p);
    }
    if (!page_ || ::ioctl(fd_.get(), PERF_EVENT_IOC_ENABLE, 0) != 0) error_ = errno;
}

ListenRing::ListenRing(ListenRing&& other) noexcept
    : fd_(std::move(other.fd_))
    , page_(std::exchange(other.page_, nullptr))
    , size_(other.size_)
    , error_(other.error_) {}

ListenRing::~ListenRing() {
    if (page_) ::munmap(page_, size_);
}

std::optional<Listened> ListenRing::drain() noexcept {
    auto const head = std::atomic_ref(page_->data_head).load(std::memory_order_acquire);
    auto at = page_->data_tail;
    if (head == at) return std::nullopt;
    Listened last;
    while (at < head) {
        ListenRecord r{};
        copy(at, &r.header, sizeof r.header);
        if (r.header.size < sizeof r.header) break;
        if (r.header.type == PERF_RECORD_SAMPLE && r.header.size >= offsetof(ListenRecord, raw) + sizeof r.raw) {
            copy(at, &r, offsetof(ListenRecord, raw) + sizeof r.raw);
            std::int32_t state = 0;
            std::memcpy(&state, r.raw + raw_new_state, sizeof state);
            if (state == listen_state) {
                std::memcpy(&last.port, r.raw + raw_source_port, sizeof last.port);
                last.at = TimePoint(std::chrono::nanoseconds(r.time));
            }
        }
        at += r.header.size;
    }
    std::atomic_ref(page_->data_tail).store(head, std::memory_order_release);
    return last;
}

// The records lie in a ring behind the first page, and one may go over its end.
void ListenRing::copy(std::uint64_t from, void* to, std::size_t n) const noexcept {
    auto const page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    auto const* const data = reinterpret_cast<unsigned char const*>(page_) + page;
    auto const room = size_ - page;
    for (std::size_t i = 0; i < n; ++i) static_cast<unsigned char*>(to)[i] = data[(from + i) % room];
}

} // namespace wasmbench::detail
