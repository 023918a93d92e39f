#include "listen_events.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <linux/perf_event.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace wasmbench::detail {
namespace {

// A descriptor that is closed with its owner.
class Descriptor {
public:
    explicit Descriptor(int fd = -1) noexcept
        : fd_(fd) {}
    Descriptor(Descriptor&& other) noexcept
        : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    int get() const noexcept { return fd_; }
    explicit operator bool() const noexcept { return fd_ >= 0; }

private:
    int fd_;
};

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

// The number of the tracepoint sock:inet_sock_set_state (Linux 4.16).
std::optional<std::uint64_t> state_tracepoint() {
    constexpr char const* id = "events/sock/inet_sock_set_state/id";
    for (auto const* folder : {"/sys/kernel/tracing/", "/sys/kernel/debug/tracing/"})
        if (auto const n = number_in(AT_FDCWD, (std::string(folder) + id).c_str())) return n;
    auto const tracefs = detached_tracefs();
    return tracefs ? number_in(tracefs.get(), id) : std::nullopt;
}

// The records of one CPU, which nobody reads: that there is one is all that is wanted to know.
class Ring {
public:
    Ring(std::uint64_t tracepoint, int cpu) {
        perf_event_attr a{};
        a.size = sizeof a;
        a.type = PERF_TYPE_TRACEPOINT;
        a.config = tracepoint;
        a.sample_period = 1;
        a.wakeup_events = 1;
        a.disabled = 1;
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
        if (!page_) error_ = errno;
    }
    Ring(Ring&& other) noexcept
        : fd_(std::move(other.fd_))
        , page_(std::exchange(other.page_, nullptr))
        , size_(other.size_)
        , error_(other.error_) {}
    ~Ring() {
        if (page_) ::munmap(page_, size_);
    }

    int fd() const noexcept { return fd_.get(); }
    int error() const noexcept { return error_; }
    void switch_to(bool on) const noexcept { ::ioctl(fd_.get(), on ? PERF_EVENT_IOC_ENABLE : PERF_EVENT_IOC_DISABLE, 0); }

    // Empties it; whether there was anything.
    bool drain() noexcept {
        auto const head = std::atomic_ref(page_->data_head).load(std::memory_order_acquire);
        bool const any = head != page_->data_tail;
        std::atomic_ref(page_->data_tail).store(head, std::memory_order_release);
        return any;
    }

private:
    Descriptor fd_;
    perf_event_mmap_page* page_ = nullptr;
    std::size_t size_ = 0;
    int error_ = 0;
};

class PerfListenEvents final : public ListenEvents {
public:
    static std::shared_ptr<ListenEvents> make() {
        // Beyond that many CPUs switching it on and off would be a part of the start.
        constexpr long most_cpus = 128;
        auto const cpus = ::sysconf(_SC_NPROCESSORS_CONF);
        auto const tracepoint = state_tracepoint();
        if (!tracepoint || cpus < 1 || cpus > most_cpus) return nullptr;
        auto events = std::make_shared<PerfListenEvents>();
        events->epoll_ = Descriptor(::epoll_create1(EPOLL_CLOEXEC));
        if (!events->epoll_) return nullptr;
        for (int cpu = 0; cpu < cpus; ++cpu) {
            Ring ring(*tracepoint, cpu);
            if (ring.error() == ENODEV) continue; // a CPU that is not online
            epoll_event what{};
            what.events = EPOLLIN;
            if (ring.error() != 0 || ::epoll_ctl(events->epoll_.get(), EPOLL_CTL_ADD, ring.fd(), &what) != 0) return nullptr;
            events->rings_.push_back(std::move(ring));
        }
        return events;
    }

    int descriptor() const noexcept { return epoll_.get(); }

    // How often anything was found in the rings so far.
    std::uint64_t count() {
        std::lock_guard const lock(mutex_);
        bool any = false;
        for (auto& ring : rings_) any = ring.drain() || any;
        return count_ += any ? 1 : 0;
    }

    bool any_since(std::uint64_t seen) { return count() != seen; }

    void enter() {
        std::lock_guard const lock(mutex_);
        if (watches_++ == 0)
            for (auto const& ring : rings_) ring.switch_to(true);
    }
    void leave() noexcept {
        std::lock_guard const lock(mutex_);
        if (--watches_ == 0)
            for (auto const& ring : rings_) ring.switch_to(false);
    }

private:
    std::mutex mutex_;
    Descriptor epoll_;
    std::vector<Ring> rings_;
    std::uint64_t count_ = 0;
    int watches_ = 0;
};

class PerfListenWatch final : public ListenWatch {
public:
    PerfListenWatch(std::shared_ptr<PerfListenEvents> events, asio::any_io_executor executor, int descriptor)
        : events_(std::move(events))
        , descriptor_(std::move(executor), descriptor) {
        events_->enter();
        *seen_ = events_->count();
    }
    ~PerfListenWatch() override { events_->leave(); }

private:
    void do_next(asio::any_completion_handler<void(error_code)> handler) override {
        auto executor = asio::get_associated_executor(handler, descriptor_.get_executor());
        if (auto const count = events_->count(); count != *seen_) {
            *seen_ = count;
            auto call = [h = std::move(handler)]() mutable { std::move(h)(error_code{}); };
            asio::post(descriptor_.get_executor(), asio::bind_executor(executor, std::move(call)));
            return;
        }
        auto slot = asio::get_associated_cancellation_slot(handler);
        auto const missed = std::make_shared<bool>(false);
        auto finish = [events = events_, seen = seen_, missed, slot, h = std::move(handler)](error_code ec) mutable {
            if (slot.is_connected()) slot.clear();
            if (*missed) ec = {};
            if (!ec) *seen = events->count();
            std::move(h)(ec);
        };
        descriptor_.async_wait(asio::posix::descriptor_base::wait_read,
            asio::bind_cancellation_slot(slot, asio::bind_executor(executor, std::move(finish))));
        // To ask a perf event whether it is readable makes it unreadable, and beginning the wait asks: what came just before
        // would wake nobody.
        if (events_->any_since(*seen_)) {
            *missed = true;
            descriptor_.cancel();
        }
    }

    std::shared_ptr<PerfListenEvents> events_;
    asio::posix::stream_descriptor descriptor_;
    std::shared_ptr<std::uint64_t> seen_ = std::make_shared<std::uint64_t>(0); // a wait may end after this has gone
};

} // namespace

std::shared_ptr<ListenEvents> ListenEvents::open() {
    return PerfListenEvents::make();
}

std::unique_ptr<ListenWatch> ListenEvents::watch(std::shared_ptr<ListenEvents> events, asio::any_io_executor executor) {
    auto perf = std::static_pointer_cast<PerfListenEvents>(std::move(events));
    auto const descriptor = ::fcntl(perf->descriptor(), F_DUPFD_CLOEXEC, 3);
    if (descriptor < 0) return nullptr;
    return std::make_unique<PerfListenWatch>(std::move(perf), std::move(executor), descriptor);
}

} // namespace wasmbench::detail
