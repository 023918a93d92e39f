#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <limits>
#include <optional>

namespace wasmbench::load::detail {

/// The requests of one phase, handed out one by one to all threads of a run, each exactly once.
class Tickets {
public:
    /// Without a count there is always another one, and nothing is shared between threads.
    explicit Tickets(std::optional<std::uint64_t> count) noexcept
        : count_(count) {}

    /// False when all are handed out.
    bool take() noexcept { return !count_ || next_.fetch_add(1, std::memory_order_relaxed) < *count_; }

    /// Those not handed out; 0 without a count. Only when no thread takes any more.
    std::uint64_t left() const noexcept {
        return count_ ? *count_ - std::min(*count_, next_.load(std::memory_order_relaxed)) : 0;
    }

private:
    std::optional<std::uint64_t> count_;
    std::atomic<std::uint64_t> next_{0};
};

} // namespace wasmbench::load::detail
