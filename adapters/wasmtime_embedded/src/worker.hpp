#pragma once

#include <wasmbench/core/result.hpp>
#include <wasmbench/core/run_context.hpp>

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <thread>

namespace wasmbench::adapters::wasmtime_embedded {

/// A thread that does one piece of work, awaited on a context's executor: Wasm never runs on the executor
/// itself.
///
/// Lifetime: the destructor joins, so whoever destroys it has asked the work to end before, or gives it up.
/// Used from the context's executor; `Notice` from the thread.
class Worker {
    struct Shared;

public:
    /// Wakes whoever waits for the worker to look at its condition again. Thread-safe.
    class Notice {
    public:
        void operator()() const;

    private:
        friend class Worker;
        explicit Notice(std::shared_ptr<Shared> shared)
            : shared_(std::move(shared)) {}
        std::shared_ptr<Shared> shared_;
    };

    /// `work` must not throw; what it refers to must live until it has ended, also after give_up().
    Worker(RunContext& context, std::function<void(Notice const&)> work);
    ~Worker();
    Worker(Worker const&) = delete;
    Worker& operator=(Worker const&) = delete;

    bool ended() const;

    /// Waits until `holds()`, until the work has ended or until `when`. False when it was late. Throws
    /// operation_aborted when the whole operation is cancelled.
    asio::awaitable<bool> wait(TimePoint when, std::function<bool()> holds = {});

    /// Leaves the thread to itself: it sits in a call of the host that nothing can end.
    void give_up();

private:
    RunContext& context_;
    std::shared_ptr<Shared> shared_;
    std::thread thread_;
};

} // namespace wasmbench::adapters::wasmtime_embedded
