#pragma once

#include <wasmbench/probe/task_end.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace wasmbench::probe {

/// A process of the tree that has ended, all its threads together.
struct EndedProcess {
    int pid = 0;
    std::string name;
    double cpu_seconds = 0; ///< of itself, without its children; a lower bound, see TaskEnd
    double peak_rss = 0;    ///< bytes
    double lifetime_seconds = 0;

    friend bool operator==(EndedProcess const&, EndedProcess const&) = default;
};

/// Which processes of a tree began and ended while it was watched.
struct TreeHistory {
    std::uint64_t started = 0;          ///< processes that were forked inside the tree
    std::vector<EndedProcess> ended;    ///< in the order of their ends; roots among them
    std::vector<TaskEnd> ended_threads; ///< of ended and of living processes, in the order of their ends
    /// Nothing was lost; else each list may lack some.
    bool complete = true;
    std::string loss; ///< what was lost and why

    /// CPU-seconds of the ended processes: a lower bound, see TaskEnd.
    double ended_cpu_seconds() const noexcept {
        double sum = 0;
        for (auto const& p : ended) sum += p.cpu_seconds;
        return sum;
    }
    /// The highest resident set of one of them, in bytes; 0 when none has ended.
    double largest_peak_rss() const noexcept {
        double most = 0;
        for (auto const& p : ended) most = p.peak_rss > most ? p.peak_rss : most;
        return most;
    }
};

} // namespace wasmbench::probe
