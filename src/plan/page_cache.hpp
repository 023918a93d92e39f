#pragma once

#include <wasmbench/core/result.hpp>
#include <wasmbench/core/run_key.hpp>

#include <cstdint>
#include <filesystem>
#include <span>

namespace wasmbench::plan {

/// How much of some files is in the page cache.
struct Residency {
    std::uint64_t pages = 0;
    std::uint64_t resident = 0; ///< of `pages`

    friend bool operator==(Residency const&, Residency const&) = default;
};

/// Counts the pages of the files that are in memory (mincore). Does not change what is. Errors: the system's, with
/// the file; unavailable when the system would not say: since Linux 5.2 it says "in memory" of every page of a file
/// to whoever neither owns nor may write it.
Result<Residency> residency(std::span<std::filesystem::path const> files);

/// Brings the files into the condition and gives what mincore sees after it. cold: written back (fsync), then given
/// up (posix_fadvise DONTNEED); warm: read from begin to end. any: nothing is done, and nothing counted.
///
/// Errors: as residency(), and wrong_temperature with the first file that is otherwise, when the kernel kept pages
/// (a process has the file mapped, or its file system lives in memory) or has already taken some back; unavailable
/// where the system has no such calls. Only what is in the files is meant: folders and inodes stay in memory, and
/// so do libraries that this process uses itself. Blocks for as long as the disk takes.
Result<Residency> set_page_cache(PageCache condition, std::span<std::filesystem::path const> files);

} // namespace wasmbench::plan
