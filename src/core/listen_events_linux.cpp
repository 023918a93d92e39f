#include "listen_events.hpp"
#include "listen_ring.hpp"
#include "tcp_connection.hpp"

#include <wasmbench/core/detail/descriptor.hpp>
#include <wasmbench/core/detail/receive_stamp.hpp>
#include <wasmbench/core/prompt_thread.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <csignal>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wasmbench::detail {
namespace {

// One watch: what it is to do when it is told, and what came of it. Guarded by the mutex of its events, but for `rung`.
struct Waiter {
    Descriptor bell{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)}; // rung when it is told
    std::uint64_t rung = 0;                                    // of its own thread: where the bell's value is read to
    bool told = false;

    Descriptor line; // a socket that is to be connected to `to`; none: there is nothing to dial
    sockaddr_storage to{};
    socklen_t to_size = 0;
    std::uint16_t port = 0;
    std::string first;

    Descriptor connected; // and `first` has been sent
    TimePoint connecting_at, connected_at;
    std::optional<TimePoint> listening;
};

// The kernel's note comes a moment before a connection is accepted, in which a preemptible kernel may let us run.
constexpr int dials = 4;
constexpr timespec between_dials{0, 30'000};

// Loopback: the connection is made within the call. The limit is for an address that a firewall keeps silent.
constexpr timeval longest_dial{0, 5'000};

void dial(Waiter& w, Listened const& who) {
    auto line = std::exchange(w.line, Descriptor());
    if (!line) return;
    auto connecting = SteadyClock::now();
    for (int i = 0; ::connect(line.get(), reinterpret_cast<sockaddr const*>(&w.to), w.to_size) != 0; ++i) {
        if (errno != ECONNREFUSED || i + 1 == dials) return;
        ::nanosleep(&between_dials, nullptr);
        connecting = SteadyClock::now();
    }
    auto const now = SteadyClock::now();
    auto const sent = ::send(line.get(), w.first.data(), w.first.size(), MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(w.first.size())) return;
    ::fcntl(line.get(), F_SETFL, ::fcntl(line.get(), F_GETFL) | O_NONBLOCK);
    w.connecting_at = connecting;
    w.connected_at = now;
    if (who.port == w.port) w.listening = who.at;
    w.connected = std::move(line);
}

// Signals are for the program's own threads.
class SignalsBlocked {
public:
    SignalsBlocked() noexcept {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsBlocked(SignalsBlocked const&) = delete;
    SignalsBlocked& operator=(SignalsBlocked const&) = delete;

private:
    sigset_t before_{};
};

// Two threads wait for the records of a CPU, and the first that is awake dials.
//
// One runs on that CPU, where the new socket's owner runs, and preempts nobody: it has its turn as soon as the owner waits, and
// no halted CPU is to be woken for it. The other runs on the next CPU, before all ordinary threads: where there is more work than
// CPUs it need not wait for its turn, and takes nothing from the owner, who after any preemption would have to wait for a turn
// again.
class PerfListenEvents final : public ListenEvents {
public:
    static std::shared_ptr<ListenEvents> make() {
        constexpr long most_cpus = 128; // two threads and two rings for each
        auto const cpus = ::sysconf(_SC_NPROCESSORS_CONF);
        auto const tracepoint = state_tracepoint();
        if (!tracepoint || cpus < 1 || cpus > most_cpus) return nullptr;
        auto events = std::make_shared<PerfListenEvents>();
        events->end_ = Descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
        if (!events->end_) return nullptr;
        std::vector<int> online;
        for (int cpu = 0; cpu < cpus; ++cpu) {
            ListenRing ring(*tracepoint, cpu);
            if (ring.error() == ENODEV) continue; // a CPU that is not online
            if (ring.error() != 0) return nullptr;
            online.push_back(cpu);
            events->posts_.push_back({std::move(ring), cpu, false});
        }
        for (std::size_t i = 0; online.size() > 1 && i < online.size(); ++i) {
            ListenRing ring(*tracepoint, online[i]);
            if (ring.error() == 0) events->posts_.push_back({std::move(ring), online[(i + 1) % online.size()], true});
        }
        SignalsBlocked const blocked;
        try {
            for (auto& p : events->posts_) events->threads_.emplace_back([e = events.get(), &p] { e->serve(p); });
        } catch (std::system_error const&) {
            return nullptr; // no more threads are to be had
        }
        return events;
    }

    PerfListenEvents() = default;
    ~PerfListenEvents() override {
        std::uint64_t const one = 1;
        if (end_ && ::write(end_.get(), &one, sizeof one) < 0) std::abort(); // an eventfd takes a one
        for (auto& t : threads_) t.join();
    }

    std::mutex& mutex() noexcept { return mutex_; }

    void enter(std::shared_ptr<Waiter> const& w) {
        std::lock_guard const lock(mutex_);
        waiters_.push_back(w);
    }
    void leave(std::shared_ptr<Waiter> const& w) noexcept {
        std::lock_guard const lock(mutex_);
        std::erase(waiters_, w);
    }

private:
    struct Post {
        ListenRing ring;
        int cpu;     // on which its thread runs
        bool prompt; // before ordinary threads
    };

    void serve(Post& post) {
        ::pthread_setname_np(::pthread_self(), "listen-watch");
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(static_cast<std::size_t>(post.cpu), &one);
        ::sched_setaffinity(0, sizeof one, &one); // refused: a CPU that is not ours; woken from afar then
        std::optional<PromptThread> prompt;
        sched_param const none{};
        if (post.prompt) prompt.emplace();
        else ::sched_setscheduler(0, SCHED_BATCH, &none); // such a one preempts nobody when it is woken
        pollfd what[] = {{post.ring.fd(), POLLIN, 0}, {end_.get(), POLLIN, 0}};
        for (;;) {
            if (::poll(what, 2, -1) < 0 && errno != EINTR) return;
            if (what[1].revents != 0) return;
            if (what[0].revents & POLLIN) {
                std::lock_guard const lock(mutex_);
                if (auto const who = post.ring.drain())
                    for (auto const& w : waiters_) tell(*w, *who);
            } else if (what[0].revents != 0) {
                what[0].fd = -1; // the CPU went offline
            }
        }
    }

    static void tell(Waiter& w, Listened const& who) {
        dial(w, who);
        w.told = true;
        std::uint64_t const one = 1;
        [[maybe_unused]] auto const rung = ::write(w.bell.get(), &one, sizeof one);
    }

    std::mutex mutex_;
    Descriptor end_;
    std::vector<Post> posts_;
    std::vector<std::shared_ptr<Waiter>> waiters_;
    std::vector<std::thread> threads_;
};

// Takes what was told; the lock is held.
bool take_told(Waiter& w) {
    std::uint64_t rung = 0;
    [[maybe_unused]] auto const n = ::read(w.bell.get(), &rung, sizeof rung);
    w.line = Descriptor();
    return std::exchange(w.told, false);
}

class PerfListenWatch final : public ListenWatch {
public:
    PerfListenWatch(std::shared_ptr<PerfListenEvents> events, asio::any_io_executor executor,
        std::shared_ptr<Waiter> waiter, int bell)
        : events_(std::move(events))
        , waiter_(std::move(waiter))
        , bell_(std::move(executor), bell) {
        events_->enter(waiter_);
    }
    ~PerfListenWatch() override { events_->leave(waiter_); }

    void dial(HttpEndpoint const& to, std::string_view first) override {
        error_code ec;
        auto const address = asio::ip::make_address(to.host, ec);
        if (ec) return;
        asio::ip::tcp::endpoint const endpoint(address, to.port);
        Descriptor line(::socket(endpoint.protocol().family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
        if (!line) return;
        int const on = 1;
        ::setsockopt(line.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        ::setsockopt(line.get(), SOL_SOCKET, SO_SNDTIMEO, &longest_dial, sizeof longest_dial);
        ask_for_receive_stamps(line.get());
        std::lock_guard const lock(events_->mutex());
        auto& w = *waiter_;
        std::memcpy(&w.to, endpoint.data(), endpoint.size());
        w.to_size = static_cast<socklen_t>(endpoint.size());
        w.port = to.port;
        w.first = first;
        w.connected = Descriptor();
        w.listening.reset();
        w.line = std::move(line);
    }

    Dialled take_dialled() override {
        Dialled out;
        std::unique_lock lock(events_->mutex());
        auto& w = *waiter_;
        auto fd = std::exchange(w.connected, Descriptor());
        out.connecting = w.connecting_at;
        out.connected = w.connected_at;
        out.listening = std::exchange(w.listening, std::nullopt);
        auto const family = w.to.ss_family;
        lock.unlock();
        if (!fd) return Dialled();
        asio::ip::tcp::socket socket(bell_.get_executor());
        error_code ec;
        socket.assign(family == AF_INET ? asio::ip::tcp::v4() : asio::ip::tcp::v6(), fd.get(), ec);
        if (ec) return Dialled();
        fd.release();
        out.connection = make_tcp_connection(std::move(socket));
        return out;
    }

private:
    void do_next(asio::any_completion_handler<void(error_code)> handler) override {
        auto executor = asio::get_associated_executor(handler, bell_.get_executor());
        {
            std::unique_lock lock(events_->mutex());
            if (waiter_->told) {
                take_told(*waiter_);
                lock.unlock();
                auto call = [h = std::move(handler)]() mutable { std::move(h)(error_code{}); };
                asio::post(bell_.get_executor(), asio::bind_executor(executor, std::move(call)));
                return;
            }
        }
        auto slot = asio::get_associated_cancellation_slot(handler);
        auto finish = [events = events_, w = waiter_, slot, h = std::move(handler)](error_code ec, std::size_t) mutable {
            if (slot.is_connected()) slot.clear();
            {
                std::lock_guard const lock(events->mutex());
                if (take_told(*w)) ec = {}; // in the moment of its cancellation
            }
            std::move(h)(ec);
        };
        bell_.async_read_some(asio::buffer(&waiter_->rung, sizeof waiter_->rung),
            asio::bind_cancellation_slot(slot, asio::bind_executor(executor, std::move(finish))));
    }

    std::shared_ptr<PerfListenEvents> events_;
    std::shared_ptr<Waiter> waiter_; // a wait may end after this has gone
    asio::posix::stream_descriptor bell_;
};

} // namespace

std::shared_ptr<ListenEvents> ListenEvents::open() {
    return PerfListenEvents::make();
}

std::unique_ptr<ListenWatch> ListenEvents::watch(std::shared_ptr<ListenEvents> events, asio::any_io_executor executor) {
    auto waiter = std::make_shared<Waiter>();
    // Asio closes what it is given, and the threads ring as long as the waiter lives.
    auto const bell = waiter->bell ? ::fcntl(waiter->bell.get(), F_DUPFD_CLOEXEC, 3) : -1;
    if (bell < 0) return nullptr;
    return std::make_unique<PerfListenWatch>(
        std::static_pointer_cast<PerfListenEvents>(std::move(events)), std::move(executor), std::move(waiter), bell);
}

} // namespace wasmbench::detail
