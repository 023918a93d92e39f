#pragma once

#include "parse_proc_event.hpp"

#include <wasmbench/probe/tree_history.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace wasmbench::probe::detail {

/// Keeps what happened on the machine, and says afterwards what of it belongs to a tree: whose tree it is may be
/// known only when its first processes have ended. Pure bookkeeping.
///
/// Feed in the order in which the kernel tells it; a thread's end after the fork of its process. Of both at most
/// `limit` are kept, then lost() is true.
class ForkLog {
public:
    explicit ForkLog(std::size_t limit = std::size_t{1} << 20)
        : limit_(limit) {}

    void forked(ForkEvent const& event);
    void ended(TaskEnd const& end);

    /// The part of `members` (process ids: the roots, and those of their descendants that were there when the
    /// watching began) and of everybody who was forked by them.
    ///
    /// A process id that was given out again to a stranger, by a fork outside the tree, is a stranger's from
    /// then on, except that a member that was given here stays one.
    TreeHistory resolve(std::span<int const> members) const;

    bool lost() const noexcept { return lost_; }

private:
    struct Event {
        bool is_fork = false;
        ForkEvent fork;     ///< when it is one
        std::size_t end = 0; ///< else: index in ends_
    };

    std::size_t limit_;
    std::vector<Event> events_;
    std::vector<TaskEnd> ends_;
    bool lost_ = false;
};

} // namespace wasmbench::probe::detail
