#pragma once

#include "interrupt.hpp"
#include "worker.hpp"

#include <wasmbench/core/clock.hpp>
#include <wasmbench/core/error.hpp>
#include <wasmbench/core/timeline.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

namespace wasmbench::adapters::wasmtime_embedded {

/// What a worker does: run() on the worker's thread; the other members are read when it has ended, except
/// where a derived class says more.
class Job {
public:
    explicit Job(Clock const& clock)
        : clock_(&clock) {}
    Job(Job const&) = delete;
    Job& operator=(Job const&) = delete;
    virtual ~Job() = default;

    virtual void run(Worker::Notice const&) = 0;

    /// Asks run() to end soon. Thread-safe.
    virtual void interrupt() { interrupt_.request(); }

    /// The clock is gone, although the thread may not be.
    void forget_clock() {
        std::lock_guard const lock(mutex_);
        clock_ = nullptr;
    }

    std::optional<Failure> failure;
    Timeline steps;

protected:
    TimePoint now() const {
        std::lock_guard const lock(mutex_);
        return clock_ ? clock_->now() : TimePoint{};
    }
    void mark(std::string_view step) { steps.mark(step, now()); }
    /// The same of the step that ends `phase`.
    void mark(std::string_view step, StartPhase phase) {
        mark(step);
        steps.ends(phase, *steps.at(step));
    }

    Interrupt interrupt_;

private:
    mutable std::mutex mutex_; // of clock_
    Clock const* clock_;
};

enum class JobEnd {
    ended,
    late, ///< it was interrupted at `limit`
    stuck ///< it was interrupted, did not end, and is left to itself
};

/// Runs `job` on a thread of its own until its end, at most until `limit`. Marks launch and spawned in
/// `timeline` when it is given. Terminal cancellation interrupts the job, then throws operation_aborted.
asio::awaitable<JobEnd> run_job(
    RunContext& context, std::shared_ptr<Job> job, TimePoint limit, Timeline* timeline = nullptr);

/// Adds the steps of a job to a timeline.
void add_steps(Timeline& timeline, Timeline const& steps);

} // namespace wasmbench::adapters::wasmtime_embedded
