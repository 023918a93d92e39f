#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace wasmbench::workloads {

constexpr std::uint64_t default_mib = 64;
constexpr std::uint64_t most_mib = 1024; // the C library of a 32-bit module hands out no 2 GiB at once
constexpr std::size_t walk_rounds = 16;

/// A block of memory that is filled and then walked. A page has 4096 bytes here, a line 64, whatever the
/// machine has; words have 8 bytes, on wasm32 too.
class MemoryWalk {
public:
    static constexpr std::size_t page_bytes = 4096;
    static constexpr std::size_t words_per_line = 8;
    static constexpr std::size_t lines_per_page = 64;
    static constexpr std::size_t words_per_page = words_per_line * lines_per_page;

    /// `words` are whole pages, at least one.
    explicit MemoryWalk(std::span<std::uint64_t> words)
        : words_(words)
        , pages_(words.size() / words_per_page)
        , cycle_(std::bit_ceil(pages_)) {}

    /// Writes every word, so that every page becomes memory of this process. The first word of a line is the
    /// number of the page to go to next, the others are a pattern of their place.
    void fill() {
        for (std::size_t page = 0; page < pages_; ++page) {
            std::size_t const next = next_page(page);
            for (std::size_t i = page * words_per_page, end = i + words_per_page; i < end; ++i)
                words_[i] = i % words_per_line == 0 ? next : pattern(i);
        }
    }

    /// Goes `rounds` times through all pages, reads a line of each, and gives a checksum of what was read,
    /// which depends on the order. Where to go next is known only when the line has been read: the walk waits
    /// for memory, it cannot be fetched ahead.
    std::uint64_t walk(std::size_t rounds) const {
        std::uint64_t checksum = 0;
        std::size_t page = 0;
        for (std::size_t round = 0; round < rounds; ++round) {
            for (std::size_t step = 0; step < pages_; ++step) {
                // Another line in each page: the same one in all would use a fraction of the cache's sets.
                std::size_t const line = (page + round) % lines_per_page;
                std::uint64_t const* const word = &words_[page * words_per_page + line * words_per_line];
                std::uint64_t sum = 0;
                for (std::size_t i = 0; i < words_per_line; ++i) sum += word[i];
                checksum = std::rotl(checksum, 1) ^ sum;
                page = static_cast<std::size_t>(word[0]);
            }
        }
        return checksum;
    }

private:
    static std::uint64_t pattern(std::size_t i) { return (std::uint64_t{i} + 1) * 0x9e3779b97f4a7c15; }

    // A linear congruential sequence that takes every value below a power of two once (its factor is 1 modulo
    // 4, what is added is odd), without those that are no page: one cycle through all pages.
    std::size_t next_page(std::size_t page) const {
        std::uint64_t next = page;
        do {
            next = (next * 1'664'525 + 1'013'904'223) & (cycle_ - 1);
        } while (next >= pages_);
        return static_cast<std::size_t>(next);
    }

    std::span<std::uint64_t> words_;
    std::size_t pages_;
    std::size_t cycle_; // the power of two
};

/// Fills and walks `words`, timing both by `now`, a clock in ns.
struct WalkOutcome {
    std::uint64_t checksum = 0;
    std::uint64_t fill_ns = 0;
    std::uint64_t elapsed_ns = 0; ///< filling and walking
};

template <class Clock>
WalkOutcome fill_and_walk(std::span<std::uint64_t> words, Clock now) {
    MemoryWalk memory(words);
    WalkOutcome outcome;
    std::uint64_t const start = now();
    memory.fill();
    outcome.fill_ns = now() - start;
    outcome.checksum = memory.walk(walk_rounds);
    outcome.elapsed_ns = now() - start;
    return outcome;
}

/// `checksum` as 16 lower-case hexadecimal digits and a terminating zero.
struct ChecksumText {
    char text[17];
};
inline ChecksumText hex(std::uint64_t checksum) {
    ChecksumText out{};
    for (int i = 0; i < 16; ++i) out.text[i] = "0123456789abcdef"[checksum >> (60 - 4 * i) & 0x0f];
    return out;
}

} // namespace wasmbench::workloads
