#include "cpu_hogs.hpp"

#include <cerrno>
#include <csignal>
#include <ctime>
#include <system_error>

#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace wasmbench::validation {
namespace {

[[noreturn]] void burn(int cpu, unsigned seconds) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::alarm(seconds);
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(static_cast<std::size_t>(cpu), &only);
    ::sched_setaffinity(0, sizeof only, &only);
    unsigned volatile i = 0;
    for (;;) i = i + 1;
}

} // namespace

CpuHogs::CpuHogs(unsigned seconds, bool resting) {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        throw std::system_error(errno, std::system_category(), "sched_getaffinity");
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (!CPU_ISSET(static_cast<std::size_t>(cpu), &allowed)) continue;
        auto const pid = ::fork();
        if (pid == 0) burn(cpu, seconds);
        if (pid < 0) throw std::system_error(errno, std::system_category(), "fork");
        pids_.push_back(pid);
    }
    if (resting) rest();
}

CpuHogs::~CpuHogs() {
    for (auto const pid : pids_) ::kill(pid, SIGKILL);
    for (auto const pid : pids_)
        while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {}
}

void CpuHogs::rest() const noexcept {
    for (auto const pid : pids_) ::kill(pid, SIGSTOP);
}

void CpuHogs::go_on() const noexcept {
    for (auto const pid : pids_) ::kill(pid, SIGCONT);
}

double CpuHogs::cpu_seconds() const noexcept {
    double sum = 0;
    for (auto const pid : pids_) {
        clockid_t clock{};
        timespec t{};
        if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &t) != 0) continue;
        sum += static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
    }
    return sum;
}

} // namespace wasmbench::validation
