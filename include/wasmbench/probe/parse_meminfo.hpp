#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wasmbench::probe {

/// What /proc/meminfo says of the machine's memory. All in bytes.
struct MemInfo {
    std::uint64_t total = 0;
    std::uint64_t free = 0;
    std::optional<std::uint64_t> available; ///< what can be had without swapping; not before Linux 3.14
    std::uint64_t swap_total = 0;
    std::uint64_t swap_free = 0;

    friend bool operator==(MemInfo const&, MemInfo const&) = default;
};

/// Reads the text of /proc/meminfo (proc(5)).
///
/// nullopt when a line other than MemAvailable is missing, a line that is used appears twice, its number is
/// malformed, or more swap is free than there is.
/// Pure; safe from any thread.
std::optional<MemInfo> parse_meminfo(std::string_view text);

} // namespace wasmbench::probe
