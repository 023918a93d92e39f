#include "fleet.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace wasmbench::load::detail {
namespace {

constexpr auto watch_period = std::chrono::milliseconds(100);
/// Time for all threads to have woken when the first request of a paced phase is due.
constexpr auto lead = std::chrono::milliseconds(2);

} // namespace

Fleet::Fleet(PreparedRun const& prepared, TimePoint limit)
    : limit_(limit)
    , histogram_(prepared.plan.options.histogram) {
    auto const& o = prepared.plan.options;
    for (std::size_t i = 0; i < o.threads; ++i) {
        auto const share = o.connections / o.threads + (i < o.connections % o.threads ? 1 : 0);
        workers_.push_back(std::make_unique<Worker>(prepared, i, share));
    }
    tallies_.resize(workers_.size());
    try {
        threads_.reserve(workers_.size());
        for (std::size_t i = 0; i < workers_.size(); ++i)
            threads_.emplace_back([this, i] { thread_main(i); });
    } catch (...) {
        end_threads();
        throw;
    }
}

Fleet::~Fleet() {
    end_threads();
}

void Fleet::end_threads() {
    {
        std::scoped_lock const lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    for (auto& t : threads_) t.join();
    threads_.clear();
}

void Fleet::wake_all() {
    for (auto const& w : workers_) w->wake();
}

void Fleet::cancel() {
    std::scoped_lock const lock(mutex_);
    cancelled_ = true;
    if (phase_ == nullptr) return;
    phase_->stop(Ending::cancelled);
    wake_all();
}

void Fleet::thread_main(std::size_t index) {
    std::uint64_t seen = 0;
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [&] { return ending_ || generation_ != seen; });
        if (ending_) return;
        seen = generation_;
        auto* const phase = phase_;
        lock.unlock();
        std::optional<Tally> tally;
        std::exception_ptr error;
        try {
            tally = workers_[index]->run(*phase, limit_);
        } catch (...) {
            error = std::current_exception();
        }
        lock.lock();
        tallies_[index] = std::move(tally);
        if (error) {
            if (!error_) error_ = error;
            phase->stop(Ending::cancelled);
            wake_all();
        }
        --running_;
        changed_.notify_all();
    }
}

Published Fleet::published(Phase const& phase) {
    Published sum{{}, stats::Histogram(phase.batch_range)};
    for (auto const& w : workers_) {
        auto const one = w->published();
        sum.counts.planned += one.counts.planned;
        sum.counts.ok += one.counts.ok;
        for (std::size_t i = 0; i < error_class_count; ++i) sum.counts.errors[i] += one.counts.errors[i];
        sum.batch.merge(one.batch);
    }
    return sum;
}

void Fleet::watch(Phase& phase, Watcher const& watcher) {
    try {
        watcher(published(phase), SteadyClock::now());
    } catch (...) { // the threads use the phase until they have ended it
        std::scoped_lock const lock(mutex_);
        if (!error_) error_ = std::current_exception();
        phase.stop(Ending::cancelled);
    }
    if (phase.stopped) wake_all();
}

Tally Fleet::run(Phase& phase, Watcher const& watcher) {
    auto const duration = phase.end == TimePoint::max() ? Duration::max() : phase.end - phase.start;
    std::unique_lock lock(mutex_);
    phase.start = SteadyClock::now() + (phase.slots.paced() ? Duration(lead) : Duration::zero());
    if (duration != Duration::max()) phase.end = phase.start + duration;
    phase.slots.begin(phase.start);
    if (cancelled_ || phase.start >= limit_)
        return not_begun(phase, cancelled_ ? Ending::cancelled : Ending::time_limit);
    for (auto const& w : workers_) w->announce(phase);
    phase_ = &phase;
    running_ = workers_.size();
    error_ = nullptr;
    ++generation_;
    changed_.notify_all();
    auto const done = [&] { return running_ == 0; };
    while (!done()) {
        if (!watcher) {
            changed_.wait(lock, done);
        } else if (!changed_.wait_for(lock, watch_period, done)) {
            lock.unlock();
            watch(phase, watcher);
            lock.lock();
        }
    }
    phase_ = nullptr;
    if (error_) std::rethrow_exception(error_);
    lock.unlock();

    auto sum = std::move(*tallies_.front());
    for (std::size_t i = 1; i < tallies_.size(); ++i) sum.merge(std::move(*tallies_[i]));
    count_never_sent(phase, sum);
    return sum;
}

Tally Fleet::not_begun(Phase& phase, Ending why) {
    phase.start = SteadyClock::now();
    Tally sum(histogram_);
    sum.ended = phase.start;
    sum.ending = why;
    count_never_sent(phase, sum);
    return sum;
}

void Fleet::count_never_sent(Phase& phase, Tally& sum) {
    // A phase that was cut short was planned up to there.
    auto const end = std::min(phase.end, sum.ended);
    sum.counts.never_sent = phase.slots.never_sent(end, [&](TimePoint planned) {
        ++sum.due_and_never_sent;
        auto const waited = std::chrono::nanoseconds(sum.ended - planned).count();
        sum.response_time_unanswered.record(static_cast<std::uint64_t>(std::max<std::int64_t>(waited, 0)));
    });
}

} // namespace wasmbench::load::detail
