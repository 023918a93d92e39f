#pragma once

#include <wasmbench/core/process_identity.hpp>
#include <wasmbench/core/process_table.hpp>

#include <array>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Processes whose memory and CPU time are known, because the test makes them.
namespace probe_test {

inline constexpr std::size_t mib = 1024 * 1024;

/// The child's end of the conversation. Also used by the child's own children.
class ChildSide {
public:
    ChildSide(int in, int out, int life)
        : in_(in)
        , out_(out)
        , life_(life) {}

    /// Blocks until the test says go(). Ends the process when the test has gone.
    void wait_for_go() const {
        char c = 0;
        if (::read(in_, &c, 1) != 1) ::_exit(0);
    }

    template <class T>
    void tell(T value) const {
        static_assert(std::is_trivially_copyable_v<T>);
        if (::write(out_, &value, sizeof value) != static_cast<ssize_t>(sizeof value)) ::_exit(1);
    }

    /// Blocks until the test calls release() or ends, then ends the process.
    [[noreturn]] void stay() const {
        char c = 0;
        while (::read(life_, &c, 1) > 0) {
        }
        ::_exit(0);
    }

private:
    int in_;
    int out_;
    int life_;
};

/// A forked child that runs `body(ChildSide)` and exits. Killed and reaped by the destructor.
class ForkedChild {
public:
    template <class Body>
    explicit ForkedChild(Body body) {
        for (auto* p : {&to_child_, &from_child_, &life_})
            if (::pipe(p->data()) != 0) throw std::runtime_error("pipe");
        pid_ = ::fork();
        if (pid_ < 0) throw std::runtime_error("fork");
        if (pid_ == 0) {
            ::close(to_child_[1]);
            ::close(from_child_[0]);
            ::close(life_[1]);
            ChildSide const side(to_child_[0], from_child_[1], life_[0]);
            side.wait_for_go(); // a child that had already ended could not be identified
            body(side);
            ::_exit(0);
        }
        ::close(to_child_[0]);
        ::close(from_child_[1]);
        ::close(life_[0]);
        identity_ = wasmbench::identify(pid_).value();
        go();
    }

    ForkedChild(ForkedChild const&) = delete;
    ForkedChild& operator=(ForkedChild const&) = delete;

    ~ForkedChild() {
        release();
        ::close(to_child_[1]);
        ::close(from_child_[0]);
        if (!reaped_) {
            ::kill(pid_, SIGKILL);
            reap();
        }
    }

    void go() const {
        if (::write(to_child_[1], "g", 1) != 1) throw std::runtime_error("the child does not listen");
    }

    /// What the child tells; throws when it says nothing for a minute: a starved machine is slow, not
    /// wrong.
    template <class T>
    T hear() const {
        pollfd ready{from_child_[0], POLLIN, 0};
        T value{};
        if (::poll(&ready, 1, 60'000) != 1 ||
            ::read(from_child_[0], &value, sizeof value) != static_cast<ssize_t>(sizeof value))
            throw std::runtime_error("the child said nothing");
        return value;
    }

    /// Lets everybody go who is in ChildSide::stay().
    void release() {
        if (life_[1] >= 0) ::close(std::exchange(life_[1], -1));
    }

    /// Waits until the child is a zombie, without reaping it.
    void wait_for_end() const {
        siginfo_t info{};
        ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT);
    }

    void reap() {
        ::waitpid(pid_, nullptr, 0);
        reaped_ = true;
    }

    int pid() const noexcept { return pid_; }
    wasmbench::ProcessTree tree() const { return {{identity_}, {}, {}}; }

private:
    std::array<int, 2> to_child_{};
    std::array<int, 2> from_child_{};
    std::array<int, 2> life_{};
    int pid_ = 0;
    bool reaped_ = false;
    wasmbench::ProcessIdentity identity_;
};

// The plain system calls: a sanitizer's own versions would touch its shadow memory too.

/// Private memory, every page of it present.
inline void* map_private(std::size_t bytes) {
    auto const at = ::syscall(
        SYS_mmap, nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (at == -1) ::_exit(1);
    return reinterpret_cast<void*>(at);
}

inline void unmap(void* at, std::size_t bytes) {
    ::syscall(SYS_munmap, at, bytes);
}

/// CPU time by the kernel's own account, in seconds: RUSAGE_SELF or RUSAGE_CHILDREN.
inline double cpu_seconds(int who) {
    rusage used{};
    ::getrusage(who, &used);
    auto const seconds = [](timeval t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// Uses CPU time until this process has used `seconds` more than it had.
inline void burn(double seconds) {
    double const until = cpu_seconds(RUSAGE_SELF) + seconds;
    while (cpu_seconds(RUSAGE_SELF) < until) {
        unsigned volatile sink = 0;
        for (unsigned i = 0; i < 100'000; ++i) sink = sink + i;
    }
}

} // namespace probe_test
