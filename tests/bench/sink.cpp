// wasmbench-bench-sink: the least HTTP/1.1 server, so that what is measured is the client. See README.md.
#include "receive_stamps.hpp"
#include "request_scanner.hpp"
#include "server_model.hpp"
#include "sink_options.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <exception>
#include <optional>
#include <string>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <unistd.h>

namespace wasmbench::bench {

namespace {

constexpr std::string_view keep_answer =
    "HTTP/1.1 200 OK\r\nContent-Length: 13\r\nContent-Type: text/plain\r\n\r\nHello, World!";
constexpr std::string_view last_answer =
    "HTTP/1.1 200 OK\r\nContent-Length: 13\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nHello, World!";

int checked(int result, char const* what) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), what);
    return result;
}

int listen_tcp(std::uint16_t port) {
    int const fd = checked(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
    int const on = 1;
    checked(::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "SO_REUSEADDR");
    checked(::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "TCP_NODELAY"); // connections inherit it
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    checked(::bind(fd, reinterpret_cast<sockaddr const*>(&address), sizeof address), "bind");
    checked(::listen(fd, 4096), "listen");
    socklen_t size = sizeof address;
    checked(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
    std::printf("listening %d\n", ntohs(address.sin_port));
    return fd;
}

int listen_unix(std::string const& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) throw std::invalid_argument("--unix: the path is too long");
    path.copy(address.sun_path, path.size());
    int const fd = checked(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
    ::unlink(path.c_str());
    checked(::bind(fd, reinterpret_cast<sockaddr const*>(&address), sizeof address), "bind");
    checked(::listen(fd, 4096), "listen");
    std::printf("listening %s\n", path.c_str());
    return fd;
}

/// Readable when SIGTERM or SIGINT came.
int stop_signal() {
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGTERM);
    ::sigaddset(&set, SIGINT);
    checked(::sigprocmask(SIG_BLOCK, &set, nullptr), "sigprocmask");
    return checked(::signalfd(-1, &set, SFD_CLOEXEC), "signalfd");
}

/// Readable when the program's time is over.
int stop_timer(Nanoseconds after) {
    int const fd = checked(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC), "timerfd_create");
    itimerspec const t{{0, 0}, {after.count() / 1'000'000'000, after.count() % 1'000'000'000}};
    checked(::timerfd_settime(fd, 0, &t, nullptr), "timerfd_settime");
    return fd;
}

void pin_to(int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<unsigned>(cpu), &set);
    checked(::sched_setaffinity(0, sizeof set, &set), "sched_setaffinity");
}

struct Moment {
    Nanoseconds monotonic = clock_now(CLOCK_MONOTONIC);
    Nanoseconds realtime = clock_now(CLOCK_REALTIME);
};

class Sink {
public:
    explicit Sink(SinkOptions const& o) : model_(o), stamps_(o.stamps), unix_path_(o.unix_path) {
        epoll_ = checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
        watch(stop_signal(), EPOLLIN, stop_mark);
        watch(stop_timer(o.limit), EPOLLIN, stop_mark);
        listener_ = o.unix_path.empty() ? listen_tcp(o.port) : listen_unix(o.unix_path);
        if (stamps_.wanted()) ReceiveStamps::ask_for(listener_);
        watch(listener_, EPOLLIN | EPOLLET, listener_);
        std::fflush(stdout);
    }

    void run() {
        while (!stopped_) turn();
        if (!unix_path_.empty()) ::unlink(unix_path_.c_str());
        if (stamps_.wanted()) stamps_.write();
        report();
    }

private:
    static constexpr int stop_mark = -1; ///< where epoll gives a descriptor

    void watch(int fd, std::uint32_t events, int mark) {
        epoll_event event{};
        event.events = events;
        event.data.fd = mark;
        checked(::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
    }

    void turn() {
        auto n = model_.instant() ? 0 : wait(0);
        if (n == 0) {
            n = wait(-1);
            model_.idle();
        }
        for (int i = 0; i < n; ++i) {
            auto const& event = events_[static_cast<std::size_t>(i)];
            if (event.data.fd == stop_mark)
                stopped_ = true;
            else if (event.data.fd == listener_)
                accept_all();
            else
                meet(event.data.fd, (event.events & ~static_cast<std::uint32_t>(EPOLLIN)) != 0);
        }
        if (requests_ != requests_before_) last_ = clock_now(CLOCK_MONOTONIC);
        requests_before_ = requests_;
    }

    int wait(int timeout) {
        ++calls_wait_;
        auto const n = ::epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()), timeout);
        return n < 0 && errno == EINTR ? 0 : checked(n, "epoll_wait");
    }

    void accept_all() {
        while (true) {
            int const fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (fd < 0) {
                if (errno == EINTR || errno == ECONNABORTED) continue;
                if (errno == EAGAIN) return;
                throw std::system_error(errno, std::generic_category(), "accept4");
            }
            ++accepted_;
            auto const index = static_cast<std::size_t>(fd);
            if (index >= rests_.size()) rests_.resize(index + 1);
            rests_[index].clear();
            // Often its request is there already, and asks for the end: then epoll need not know of the connection.
            if (meet(fd, false)) watch(fd, EPOLLIN | EPOLLRDHUP | EPOLLET, fd);
        }
    }

    /// Answers what there is to read. False: the connection is gone.
    bool meet(int fd, bool ended) {
        while (true) {
            auto const n = receive(fd);
            if (n < 0 && errno == EINTR) continue;
            if (n < 0 && errno == EAGAIN) return true;
            auto const size = static_cast<std::size_t>(n);
            if (n <= 0 || !answer(fd, scanner_.scan({room_.data(), size}, rests_[static_cast<std::size_t>(fd)]))) {
                ::close(fd);
                return false;
            }
            // A short read has emptied the socket; what comes later is a new edge (epoll(7), question 9). Unless the end of
            // the stream was part of this one.
            if (size < room_.size() && !ended) return true;
        }
    }

    ssize_t receive(int fd) {
        ++calls_receive_;
        if (stamps_.wanted()) return stamps_.receive(fd, room_.data(), room_.size());
        return ::recv(fd, room_.data(), room_.size(), MSG_DONTWAIT);
    }

    bool answer(int fd, Scanned const& found) {
        if (!first_ && found.requests > 0) model_.first(first_.emplace().monotonic);
        for (std::size_t i = 0; i < found.requests; ++i) {
            if (stamps_.wanted()) stamps_.add();
            if (!model_.instant()) model_.serve();
            ++requests_;
            bool const last = found.close && i + 1 == found.requests;
            auto const text = last ? last_answer : keep_answer;
            ++calls_send_;
            // A client that sends and does not read finds no buffer here: it is given up.
            if (::send(fd, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL) != static_cast<ssize_t>(text.size())) {
                ++unsent_;
                return false;
            }
        }
        return !found.close;
    }

    /// One line of JSON.
    void report() const {
        rusage use{};
        ::getrusage(RUSAGE_SELF, &use);
        auto const seconds = [](timeval t) { return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec); };
        auto const u = [](std::uint64_t n) { return static_cast<unsigned long long>(n); };
        auto const ns = [](Nanoseconds n) { return static_cast<long long>(n.count()); };
        std::printf("{\"requests\":%llu,\"connections\":%llu,\"unsent\":%llu,", u(requests_), u(accepted_), u(unsent_));
        std::printf("\"cpu_user_seconds\":%.6f,\"cpu_system_seconds\":%.6f,", seconds(use.ru_utime), seconds(use.ru_stime));
        std::printf("\"calls\":{\"recv\":%llu,\"send\":%llu,\"epoll_wait\":%llu},", u(calls_receive_), u(calls_send_),
            u(calls_wait_));
        std::printf("\"first_monotonic_ns\":%lld,\"first_realtime_ns\":%lld,\"last_monotonic_ns\":%lld}\n",
            first_ ? ns(first_->monotonic) : 0, first_ ? ns(first_->realtime) : 0, ns(last_));
    }

    ServerModel model_;
    ReceiveStamps stamps_;
    std::string unix_path_;
    RequestScanner scanner_;
    std::array<char, 16384> room_;
    std::array<epoll_event, 256> events_;
    std::deque<std::string> rests_; ///< of requests that came in pieces, by descriptor
    int epoll_ = -1;
    int listener_ = -1;
    bool stopped_ = false;
    std::uint64_t requests_ = 0, requests_before_ = 0, accepted_ = 0, unsent_ = 0;
    std::uint64_t calls_receive_ = 0, calls_send_ = 0, calls_wait_ = 0;
    std::optional<Moment> first_; ///< the first request was read
    Nanoseconds last_{0};         ///< the last turn with a request was done
};

} // namespace

} // namespace wasmbench::bench

int main(int argc, char** argv) {
    using namespace wasmbench::bench;
    try {
        auto const options = parse_sink_options(argc, argv);
        if (options.cpu) pin_to(*options.cpu);
        Sink(options).run();
        return 0;
    } catch (std::invalid_argument const& e) {
        std::fprintf(stderr, "wasmbench-bench-sink: %s\n", e.what());
        return 2;
    } catch (std::exception const& e) {
        std::fprintf(stderr, "wasmbench-bench-sink: %s\n", e.what());
        return 1;
    }
}
