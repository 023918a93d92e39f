#include "job.hpp"

#include <wasmbench/core/process_identity.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

namespace wasmbench::adapters::wasmtime_embedded {
namespace {

// After an interrupt Wasm ends at its next branch or call; only a call into the host can take longer.
constexpr auto interrupt_limit = std::chrono::seconds(2);

} // namespace

void add_steps(Timeline& timeline, Timeline const& steps) {
    for (auto const& m : steps.all()) timeline.mark(m.name, m.at);
    for (auto const& b : steps.borders())
        b.whole ? timeline.ends(b.phase, b.at, b.stretch) : timeline.part_ends(b.phase, b.at, b.stretch);
}

asio::awaitable<JobEnd> run_job(
    RunContext& context, std::shared_ptr<Job> job, TimePoint limit, Timeline* timeline) {
    auto const launched_at = context.clock.now();
    Worker worker(context, [job](Worker::Notice const& notice) { job->run(notice); });
    if (timeline) {
        timeline->mark(marks::launch, launched_at);
        timeline->mark(marks::spawned, context.clock.now());
        if (context.on_processes) context.on_processes(ProcessTree{});
    }
    // Also when this coroutine is destroyed while it waits: the worker's destructor joins.
    std::shared_ptr<void> const ends_it(nullptr, [job](void*) { job->interrupt(); });

    bool in_time = false;
    bool aborted = false;
    try {
        in_time = co_await worker.wait(limit);
    } catch (boost::system::system_error const&) {
        aborted = true;
    }
    auto end = in_time ? JobEnd::ended : JobEnd::late;
    if (!in_time) {
        job->interrupt();
        // The wait goes on although the operation may be cancelled: that is why the job is to end.
        co_await asio::this_coro::reset_cancellation_state();
        bool const ended = co_await worker.wait(context.clock.now() + interrupt_limit);
        if (!ended) {
            end = JobEnd::stuck;
            job->forget_clock();
            worker.give_up();
        }
    }
    if (aborted) throw boost::system::system_error(asio::error::operation_aborted);
    co_return end;
}

} // namespace wasmbench::adapters::wasmtime_embedded
