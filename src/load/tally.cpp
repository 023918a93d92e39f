#include "tally.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace wasmbench::load::detail {
namespace {

void add(LoadCounts& sum, LoadCounts const& part) {
    sum.planned += part.planned;
    sum.ok += part.ok;
    for (std::size_t i = 0; i < error_class_count; ++i) sum.errors[i] += part.errors[i];
    sum.outstanding += part.outstanding;
    sum.never_sent += part.never_sent;
}

} // namespace

void Tally::merge(Tally&& other) {
    add(counts, other.counts);
    if (other.first_error && (!first_error || other.first_error->at < first_error->at))
        first_error = std::move(other.first_error);
    for (auto const histogram : {&Tally::service_time, &Tally::response_time, &Tally::first_byte_time,
             &Tally::connect_time, &Tally::total_time, &Tally::service_time_unanswered,
             &Tally::response_time_unanswered, &Tally::send_lateness, &Tally::read_delay, &Tally::loop_lag})
        (this->*histogram).merge(other.*histogram);
    delayed += other.delayed;
    samples.insert(samples.end(), other.samples.begin(), other.samples.end());
    std::move(other.bodies.begin(), other.bodies.end(), std::back_inserter(bodies));
    bytes_read += other.bytes_read;
    connections_opened += other.connections_opened;
    cpu_seconds += other.cpu_seconds;
    run_delay_seconds += other.run_delay_seconds;
    spin_seconds += other.spin_seconds;
    wall_seconds += other.wall_seconds;
    if (other.first_send && (!first_send || *other.first_send < *first_send)) first_send = other.first_send;
    if (other.last_completion && (!last_completion || *other.last_completion > *last_completion))
        last_completion = other.last_completion;
    if (other.window_end && (!window_end || *other.window_end > *window_end)) window_end = other.window_end;
    answered_in_window += other.answered_in_window;
    ended = std::max(ended, other.ended);
    ending = std::max(ending, other.ending);
}

} // namespace wasmbench::load::detail
