// What the tests of the launcher start. The first word is the mode; everything that waits ends by itself
// after two minutes.
//
//   burn MS           spends MS of CPU time, prints its own getrusage as "user system", in seconds
//   count N           prints the numbers 1 to N, a line each, and ends with 0
//   descriptors       prints its open descriptors, a line each
//   wait              prints "ready" and waits
//   threads           the main thread ends, another one prints "ready" and waits
//   tree WORD...      makes one more process, prints its pid, and waits. The words:
//                       setsid     it leads a session of its own
//                       orphan     its parent has ended
//                       bare       its environment is empty
//                       writer     it writes to standard output without end
//                       brief      it ends at once
//                       end        do not wait: end with status 7 when it is made

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr unsigned lifetime_seconds = 120;

[[noreturn]] void wait_for_a_signal() {
    for (;;) ::pause();
}

double seconds(timeval const& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
}

int burn(double wanted) {
    rusage usage{};
    unsigned volatile seed = 1; // or the compiler would do nothing at all
    unsigned work = seed;
    do {
        for (int i = 0; i < 100'000; ++i) work = work * 1664525u + 1013904223u;
        ::getrusage(RUSAGE_SELF, &usage);
        seed = work;
    } while (seconds(usage.ru_utime) + seconds(usage.ru_stime) < wanted);
    std::printf("%.6f %.6f\n", seconds(usage.ru_utime), seconds(usage.ru_stime));
    return 0;
}

int count(int last) {
    for (int i = 1; i <= last; ++i) std::printf("%d\n", i);
    return 0;
}

int descriptors() {
    DIR* const all = ::opendir("/proc/self/fd");
    if (all == nullptr) return 1;
    while (auto const* entry = ::readdir(all)) {
        int const fd = std::atoi(entry->d_name);
        if (entry->d_name[0] != '.' && fd != ::dirfd(all)) std::printf("%d\n", fd);
    }
    ::closedir(all);
    return 0;
}

[[noreturn]] void threads() {
    std::thread([] {
        while (true) {
            std::FILE* const stat = std::fopen("/proc/self/stat", "r");
            char line[512] = {};
            if (stat != nullptr && std::fgets(line, sizeof line, stat) == nullptr) line[0] = '\0';
            if (stat != nullptr) std::fclose(stat);
            if (std::strstr(line, ") Z ") != nullptr) break; // the main thread has ended
            ::usleep(1000);
        }
        std::puts("ready");
        std::fflush(stdout);
        wait_for_a_signal();
    }).detach();
    ::pthread_exit(nullptr);
}

[[noreturn]] void become(char const* self, bool bare, bool writer) {
    char mode[] = "quiet";
    char write_mode[] = "writer";
    std::string name = self;
    char* arguments[] = {name.data(), writer ? write_mode : mode, nullptr};
    char* nothing[] = {nullptr};
    ::execve(self, arguments, bare ? nothing : environ);
    ::_exit(127);
}

// Writes the pid of the process that it makes to `report`, which exec closes: the end of the file says that
// the new program runs.
void make_process(char const* self, std::vector<std::string> const& words, int report) {
    auto const has = [&](char const* word) {
        for (auto const& w : words)
            if (w == word) return true;
        return false;
    };
    auto const first = ::fork();
    if (first != 0) {
        if (has("orphan")) ::waitpid(first, nullptr, 0);
        return;
    }
    if (has("setsid")) ::setsid();
    if (has("orphan") && ::fork() != 0) ::_exit(0);
    ::alarm(lifetime_seconds);
    int const pid = ::getpid();
    if (::write(report, &pid, sizeof pid) != sizeof pid) ::_exit(1);
    if (has("brief")) ::_exit(0);
    become(self, has("bare"), has("writer"));
}

int tree(char const* self, std::vector<std::string> const& words) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return 1;
    make_process(self, words, ends[1]);
    ::close(ends[1]);
    int pid = 0;
    if (::read(ends[0], &pid, sizeof pid) != sizeof pid) return 1;
    char rest = 0;
    while (::read(ends[0], &rest, 1) < 0 && errno == EINTR) {
    }
    std::printf("%d\n", pid);
    std::fflush(stdout);
    if (!words.empty() && words.back() == "end") return 7;
    wait_for_a_signal();
}

[[noreturn]] void write_without_end() {
    std::string const block(4096, 'w');
    while (::write(STDOUT_FILENO, block.data(), block.size()) > 0) {
    }
    ::_exit(1);
}

} // namespace

int main(int argc, char** argv) {
    ::alarm(lifetime_seconds);
    std::string const mode = argc > 1 ? argv[1] : "";
    if (mode == "burn" && argc > 2) return burn(std::atof(argv[2]) / 1000);
    if (mode == "count" && argc > 2) return count(std::atoi(argv[2]));
    if (mode == "descriptors") return descriptors();
    if (mode == "threads") threads();
    if (mode == "tree") return tree(argv[0], {argv + 2, argv + argc});
    if (mode == "writer") write_without_end();
    if (mode == "wait") {
        std::puts("ready");
        std::fflush(stdout);
        wait_for_a_signal();
    }
    if (mode == "quiet") wait_for_a_signal();
    std::fprintf(stderr, "no such mode: %s\n", mode.c_str());
    return 64;
}
