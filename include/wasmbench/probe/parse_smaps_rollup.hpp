#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wasmbench::probe {

/// What /proc/PID/smaps_rollup says of one process. All in bytes.
///
/// PSS (proportional set size) charges a page that n processes map with 1/n to each of them, so that a sum
/// over the processes of a tree counts a page shared inside the tree once. A sum of RSS counts it n times.
struct SmapsRollup {
    std::uint64_t rss = 0;
    std::uint64_t pss = 0;
    std::uint64_t shared_clean = 0;
    std::uint64_t shared_dirty = 0;
    std::uint64_t private_clean = 0;
    std::uint64_t private_dirty = 0;
    /// Pages of hugetlbfs. The kernel leaves them out of rss and pss, so uss() leaves them out too.
    std::uint64_t private_hugetlb = 0;
    std::uint64_t shared_hugetlb = 0;
    std::uint64_t swap = 0;

    /// Unique set size: the pages that this process alone maps. uss <= pss <= rss.
    constexpr std::uint64_t uss() const noexcept { return private_clean + private_dirty; }

    friend bool operator==(SmapsRollup const&, SmapsRollup const&) = default;
};

/// Reads the text of a smaps_rollup file (proc(5), Linux 4.14 and later).
///
/// nullopt when Rss, Pss or one of the Shared_ and Private_ lines is missing (an empty text: the process is a
/// zombie or a kernel thread), when a number is malformed or too large, or when a line appears twice (the
/// text is of /proc/PID/smaps, which has one block per mapping). The hugetlb and swap lines are 0 where the
/// kernel has none. Pure; safe from any thread.
std::optional<SmapsRollup> parse_smaps_rollup(std::string_view text);

} // namespace wasmbench::probe
