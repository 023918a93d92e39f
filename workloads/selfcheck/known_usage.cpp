// A program whose memory and CPU use are known because it was told them: what the probes are tried on.
//
// Says "ready" on a line of its own when it is in the state that was asked for, and stays in it until its
// standard input ends. burn-cpu and short-child do it once, say ready, and do it once more for each line that
// they read, with a "ready" after each. Exit status 2: wrong arguments; 1: the system refused.

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace {

constexpr std::size_t mib = 1024 * 1024;

[[noreturn]] void refuse(char const* what) {
    std::fprintf(stderr, "wasmbench-known-usage: %s: %s\n", what, std::strerror(errno));
    std::exit(1);
}

void say_ready() {
    std::puts("ready");
    std::fflush(stdout);
}

// One line of standard input; false at its end.
bool next_line() {
    char c = 0;
    for (;;) {
        auto const n = ::read(STDIN_FILENO, &c, 1);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        if (c == '\n') return true;
    }
}

void wait_for_end_of_input() {
    while (next_line()) {
    }
}

// Memory of that many bytes, each page of it written to; `sharing` is MAP_PRIVATE or MAP_SHARED. In pages of
// the usual size, so that what was asked for is what is there.
char* touch(std::size_t bytes, int sharing) {
    if (bytes == 0) return nullptr;
    void* const at = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, sharing | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED) refuse("mmap");
#ifdef MADV_NOHUGEPAGE
    ::madvise(at, bytes, MADV_NOHUGEPAGE);
#endif
    auto* const memory = static_cast<char*>(at);
    auto const page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    for (std::size_t i = 0; i < bytes; i += page) memory[i] = 1;
    return memory;
}

// Reads each page: a shared page belongs to a process only once that process has touched it.
void look_at(char const* memory, std::size_t bytes) {
    auto const page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    unsigned volatile sink = 0;
    for (std::size_t i = 0; i < bytes; i += page) sink = sink + static_cast<unsigned char>(memory[i]);
}

// Children that run `body`, say so, and live until the parent's end of a pipe is closed.
class Children {
public:
    Children() {
        if (::pipe(life_) != 0 || ::pipe(said_) != 0) refuse("pipe");
    }
    Children(Children const&) = delete;
    Children& operator=(Children const&) = delete;

    void fork_one(std::function<void()> const& body) {
        auto const pid = ::fork();
        if (pid < 0) refuse("fork");
        if (pid == 0) {
            ::close(life_[1]);
            body();
            char c = 0;
            if (::write(said_[1], "r", 1) != 1) ::_exit(1);
            while (::read(life_[0], &c, 1) < 0 && errno == EINTR) {
            }
            ::_exit(0);
        }
        pids_.push_back(pid);
        char c = 0;
        if (::read(said_[0], &c, 1) != 1) refuse("a child");
    }

    ~Children() {
        ::close(life_[1]);
        for (auto const pid : pids_) ::waitpid(pid, nullptr, 0);
    }

private:
    int life_[2] = {-1, -1};
    int said_[2] = {-1, -1};
    std::vector<pid_t> pids_;
};

double seconds(clockid_t clock) {
    timespec t{};
    ::clock_gettime(clock, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

// Uses CPU time until this process has used `wanted` more than it had.
void burn(double wanted) {
    auto const until = seconds(CLOCK_PROCESS_CPUTIME_ID) + wanted;
    while (seconds(CLOCK_PROCESS_CPUTIME_ID) < until) {
        unsigned volatile sink = 0;
        for (unsigned i = 0; i < 20'000; ++i) sink = sink + i;
    }
}

void short_child(double milliseconds, std::size_t bytes) {
    auto const pid = ::fork();
    if (pid < 0) refuse("fork");
    if (pid == 0) {
        auto const end = seconds(CLOCK_MONOTONIC) + milliseconds * 1e-3;
        touch(bytes, MAP_PRIVATE);
        auto const left = end - seconds(CLOCK_MONOTONIC);
        if (left > 0) {
            timespec pause{static_cast<time_t>(left),
                static_cast<long>((left - static_cast<double>(static_cast<time_t>(left))) * 1e9)};
            while (::nanosleep(&pause, &pause) != 0 && errno == EINTR) {
            }
        }
        ::_exit(0);
    }
    if (::waitpid(pid, nullptr, 0) != pid) refuse("waitpid");
}

// Once, and once more for each line.
void repeat(std::function<void()> const& act) {
    do {
        act();
        say_ready();
    } while (next_line());
}

int usage() {
    std::fputs("usage: wasmbench-known-usage private-memory MIB\n"
               "       wasmbench-known-usage shared-map MIB\n"
               "       wasmbench-known-usage forked-children COUNT MIB\n"
               "       wasmbench-known-usage short-child MILLISECONDS MIB\n"
               "       wasmbench-known-usage burn-cpu SECONDS\n",
        stderr);
    return 2;
}

} // namespace

int main(int argc, char** argv) {
    std::string const mode = argc > 1 ? argv[1] : "";
    std::vector<double> numbers;
    for (int i = 2; i < argc; ++i) {
        char* end = nullptr;
        double const n = std::strtod(argv[i], &end);
        if (end == argv[i] || *end != '\0' || !(n >= 0) || n > 1e6) return usage();
        numbers.push_back(n);
    }
    auto const bytes = [&](std::size_t i) { return static_cast<std::size_t>(numbers[i]) * mib; };

    if (mode == "private-memory" && numbers.size() == 1) {
        touch(bytes(0), MAP_PRIVATE);
        say_ready();
        wait_for_end_of_input();
    } else if (mode == "shared-map" && numbers.size() == 1) {
        auto* const memory = touch(bytes(0), MAP_SHARED);
        Children children;
        children.fork_one([&] { look_at(memory, bytes(0)); });
        say_ready();
        wait_for_end_of_input();
    } else if (mode == "forked-children" && numbers.size() == 2) {
        Children children;
        for (int i = 0; i < static_cast<int>(numbers[0]); ++i)
            children.fork_one([&] { touch(bytes(1), MAP_PRIVATE); });
        say_ready();
        wait_for_end_of_input();
    } else if (mode == "short-child" && numbers.size() == 2) {
        repeat([&] { short_child(numbers[0], bytes(1)); });
    } else if (mode == "burn-cpu" && numbers.size() == 1) {
        repeat([&] { burn(numbers[0]); });
    } else {
        return usage();
    }
    return 0;
}
