#pragma once

#include <wasmbench/core/availability.hpp>
#include <wasmbench/core/process_identity.hpp>
#include <wasmbench/probe/tree_history.hpp>

#include <memory>
#include <vector>

namespace wasmbench::probe {

/// Misses no process of a tree, however short it lives: the kernel tells of every fork (process event
/// connector, Linux Documentation/driver-api/connector.rst) and sends a record of what it used at every end
/// (taskstats, Documentation/accounting/taskstats.rst).
///
/// Both tell of the whole machine; what belongs to the tree is sorted out in stop(). They need CAP_NET_ADMIN in
/// the first user and process namespaces, and Linux 5.18. Each fork and end on the machine costs its process
/// some microseconds more meanwhile.
///
/// Usage: start() before the tree exists or at any time later, watch() when its roots are known, stop().
/// Thread safety: one object is used by one thread at a time.
class ProcessWatch {
public:
    ProcessWatch();
    ~ProcessWatch();
    ProcessWatch(ProcessWatch const&) = delete;
    ProcessWatch& operator=(ProcessWatch const&) = delete;

    /// Begins to listen; on return nothing that happens is missed. Not usable where the kernel refuses, with its
    /// reason; stop() then has nothing to tell.
    Availability start();

    /// Takes `roots` and all their descendants of this moment as members; may be called several times. Also when
    /// they have ended since start().
    void watch(std::vector<ProcessIdentity> const& roots);

    /// Ends the listening and says what happened to the members since start(). Whoever has been waited for by
    /// its parent is in it.
    TreeHistory stop();

    /// Between a start() that was usable and stop().
    bool listening() const noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Whether start() works here: listens for a moment.
Availability process_watch_available();

} // namespace wasmbench::probe
