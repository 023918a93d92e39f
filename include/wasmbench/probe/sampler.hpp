#pragma once

#include <wasmbench/core/availability.hpp>
#include <wasmbench/core/probe.hpp>
#include <wasmbench/core/sample.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace wasmbench::probe {

/// All samples of one metric of one probe, in the order of time. A value that could not be read is NaN.
struct Series {
    std::string probe;
    Metric metric;
    std::vector<Sample> samples;
};

/// What a Sampler did between start() and stop().
struct SamplerReport {
    std::vector<Series> series;     ///< probes in the order given, metrics in the probe's order
    std::uint64_t rounds = 0;       ///< how often every probe was asked, the first and the last time included
    std::uint64_t missed_slots = 0; ///< points of the schedule that passed while a round was still going on
    std::uint64_t halvings = 0;     ///< how often every second sample was dropped to stay within max_samples
    Duration cpu_used{};            ///< CPU time of the sampling thread: what sampling itself has cost
    Duration elapsed{};             ///< from the first round's begin to the last round's end
};

/// How a Sampler works.
struct SamplerOptions {
    /// From one round to the next; at least 1 ms.
    Duration period = std::chrono::milliseconds(10);

    /// Most samples kept of one metric; at least 8. At the default and 10 ms that is 11 minutes without a
    /// loss, and 1 MiB for each metric.
    std::size_t max_samples = 1 << 16;
};

/// Asks probes at fixed moments, in a thread of its own, and keeps what they say.
///
/// Schedule: the first round is at start() and the last at stop(), whatever the period. Between them a round
/// is due at start + k * period, counted from the start so that lateness does not add up. A round that takes
/// longer than the period lets the slots that it covers pass (missed_slots); they are not made up for in a
/// bunch.
///
/// Memory: when a metric has max_samples, every second of its samples is dropped and the period doubles. The
/// first sample and the largest are always kept, so the maximum over the samples of a Series is the maximum
/// over all rounds.
///
/// Thread safety: start() and stop() from one thread at a time. The probes belong to the sampler's thread
/// from start() until stop() returns.
class Sampler {
public:
    Sampler();
    /// Stops as stop() does, dropping the report.
    ~Sampler();
    Sampler(Sampler const&) = delete;
    Sampler& operator=(Sampler const&) = delete;

    /// Attaches each probe to `tree`, takes the first round and returns when it is done, so that everything
    /// after start() is between two samples. Returns what each attach() said, in the order of `probes`; a
    /// probe that is not usable is left out of the rounds and has no Series. `probes` must outlive stop().
    ///
    /// Throws wasmbench::Error (invalid_option) for a period under 1 ms or max_samples under 8,
    /// std::logic_error when already started, and what a probe throws from attach() or the first sample().
    std::vector<Availability> start(
        std::vector<Probe*> probes, ProcessTree const& tree, SamplerOptions options = {});

    /// Takes the last round, detaches the probes, ends the thread and returns everything; waits for a round
    /// that is going on and for the last one, not for the period. An empty report when not started. Throws
    /// what a probe threw from sample().
    SamplerReport stop();

    /// Between start() and stop().
    bool running() const noexcept;

private:
    class Worker;
    std::unique_ptr<Worker> worker_;
};

} // namespace wasmbench::probe
