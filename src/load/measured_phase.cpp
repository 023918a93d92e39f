#include "measured_phase.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace wasmbench::load::detail {
namespace {

constexpr double ns = 1e-9;

double quantile(stats::Histogram const& h, double q) {
    return h.empty() ? 0 : static_cast<double>(h.value_at_quantile(q)) * ns;
}

std::vector<std::string> first_bodies(std::vector<KeptBody>& kept, std::size_t count) {
    std::stable_sort(kept.begin(), kept.end(), [](auto const& a, auto const& b) { return a.at < b.at; });
    if (kept.size() > count) kept.resize(count);
    std::vector<std::string> bodies;
    for (auto& k : kept) bodies.push_back(std::move(k.body));
    return bodies;
}

} // namespace

std::unique_ptr<Phase> make_phase(LoadOptions const& options, Arrival const& arrival, StopRule const& stop) {
    auto phase = std::make_unique<Phase>(stop.requests, arrival ? arrival() : nullptr);
    phase->measured = true;
    // Fleet::run() moves both to the moment of the real start.
    phase->start = SteadyClock::now();
    if (stop.duration) phase->end = phase->start + *stop.duration;
    phase->drain = options.drain;
    phase->batches = stop.precision.has_value();
    if (stop.precision) phase->batch_range.relative_error = batch_error(*stop.precision);
    phase->watched = phase->batches || stop.errors || options.progress;
    return phase;
}

double batch_error(Precision const& wanted) {
    return std::clamp(wanted.relative_half_width / 4, 1e-5, 0.01);
}

Tally warm_up(Fleet& fleet, LoadOptions const& options) {
    Phase phase(options.warmup_requests, nullptr);
    auto tally = fleet.run(phase);
    close_accounts(tally.counts, options.warmup_requests, "warm-up");
    return tally;
}

void close_accounts(LoadCounts& counts, std::optional<std::uint64_t> asked_for, std::string_view phase) {
    counts.planned = asked_for ? *asked_for : counts.planned + counts.never_sent;
    if (counts.balanced()) return;
    throw std::logic_error("wasmbench::load: " + std::string(phase) + " does not balance: planned " +
                           std::to_string(counts.planned) + ", ok " + std::to_string(counts.ok) +
                           ", failed " + std::to_string(counts.failed()) + ", outstanding " +
                           std::to_string(counts.outstanding) + ", never sent " +
                           std::to_string(counts.never_sent));
}

Evidence evidence_of(
    LoadOptions const& options, LoadResult const& result, Tally const& sum, double throttled_seconds) {
    Evidence e;
    e.wall = sum.wall_seconds;
    e.cpu = sum.cpu_seconds;
    e.spin = sum.spin_seconds;
    e.run_delay = sum.run_delay_seconds;
    e.throttled = throttled_seconds;
    e.read_delay = quantile(result.read_delay, 0.5);
    e.service = quantile(result.service_time, 0.5);
    if (options.reuse == Reuse::keep_alive) e.lateness = quantile(result.send_lateness, 0.98);
    if (!result.service_time.empty()) e.mean_busy = result.throughput() * result.service_time.mean() * ns;
    e.connections = static_cast<double>(options.connections);
    e.threads = static_cast<double>(options.threads);
    e.begun = static_cast<double>(result.counts.planned - result.counts.never_sent);
    // Not what a count asks for beyond the end: that was never due.
    if (options.arrival) e.planned = e.begun + static_cast<double>(sum.due_and_never_sent);
    e.delayed = static_cast<double>(result.delayed);
    return e;
}

LoadResult to_result(PreparedRun const& prepared, Phase const& phase, Tally&& sum,
    std::optional<std::uint64_t> asked_for, double throttled_seconds) {
    auto const& options = prepared.plan.options;
    LoadResult r;
    r.started = phase.start;
    r.ended = std::max(sum.ended, phase.start);
    r.ending = sum.ending;
    r.counts = sum.counts;
    close_accounts(r.counts, asked_for, "measured phase");
    r.first_error = std::move(sum.first_error);
    r.delayed = sum.delayed;
    r.samples = std::move(sum.samples);
    std::stable_sort(
        r.samples.begin(), r.samples.end(), [](Sample const& a, Sample const& b) { return a.at < b.at; });
    r.bodies = first_bodies(sum.bodies, options.keep_bodies);
    r.bytes_read = sum.bytes_read;
    r.connections_opened = sum.connections_opened;
    r.cpu_seconds = sum.cpu_seconds;
    r.spin_seconds = sum.spin_seconds;
    r.first_send = sum.first_send;
    r.last_completion = sum.last_completion;
    r.window_end = sum.window_end;
    r.answered_in_window = sum.answered_in_window;
    r.service_time = std::move(sum.service_time);
    r.response_time = std::move(sum.response_time);
    r.service_time_unanswered = std::move(sum.service_time_unanswered);
    r.response_time_unanswered = std::move(sum.response_time_unanswered);
    r.send_lateness = std::move(sum.send_lateness);
    r.first_byte_time = std::move(sum.first_byte_time);
    r.connect_time = std::move(sum.connect_time);
    r.total_time = std::move(sum.total_time);
    r.read_delay = std::move(sum.read_delay);
    r.loop_lag = std::move(sum.loop_lag);
    r.evidence = evidence_of(options, r, sum, throttled_seconds);
    r.verdict = judge(r.evidence);
    return r;
}

} // namespace wasmbench::load::detail
