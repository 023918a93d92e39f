#pragma once

#include <sys/types.h>

#include <vector>

namespace wasmbench::validation {

/// One process for each CPU that this process may use, which does nothing but use it: a busy machine. They end with this
/// object, with this process, and in any case after `seconds`.
///
/// Make it while the program has one thread. Thread safety: rest() and go_on() are for one thread at a time.
class CpuHogs {
public:
    /// Throws std::system_error when they cannot be started. `resting`: they wait for go_on().
    explicit CpuHogs(unsigned seconds, bool resting = false);
    ~CpuHogs();
    CpuHogs(CpuHogs const&) = delete;
    CpuHogs& operator=(CpuHogs const&) = delete;

    void rest() const noexcept;
    void go_on() const noexcept;

    /// CPU time that they have used, in seconds.
    double cpu_seconds() const noexcept;
    std::size_t count() const noexcept { return pids_.size(); }

private:
    std::vector<pid_t> pids_;
};

} // namespace wasmbench::validation
