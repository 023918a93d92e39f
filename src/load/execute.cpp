#include "execute.hpp"

#include "worker.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace wasmbench::load::detail {
namespace {

using Workers = std::vector<std::unique_ptr<Worker>>;

Workers make_workers(RunState& state) {
    auto const& o = state.prepared.plan.options;
    Workers workers;
    for (std::size_t i = 0; i < o.threads; ++i) {
        auto const share = o.connections / o.threads + (i < o.connections % o.threads ? 1 : 0);
        workers.push_back(std::make_unique<Worker>(state, share));
    }
    return workers;
}

void stop_all(Workers const& workers, Ending why) {
    for (auto const& w : workers) w->stop(why);
}

void run_threads(Workers const& workers, TimePoint limit) {
    std::vector<std::thread> threads;
    auto join = [&] {
        for (auto& t : threads) t.join();
    };
    try {
        threads.reserve(workers.size());
        for (auto const& w : workers) threads.emplace_back([&w, limit] { w->run(limit); });
    } catch (...) {
        stop_all(workers, Ending::cancelled);
        join();
        throw;
    }
    join();
    for (auto const& w : workers)
        if (w->error()) std::rethrow_exception(w->error());
}

void add(LoadCounts& sum, LoadCounts const& part) {
    sum.planned += part.planned;
    sum.ok += part.ok;
    for (std::size_t i = 0; i < error_class_count; ++i) sum.errors[i] += part.errors[i];
    sum.outstanding += part.outstanding;
}

/// What was begun is known from the threads, what was left from the tickets.
void close_accounts(LoadCounts& counts, Tickets const& tickets, std::optional<std::uint64_t> asked_for,
    std::string_view phase) {
    counts.never_sent = tickets.left();
    if (asked_for) counts.planned = *asked_for;
    if (counts.balanced()) return;
    throw std::logic_error("wasmbench::load: " + std::string(phase) + " does not balance: planned " +
                           std::to_string(counts.planned) + ", ok " + std::to_string(counts.ok) +
                           ", failed " + std::to_string(counts.failed()) + ", outstanding " +
                           std::to_string(counts.outstanding) + ", never sent " +
                           std::to_string(counts.never_sent));
}

void merge(LoadResult& result, Tally&& part) {
    add(result.counts, part.counts);
    add(result.warmup, part.warmup);
    if (part.first_error && (!result.first_error || part.first_error->at < result.first_error->at))
        result.first_error = std::move(part.first_error);
    result.service_time.merge(part.service_time);
    result.samples.insert(result.samples.end(), part.samples.begin(), part.samples.end());
    result.bytes_read += part.bytes_read;
    result.connections_opened += part.connections_opened;
    result.cpu_seconds += part.cpu_seconds;
    if (part.first_send && (!result.first_send || *part.first_send < *result.first_send))
        result.first_send = part.first_send;
    if (part.last_completion && (!result.last_completion || *part.last_completion > *result.last_completion))
        result.last_completion = part.last_completion;
    result.ended = std::max(result.ended, part.ended);
    result.ending = std::max(result.ending, part.ending);
}

/// The first of all bodies are among the first of each thread.
std::vector<std::string> first_bodies(Workers const& workers, std::size_t count) {
    std::vector<KeptBody> kept;
    for (auto const& w : workers)
        std::move(w->tally().bodies.begin(), w->tally().bodies.end(), std::back_inserter(kept));
    std::stable_sort(kept.begin(), kept.end(), [](auto const& a, auto const& b) { return a.at < b.at; });
    if (kept.size() > count) kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(count), kept.end());
    std::vector<std::string> bodies;
    for (auto& k : kept) bodies.push_back(std::move(k.body));
    return bodies;
}

} // namespace

LoadResult execute(PreparedRun const& prepared, RunControl& control) {
    auto const begin = SteadyClock::now();
    auto const& options = prepared.plan.options;
    RunState state(prepared);
    auto const workers = make_workers(state);
    std::optional<TimePoint> gate; // written by one worker, read when all threads have been joined
    state.open_gate = [&] {
        gate = SteadyClock::now();
        for (auto const& w : workers) w->open_gate(*gate);
    };
    state.abandon = [&] { stop_all(workers, Ending::cancelled); };

    control.attach([&] { stop_all(workers, Ending::cancelled); });
    struct Detach {
        RunControl& control;
        ~Detach() { control.detach(); }
    } const detach{control};
    run_threads(workers, begin + prepared.time_limit);

    LoadResult result;
    result.service_time = stats::Histogram(options.histogram);
    for (auto const& w : workers) merge(result, std::move(w->tally()));
    result.bodies = first_bodies(workers, options.keep_bodies);
    std::stable_sort(result.samples.begin(), result.samples.end(),
        [](Sample const& a, Sample const& b) { return a.at < b.at; });
    result.started = gate.value_or(result.ended);
    close_accounts(result.warmup, state.warmup, options.warmup_requests, "warm-up");
    close_accounts(result.counts, state.measured, options.stop.requests, "measured phase");
    return result;
}

} // namespace wasmbench::load::detail
