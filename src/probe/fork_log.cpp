#include "fork_log.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace wasmbench::probe::detail {

void ForkLog::forked(ForkEvent const& event) {
    if (event.parent == event.child) return; // a thread
    if (events_.size() >= limit_) {
        lost_ = true;
        return;
    }
    events_.push_back({true, event, 0});
}

void ForkLog::ended(TaskEnd const& end) {
    if (events_.size() >= limit_) {
        lost_ = true;
        return;
    }
    events_.push_back({false, {}, ends_.size()});
    ends_.push_back(end);
}

TreeHistory ForkLog::resolve(std::span<int const> given) const {
    struct Lifetime {
        EndedProcess process;
        bool over = false; ///< its first thread has ended; others may still be told of
    };
    TreeHistory out;
    std::set<int> members(given.begin(), given.end());
    std::vector<Lifetime> lifetimes;        // of those of whom a thread has ended
    std::map<int, std::size_t> lifetime_of; // by process id
    for (auto const& event : events_) {
        if (event.is_fork) {
            auto const& [parent, child] = event.fork;
            lifetime_of.erase(child);
            if (members.count(parent) != 0) {
                ++out.started;
                members.insert(child);
            } else if (std::find(given.begin(), given.end(), child) == given.end()) {
                members.erase(child);
            }
            continue;
        }
        auto const& end = ends_[event.end];
        if (members.count(end.process) == 0) continue;
        out.ended_threads.push_back(end);
        auto const [at, is_new] = lifetime_of.try_emplace(end.process, lifetimes.size());
        if (is_new) lifetimes.push_back({{end.process, end.name, 0, 0, 0}, false});
        auto& [process, over] = lifetimes[at->second];
        process.cpu_seconds += end.cpu_seconds;
        process.peak_rss = std::max(process.peak_rss, end.peak_rss);
        process.lifetime_seconds = std::max(process.lifetime_seconds, end.lifetime_seconds);
        if (end.pid != end.process) continue;
        process.name = end.name;
        over = true;
    }
    for (auto& lifetime : lifetimes)
        if (lifetime.over) out.ended.push_back(std::move(lifetime.process));
    out.complete = !lost_;
    if (lost_) out.loss = "more processes and threads began and ended than are kept";
    return out;
}

} // namespace wasmbench::probe::detail
