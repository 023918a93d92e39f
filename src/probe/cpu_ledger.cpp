#include "cpu_ledger.hpp"

#include <algorithm>
#include <utility>

namespace wasmbench::probe::detail {
namespace {

// A parent is never younger than its child; a pid that was given out again is.
bool is_parent(CpuReading const& parent, CpuReading const& child) {
    return parent.pid == child.ppid && parent.start_ticks <= child.start_ticks;
}

} // namespace

CpuTicks CpuLedger::Entry::total() const {
    auto const grown = last.waited - first_waited;
    // Compared as a whole: user and system of the same child are split anew when they are added to the
    // parent's.
    auto const children = grown.user + grown.system >= lost.user + lost.system ? grown : lost;
    return last.own + first_waited + children;
}

void CpuLedger::update(std::span<CpuReading const> readings) {
    std::map<int, Entry> gone;
    gone.swap(entries_);
    for (auto const& reading : readings) {
        Entry entry{reading, reading.waited, {}};
        auto const before = gone.find(reading.pid);
        // The same pid with another start is another process; the former one is among the gone.
        if (before != gone.end() && before->second.last.start_ticks == reading.start_ticks) {
            entry = std::move(before->second);
            entry.last = reading;
            gone.erase(before);
        }
        entries_.insert_or_assign(reading.pid, std::move(entry));
    }
    while (!gone.empty()) {
        // One without a child among the gone, so that a parent that went at the same time takes its
        // children's time along to its own parent.
        auto const leaf = std::find_if(gone.begin(), gone.end(), [&](auto const& candidate) {
            return std::none_of(gone.begin(), gone.end(),
                [&](auto const& other) { return is_parent(candidate.second.last, other.second.last); });
        });
        // Pids that were given out again could make a ring.
        auto const chosen = leaf != gone.end() ? leaf : gone.begin();
        auto const entry = std::move(chosen->second);
        gone.erase(chosen);
        inherit(entry, gone);
    }
}

void CpuLedger::inherit(Entry const& ended, std::map<int, Entry>& gone) {
    for (auto* candidates : {&gone, &entries_}) {
        auto const parent = candidates->find(ended.last.ppid);
        if (parent == candidates->end() || !is_parent(parent->second.last, ended.last)) continue;
        parent->second.lost = parent->second.lost + ended.total();
        return;
    }
    orphans_ = orphans_ + ended.total();
}

CpuTicks CpuLedger::total() const {
    auto sum = orphans_;
    for (auto const& [pid, entry] : entries_) sum = sum + entry.total();
    return sum;
}

} // namespace wasmbench::probe::detail
