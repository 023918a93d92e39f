// A server that knows by itself when it could first have answered: what the harness's own "ready" is tried on.
//
//   wasmbench-stamp-target (--port N | --unix PATH) [--wait-us N] [--work N] [--say] [--for SECONDS]
//
// Sleeps --wait-us (without it, a random time from 1 to 20 ms), then does --work rounds of arithmetic, then listens on
// 127.0.0.1:N or on the unix socket PATH, and answers every request with its stamps, in nanoseconds of CLOCK_MONOTONIC:
//
//   began_ns=N listening_ns=N answering_ns=N
//
// began: main was entered; listening: listen() had returned, from then on a connection is answered; answering: the first
// answer was about to be written. --say writes the first two to standard output as soon as they are known. Ends by a signal,
// at the latest after --for (120) seconds. Exit status 2: wrong arguments; 1: the system refused.

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <csignal>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

namespace {

std::int64_t now_ns() {
    timespec t{};
    ::clock_gettime(CLOCK_MONOTONIC, &t);
    return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

struct Options {
    long port = 0;
    std::string unix_path;
    long wait_us = -1; // random
    long work = 0;
    bool say = false;
    long seconds = 120;
};

int usage() {
    std::fputs("usage: wasmbench-stamp-target (--port N | --unix PATH) [--wait-us N] [--work N] [--say] [--for SECONDS]\n", stderr);
    return 2;
}

bool number(char const* text, long least, long most, long& value) {
    char* end = nullptr;
    errno = 0;
    value = std::strtol(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && value >= least && value <= most;
}

bool read_options(int argc, char** argv, Options& o) {
    for (int i = 1; i < argc; ++i) {
        std::string_view const name = argv[i];
        if (name == "--say") {
            o.say = true;
            continue;
        }
        if (i + 1 == argc) return false;
        char const* const value = argv[++i];
        if (name == "--unix") {
            o.unix_path = value;
        } else if (name == "--address") { // what the harness passes to every native service; it is always this one
            if (std::string_view(value) != "127.0.0.1") return false;
        } else if (!(name == "--port" && number(value, 1, 65535, o.port)) &&
                   !(name == "--wait-us" && number(value, 0, 60'000'000, o.wait_us)) &&
                   !(name == "--work" && number(value, 0, 2'000'000'000, o.work)) &&
                   !(name == "--for" && number(value, 1, 3600, o.seconds))) {
            return false;
        }
    }
    return (o.port != 0) != !o.unix_path.empty() && o.unix_path.size() < sizeof(sockaddr_un::sun_path);
}

void sleep_us(long us) {
    timespec left{us / 1'000'000, us % 1'000'000 * 1000};
    while (::nanosleep(&left, &left) != 0 && errno == EINTR) {}
}

// SplitMix64 of the time and the process's number: every start waits for another time.
long random_wait_us(std::int64_t seed) {
    auto z = static_cast<std::uint64_t>(seed) + static_cast<std::uint64_t>(::getpid()) * 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return 1000 + static_cast<long>((z ^ (z >> 31)) % 19'000);
}

// A chain that no compiler shortens: each round needs the one before, and the end is looked at.
void work(long rounds) {
    std::uint64_t volatile seed = 1;
    std::uint64_t x = seed;
    for (long i = 0; i < rounds; ++i) x = x * 6364136223846793005U + 1442695040888963407U;
    seed = x;
}

int listening_socket(Options const& o) {
    int const fd = ::socket(o.port != 0 ? AF_INET : AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0) return -1;
    sockaddr_in inet{};
    sockaddr_un local{};
    int bound = -1;
    if (o.port != 0) {
        int const one = 1;
        ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
        inet.sin_family = AF_INET;
        inet.sin_port = htons(static_cast<std::uint16_t>(o.port));
        inet.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        bound = ::bind(fd, reinterpret_cast<sockaddr const*>(&inet), sizeof inet);
    } else {
        local.sun_family = AF_UNIX;
        std::memcpy(local.sun_path, o.unix_path.c_str(), o.unix_path.size() + 1);
        bound = ::bind(fd, reinterpret_cast<sockaddr const*>(&local), sizeof local);
    }
    return bound == 0 && ::listen(fd, 128) == 0 ? fd : -1;
}

// One request, read to the end of its header; false when the client has gone.
bool read_request(int fd) {
    std::string text;
    char buffer[4096];
    while (text.find("\r\n\r\n") == std::string::npos) {
        auto const n = ::read(fd, buffer, sizeof buffer);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0 || text.size() > 64 * 1024) return false;
        text.append(buffer, static_cast<std::size_t>(n));
    }
    return true;
}

void write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        auto const n = ::write(fd, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(n));
    }
}

} // namespace

int main(int argc, char** argv) {
    auto const began = now_ns();
    Options o;
    if (!read_options(argc, argv, o)) return usage();
    std::signal(SIGPIPE, SIG_IGN);
    ::alarm(static_cast<unsigned>(o.seconds)); // nothing of a harness that died stays for long
    sleep_us(o.wait_us >= 0 ? o.wait_us : random_wait_us(began));
    work(o.work);

    int const listener = listening_socket(o);
    auto const listening = now_ns();
    if (listener < 0) {
        std::fprintf(stderr, "wasmbench-stamp-target: cannot listen on %s: %s\n",
            o.port != 0 ? ("127.0.0.1:" + std::to_string(o.port)).c_str() : o.unix_path.c_str(), std::strerror(errno));
        return 1;
    }
    auto const known = "began_ns=" + std::to_string(began) + " listening_ns=" + std::to_string(listening);
    if (o.say) write_all(STDOUT_FILENO, known + "\n");

    // All but the last stamp is written down before it is taken, so that sending follows it at once.
    constexpr std::size_t digits = 19;
    auto const body = known + " answering_ns=" + std::string(digits, '0') + "\n";
    auto answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(body.size()) +
                  "\r\nConnection: close\r\n\r\n" + body;
    auto const stamp_at = answer.size() - 1 - digits;
    std::int64_t answering = 0;
    for (;;) {
        int const fd = ::accept(listener, nullptr, nullptr);
        if (fd < 0 && (errno == EINTR || errno == ECONNABORTED)) continue;
        if (fd < 0) return 1;
        if (read_request(fd)) {
            if (answering == 0) {
                answering = now_ns();
                auto rest = answering;
                for (auto i = digits; i > 0; --i, rest /= 10) answer[stamp_at + i - 1] = static_cast<char>('0' + rest % 10);
            }
            write_all(fd, answer);
        }
        ::close(fd);
    }
}
