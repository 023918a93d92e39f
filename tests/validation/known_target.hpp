#pragma once

#include <wasmbench/core/process_identity.hpp>
#include <wasmbench/probe/control_group.hpp>

#include <string>
#include <vector>

#include <sys/types.h>

namespace wasmbench::validation {

/// wasmbench-known-usage (workloads/selfcheck) in one of its modes, ready when the constructor returns. Ended and
/// waited for by the destructor.
class KnownTarget {
public:
    /// Begins inside `group` where one is given. Throws std::runtime_error when the program does not get ready.
    explicit KnownTarget(std::vector<std::string> arguments, probe::ControlGroup* group = nullptr);
    ~KnownTarget();
    KnownTarget(KnownTarget const&) = delete;
    KnownTarget& operator=(KnownTarget const&) = delete;

    /// Once more: burn-cpu and short-child.
    void again() const;

    ProcessTree tree() const { return {{identity_}, {}, {}}; }

private:
    void start(std::vector<std::string>& arguments);
    void wait_until_ready() const;

    int input_ = -1;
    int output_ = -1;
    pid_t pid_ = -1;
    ProcessIdentity identity_;
};

} // namespace wasmbench::validation
