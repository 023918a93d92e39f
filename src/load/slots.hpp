#pragma once

#include <wasmbench/core/time.hpp>
#include <wasmbench/load/pacer.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace wasmbench::load::detail {

/// One request of a phase's plan.
struct Slot {
    std::uint64_t sequence = 0;
    TimePoint planned{}; ///< closed loop: nothing, it is due when a connection is free
};

/// The plan of one phase, handed out one by one to all threads of a run, each request exactly once and in
/// order. There is one plan for all connections, so a burst or a gap of the plan is one of the load, not one
/// of each connection.
class Slots {
public:
    /// `count`: so many at most. `pacer`: null for a closed loop.
    Slots(std::optional<std::uint64_t> count, std::unique_ptr<Pacer> pacer)
        : count_(count)
        , pacer_(std::move(pacer)) {}

    /// Before the first take(): the moment that the pacer's times count from.
    void begin(TimePoint start) noexcept { start_ = start; }

    bool paced() const noexcept { return pacer_ != nullptr; }

    /// The next one; nullopt when all are handed out. From any thread.
    std::optional<Slot> take();

    /// One that was taken and will not be begun. From any thread.
    void give_back(Slot const& slot);

    /// When no thread takes any more: how many were due before `end` (all of `count`, if there is one) and
    /// were not begun. Calls `each` with the moment of each that has one and was due before `end`.
    /// After a second of that it gives what it has counted, for plans of very many requests: then a lower
    /// bound.
    std::uint64_t never_sent(TimePoint end, std::function<void(TimePoint)> const& each);

private:
    std::optional<Slot> take_paced();

    std::optional<std::uint64_t> count_;
    std::unique_ptr<Pacer> pacer_;
    TimePoint start_{};
    std::atomic<std::uint64_t> next_{0};
    std::mutex mutex_; ///< of the pacer and of `given_back_`
    std::vector<Slot> given_back_;
};

} // namespace wasmbench::load::detail
