#pragma once

#include <wasmbench/core/clock.hpp>

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace wasmbench::testing {

/// A clock that stands still until a test moves it: a start that takes 30 s is tested in microseconds, and
/// every run of the test sees the same times.
///
/// It also keeps what the other fakes have pending (a read from a server that stays silent, a wait for a
/// child), so that one object knows everything that is outstanding.
///
/// Lifetime: pending waits are destroyed with the clock, uncompleted; call abandon() before the io_context
/// goes. Thread safety: none, one thread for the clock and all that waits on it.
class FakeClock final : public Clock {
public:
    using WaitHandler = asio::any_completion_handler<void(error_code)>;
    /// Names one pending wait or call; never used twice.
    using Ticket = std::uint64_t;
    /// A time that never comes.
    static constexpr TimePoint never = TimePoint::max();

    /// Shows `start` until it is moved.
    explicit FakeClock(TimePoint start = TimePoint(std::chrono::hours(1)));
    ~FakeClock() override;

    TimePoint now() const noexcept override { return now_; }
    /// What it showed first.
    TimePoint start() const noexcept { return start_; }

    /// Moves time forward and completes, in the order of their times, all waits up to `when`. Handlers are
    /// posted to their executors, so they run when the io_context does, and may see a later now() than they
    /// asked for. Prefer run(), which stops at each wait. A time in the past has no effect.
    void advance_to(TimePoint when);
    /// advance_to() so much later.
    void advance(Duration by) { advance_to(now_ + by); }

    /// The time of the next pending wait; nullopt when none will ever come.
    std::optional<TimePoint> next() const noexcept;

    /// Waits and calls that are pending, those for `never` among them.
    std::size_t pending() const noexcept { return entries_.size(); }

    /// Destroys all that is pending, without completing it.
    void abandon();

    // For other fakes.

    /// Keeps `handler` until `when`. It completes with success then, or with what release() says, or with
    /// operation_aborted when it is cancelled (any type); always through its executor, never inside a call.
    Ticket park(asio::any_io_executor executor, TimePoint when, WaitHandler handler);
    /// Completes a parked handler now. No effect when it has completed already.
    void release(Ticket ticket, error_code result);
    /// Calls `function` from advance_to() when `when` has come.
    Ticket call_at(TimePoint when, std::function<void()> function);
    /// Forgets a call_at.
    void cancel(Ticket ticket);

private:
    struct Parked;
    struct Entry {
        std::shared_ptr<Parked> parked; ///< null: a call
        std::function<void()> call;
    };
    using Key = std::pair<TimePoint, Ticket>;

    void do_wait_until(asio::any_io_executor, TimePoint, WaitHandler) override;
    std::map<Key, Entry>::iterator find(Ticket ticket);

    TimePoint start_;
    TimePoint now_;
    Ticket last_ticket_ = 0;
    std::map<Key, Entry> entries_;
};

/// Runs ready handlers; when there are none, jumps to the next wait; until `done` is true (asked whenever
/// nothing is ready) or nothing is left that will ever happen. Throws std::runtime_error after `max_jumps`
/// jumps: what is tested then waits in a loop that has no end.
void run(asio::io_context& context, FakeClock& clock, std::function<bool()> const& done = {},
    std::size_t max_jumps = 100'000);

} // namespace wasmbench::testing
