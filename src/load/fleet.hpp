#pragma once

#include "phase.hpp"
#include "prepared_run.hpp"
#include "tally.hpp"
#include "worker.hpp"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace wasmbench::load::detail {

/// The threads of a load with their connections, for one phase after the other: the connections stay open
/// between them.
class Fleet {
public:
    /// Starts the threads. `limit`: no phase lasts beyond it. Throws std::system_error, and what a request
    /// source throws.
    Fleet(PreparedRun const& prepared, TimePoint limit);
    /// Ends the threads.
    ~Fleet();
    Fleet(Fleet const&) = delete;
    Fleet& operator=(Fleet const&) = delete;

    /// What the threads have published, added up, ten times a second while a watched phase goes on; in the
    /// thread of run(). It may stop the phase.
    using Watcher = std::function<void(Published const&, TimePoint now)>;

    /// Does one phase with all threads and waits for its end. `phase.start` is set here: the moment at which
    /// all begin. Gives the sum of what they counted, `never_sent` included. Throws what a worker threw.
    Tally run(Phase& phase, Watcher const& watcher = {});

    /// Ends the phase that goes on and every later one at once, with Ending::cancelled. From any thread.
    void cancel();

private:
    void thread_main(std::size_t index);
    void end_threads();
    void wake_all();
    Published published(Phase const& phase);
    void watch(Phase& phase, Watcher const& watcher);
    Tally not_begun(Phase& phase, Ending why);
    static void count_never_sent(Phase& phase, Tally& sum);

    TimePoint limit_;
    stats::HistogramRange histogram_;
    std::vector<std::unique_ptr<Worker>> workers_;
    std::vector<std::thread> threads_;

    std::mutex mutex_; ///< of all that follows
    std::condition_variable changed_;
    Phase* phase_ = nullptr;
    std::uint64_t generation_ = 0;
    std::size_t running_ = 0;
    bool ending_ = false;
    bool cancelled_ = false;
    std::vector<std::optional<Tally>> tallies_;
    std::exception_ptr error_;
};

} // namespace wasmbench::load::detail
