// The program that tests start in place of a runtime: each mode is one way in which a child can behave. The
// mode is the first argument, or what follows "wasmbench-test-target-" in the name it was started by (the
// links are made by CMakeLists.txt), so that an adapter which passes nothing but --address and --port can be
// given any of them.
//
//   wasmbench-test-target MODE [--address A] [--port N]
//
// servers (with --port):
//   serve         answers every GET with "target answers\n"
//   slow-start    the same, 300 ms after it was started
//   wrong-answer  200 with another body
//   stamp         "listening_ns=N answering_ns=N\n", CLOCK_MONOTONIC: began to listen, began to answer first
//   never-ready   accepts and never answers
//   never-listen  opens no port
//   ignore-term   serve, deaf to SIGTERM
//   fork-child    serve, with a child in its group and a daemonised one (setsid, two forks)
//   flood         writes 10 MB to stdout and to stderr, then serve
// programs:
//   print         prints "target answers\n" and ends with 0
//   die-early     last words on stderr, exit status 3; fail is the same
//   hang          prints nothing and does not end
//
// Without --port, ignore-term and fork-child print "set up\n" and wait, and flood ends with 0. Every process
// made here ends by itself after two minutes, whatever becomes of the test.

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

constexpr unsigned lifetime_seconds = 120;
constexpr std::string_view program = "wasmbench-test-target";
constexpr std::string_view right_answer = "target answers\n";

struct Arguments {
    std::string mode;
    std::string address = "127.0.0.1";
    int port = 0; // 0: not given
};

[[noreturn]] void quit(int status, std::string const& last_words) {
    std::fputs((last_words + "\n").c_str(), stderr);
    std::fflush(stderr);
    ::_exit(status);
}

std::int64_t monotonic_ns() {
    timespec t{};
    ::clock_gettime(CLOCK_MONOTONIC, &t);
    return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

Arguments parse(int argc, char** argv) {
    Arguments a;
    std::string_view name = argv[0];
    name.remove_prefix(name.rfind('/') == std::string_view::npos ? 0 : name.rfind('/') + 1);
    if (name.size() > program.size() + 1) a.mode = name.substr(program.size() + 1);
    int i = 1;
    if (a.mode.empty() && argc > 1) a.mode = argv[i++];
    for (; i + 1 < argc; i += 2) {
        std::string_view const option = argv[i];
        if (option == "--address")
            a.address = argv[i + 1];
        else if (option == "--port")
            a.port = std::atoi(argv[i + 1]);
        else
            quit(64, "unknown option " + std::string(option));
    }
    if (i != argc) quit(64, "an option without a value: " + std::string(argv[i]));
    return a;
}

[[noreturn]] void wait_for_a_signal() {
    for (;;) ::pause();
}

void write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        auto const n = ::write(fd, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return; // the reader has gone
        text.remove_prefix(static_cast<std::size_t>(n));
    }
}

// What one server does with a complete request.
struct Service {
    std::string mode;
    std::int64_t listening_ns = 0;
    std::atomic<std::int64_t> answering_ns{0};

    std::string body() {
        if (mode == "wrong-answer") return "not the answer\n";
        if (mode != "stamp") return std::string(right_answer);
        std::int64_t none = 0;
        answering_ns.compare_exchange_strong(none, monotonic_ns());
        return "listening_ns=" + std::to_string(listening_ns) +
               " answering_ns=" + std::to_string(answering_ns.load()) + "\n";
    }

    // Requests have no body here, so a blank line ends each. Kept open until the client says or shows
    // otherwise.
    void converse(int fd) {
        std::string unread;
        char buffer[4096];
        for (;;) {
            auto const n = ::read(fd, buffer, sizeof buffer);
            if (n <= 0) break;
            if (mode == "never-ready") continue;
            unread.append(buffer, static_cast<std::size_t>(n));
            for (auto end = unread.find("\r\n\r\n"); end != std::string::npos;
                 end = unread.find("\r\n\r\n")) {
                bool const last = unread.find("Connection: close") < end;
                unread.erase(0, end + 4);
                auto const text = body();
                write_all(fd, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " +
                                  std::to_string(text.size()) + "\r\n\r\n" + text);
                if (last) ::shutdown(fd, SHUT_WR);
            }
        }
        ::close(fd);
    }
};

[[noreturn]] void serve(Arguments const& a) {
    int const fd = ::socket(AF_INET, SOCK_STREAM, 0);
    int const on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(static_cast<std::uint16_t>(a.port));
    if (::inet_pton(AF_INET, a.address.c_str(), &where.sin_addr) != 1)
        quit(64, "not an address: " + a.address);
    if (::bind(fd, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0 || ::listen(fd, 128) != 0)
        quit(1, "cannot listen on " + a.address + ":" + std::to_string(a.port) + ": " + std::strerror(errno));

    static Service service; // outlives the detached threads, which end with the process
    service.mode = a.mode;
    service.listening_ns = monotonic_ns();
    for (;;) {
        int const connection = ::accept(fd, nullptr, nullptr);
        if (connection < 0) continue;
        ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        std::thread([connection] { service.converse(connection); }).detach();
    }
}

// Forks; in the child, runs `run` and never returns.
template <class F>
void in_a_child(F run) {
    auto const pid = ::fork();
    if (pid < 0) quit(1, std::string("cannot fork: ") + std::strerror(errno));
    if (pid > 0) return;
    ::alarm(lifetime_seconds); // alarms are not inherited
    run();
    ::_exit(0);
}

// Both exist, and the second one's parent has gone, when this returns.
void make_grandchildren() {
    int ready[2];
    if (::pipe(ready) != 0) quit(1, std::string("cannot make a pipe: ") + std::strerror(errno));
    in_a_child([] { wait_for_a_signal(); });
    in_a_child([&] {
        ::setsid();
        auto const intermediate = ::getpid();
        in_a_child([&] {
            while (::getppid() == intermediate) ::usleep(200);
            write_all(ready[1], "x");
            ::close(ready[0]);
            ::close(ready[1]);
            wait_for_a_signal();
        });
    });
    char byte;
    while (::read(ready[0], &byte, 1) < 0 && errno == EINTR) {
    }
    ::close(ready[0]);
    ::close(ready[1]);
}

void flood() {
    std::string const line(99, 'f');
    std::string block;
    for (int i = 0; i < 1000; ++i) block += line + "\n";
    for (int i = 0; i < 100; ++i) {
        write_all(STDOUT_FILENO, block);
        write_all(STDERR_FILENO, block);
    }
    write_all(STDOUT_FILENO, "end of the flood\n");
    write_all(STDERR_FILENO, "end of the flood\n");
}

} // namespace

int main(int argc, char** argv) {
    ::alarm(lifetime_seconds);
    std::signal(SIGPIPE, SIG_IGN);
    auto const a = parse(argc, argv);
    auto const& mode = a.mode;

    if (mode == "print") {
        write_all(STDOUT_FILENO, right_answer);
        return 0;
    }
    if (mode == "die-early" || mode == "fail") quit(3, "these are the target's last words");
    if (mode == "hang" || mode == "never-listen") wait_for_a_signal();

    constexpr std::string_view servers[] = {
        "serve", "slow-start", "wrong-answer", "stamp", "never-ready", "ignore-term", "fork-child", "flood"};
    if (std::find(std::begin(servers), std::end(servers), mode) == std::end(servers))
        quit(64, mode.empty() ? "which mode?" : "no such mode: " + mode);

    if (mode == "slow-start") ::usleep(300'000);
    if (mode == "ignore-term") std::signal(SIGTERM, SIG_IGN);
    if (mode == "fork-child") make_grandchildren();
    if (mode == "flood") flood();
    if (a.port != 0) serve(a);

    if (mode == "flood") return 0;
    if (mode == "ignore-term" || mode == "fork-child") {
        write_all(STDOUT_FILENO, "set up\n");
        wait_for_a_signal();
    }
    quit(64, "mode " + mode + " needs --port");
}
