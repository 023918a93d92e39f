#include "worker.hpp"

#include "thread_usage.hpp"

#include <algorithm>

#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace wasmbench::load::detail {
namespace {

/// Samples are 16 bytes; room for more than this is made when it is needed.
constexpr std::uint64_t most_samples_reserved = 1'000'000;
constexpr std::size_t events_per_turn = 256;
constexpr auto publication_period = std::chrono::milliseconds(100);
/// Nearer to its moment than a look for events takes, a request is only waited for.
constexpr auto too_near_to_look = std::chrono::microseconds(3);

std::uint64_t ns(Duration d) noexcept {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(std::chrono::nanoseconds(d).count(), 0));
}

std::string one_line(std::string text) {
    for (auto& c : text)
        if (auto const u = static_cast<unsigned char>(c); u < 0x20 || u >= 0x7f) c = '?';
    return text;
}

/// The kernel may delay a thread's timeouts by 50 us to save wake-ups. This thread wants them when they are
/// due.
void ask_for_exact_timeouts() noexcept {
#ifdef __linux__
    ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
#endif
}

} // namespace

Worker::Worker(PreparedRun const& prepared, std::size_t index, std::size_t connections)
    : prepared_(prepared)
    , source_(prepared.source(prepared.plan.endpoint, index))
    , ready_(events_per_turn) {
    auto const every = options().stamped_connection_of;
    for (std::size_t i = 0; i < connections; ++i)
        connections_.push_back(std::make_unique<ClientConnection>(*this, every != 0 && i % every == 0));
    failed_.reserve(connections);
}

Tally Worker::run(Phase& phase, TimePoint limit) {
    limit_ = limit;
    ask_for_exact_timeouts();
    auto const before = thread_usage();
    auto const began = SteadyClock::now();
    begin(phase);
    auto now = SteadyClock::now();
    while (!over(now)) turn(now);
    finish(phase);
    auto const after = thread_usage();
    tally_->ended = SteadyClock::now();
    tally_->wall_seconds = to_seconds(tally_->ended - began);
    tally_->cpu_seconds = after.cpu - before.cpu;
    tally_->run_delay_seconds = after.run_delay - before.run_delay;
    // Another process may have had the CPU meanwhile.
    tally_->spin_seconds = std::min(to_seconds(spun_), tally_->cpu_seconds);
    phase_ = nullptr;
    return std::move(*tally_);
}

void Worker::begin(Phase& phase) {
    phase_ = &phase;
    tally_.emplace(options().histogram);
    if (phase.measured && options().keep_samples && options().stop.requests)
        tally_->samples.reserve(
            static_cast<std::size_t>(std::min(*options().stop.requests, most_samples_reserved)));
    current_.batch = stats::Histogram(phase.batch_range);
    spun_ = Duration::zero();
    resting_ = 0;
    free_.clear();
    failed_.clear();
    next_check_ = SteadyClock::now();
    next_publication_ = phase.watched ? phase.start + publication_period : TimePoint::max();
    dispatching_ = true;
    if (phase.slots.paced()) slot_ = phase.slots.take();
    // Each may have rested while others warmed up, and servers close idle connections.
    for (auto const& c : connections_) c->drop_if_stale();
    for (auto const& c : connections_) {
        c->free_since = phase.start;
        if (!phase.slots.paced()) {
            free(*c, phase.start);
        } else {
            free_.push_back(c.get());
            ++resting_;
        }
    }
}

bool Worker::over(TimePoint now) {
    if (phase_->stopped) {
        tally_->ending = phase_->stop_reason;
        return true;
    }
    if (now >= limit_) {
        tally_->ending = Ending::time_limit;
        return true;
    }
    if (now >= phase_->end) {
        end_dispatch();
        bool const in_flight = resting_ + failed_.size() < connections_.size();
        if (in_flight && now < phase_->end + phase_->drain) return false;
        tally_->ending = Ending::duration_over;
        return true;
    }
    return nothing_left();
}

bool Worker::nothing_left() const noexcept {
    return dispatching_ && resting_ == connections_.size() && !slot_;
}

/// One look for events and what follows from it. `now`: the moment at which it begins, and then at which it
/// has ended.
void Worker::turn(TimePoint& now) {
    if (!failed_.empty()) retry_failed(now);
    if (now >= next_check_) check_deadlines(now);
    if (now >= next_publication_) publish(now);
    dispatch(now);
    if (nothing_left()) return;
    bool const spinning = near_slot(now);
    if (spinning && slot_->planned - now <= too_near_to_look) return spin_to_slot(now);

    auto const until = spinning || !failed_.empty() ? now : next_moment(now);
    auto const events = poller_.wait(ready_, now, until);
    auto const woken = SteadyClock::now();
    if (spinning && events.empty()) spun_ += woken - now;
    now = woken;
    if (events.empty()) return;
    for (auto const& e : events) {
        static_cast<ClientConnection*>(e.tag)->on_ready(e);
        if (slot_)
            dispatch(SteadyClock::now()); // what is due is not to wait for the other answers of this turn
    }
    now = SteadyClock::now();
    if (phase_->measured) tally_->loop_lag.record(ns(now - woken));
}

void Worker::finish(Phase& phase) {
    end_dispatch();
    auto const now = SteadyClock::now();
    for (auto const& c : connections_) {
        if (c->busy()) {
            ++tally_->counts.outstanding;
            unanswered(*c, now);
        }
        c->give_up();
    }
    failed_.clear();
    if (phase.watched) publish(now);
}

void Worker::begin_request(ClientConnection& c, Slot const& slot) {
    ++tally_->counts.planned;
    c.start(slot);
}

void Worker::rest(ClientConnection& c) {
    // Warming up is having a connection, too.
    if (!phase_->measured && options().reuse == Reuse::keep_alive && !c.is_open() && dispatching_)
        c.open();
    else
        ++resting_;
}

void Worker::opened(ClientConnection&) {
    ++resting_;
}

void Worker::free(ClientConnection& c, TimePoint now) {
    if (phase_->slots.paced()) {
        c.free_since = now;
        free_.push_back(&c);
        ++resting_;
        if (!slot_ && dispatching_) {
            slot_ = phase_->slots.take();
            if (slot_ && slot_->planned >= phase_->end) end_dispatch();
        }
        return;
    }
    if (!dispatching_ || now >= phase_->end) {
        ++resting_;
    } else if (auto const slot = phase_->slots.take()) {
        begin_request(c, *slot);
    } else {
        rest(c);
    }
}

void Worker::retry_failed(TimePoint now) {
    // What fails again in this turn waits for the next one.
    std::vector<ClientConnection*> again;
    again.swap(failed_);
    for (auto* c : again) free(*c, now);
}

void Worker::dispatch(TimePoint now) {
    while (slot_ && now < phase_->end && slot_->planned <= now && !free_.empty()) {
        auto* const c = free_.front();
        free_.pop_front();
        --resting_;
        auto const slot = *slot_;
        if (c->free_since > slot.planned) ++tally_->delayed;
        begin_request(*c, slot);
        // A slot is held only for a connection that can take it; else another thread's may.
        slot_ = free_.empty() ? std::nullopt : phase_->slots.take();
        now = SteadyClock::now();
        if (slot_ && slot_->planned >= phase_->end) end_dispatch();
    }
}

void Worker::end_dispatch() {
    dispatching_ = false;
    if (slot_) phase_->slots.give_back(*slot_);
    slot_.reset();
}

bool Worker::near_slot(TimePoint now) const noexcept {
    if (!slot_ || free_.empty() || options().wait == Wait::sleep) return false;
    return options().wait == Wait::spin || slot_->planned - now <= options().spin_before;
}

/// What run() must not sleep beyond.
TimePoint Worker::next_moment(TimePoint now) const noexcept {
    auto moment = std::min({limit_, next_check_, next_publication_});
    if (phase_->end != TimePoint::max())
        moment = std::min(moment, now < phase_->end ? phase_->end : phase_->end + phase_->drain);
    if (slot_ && !free_.empty())
        moment = std::min(
            moment, options().wait == Wait::hybrid ? slot_->planned - options().spin_before : slot_->planned);
    return moment;
}

void Worker::spin_to_slot(TimePoint& now) {
    auto const from = now;
    while (now < slot_->planned) now = SteadyClock::now();
    spun_ += now - from;
}

/// All connections are looked at when the earliest deadline has come that there was or could have been made
/// meanwhile. So none is missed, and a request in time costs no timer operation at all.
void Worker::check_deadlines(TimePoint now) {
    next_check_ = now + std::min(options().timeouts.connect, options().timeouts.response);
    for (auto const& c : connections_) {
        if (c->deadline() <= now) c->expire();
        next_check_ = std::min(next_check_, c->deadline());
    }
}

void Worker::publish(TimePoint now) {
    next_publication_ = now + publication_period;
    std::scoped_lock const lock(mutex_);
    published_.counts = tally_->counts;
    if (!phase_->batches) return;
    published_.batch.merge(current_.batch);
    current_.batch = stats::Histogram(phase_->batch_range);
}

void Worker::announce(Phase const& phase) {
    std::scoped_lock const lock(mutex_);
    published_ = {{}, stats::Histogram(phase.batch_range)};
}

Published Worker::published() {
    std::scoped_lock const lock(mutex_);
    auto out = published_;
    published_.batch = stats::Histogram(out.batch.range());
    return out;
}

void Worker::connected(Duration took) {
    ++tally_->connections_opened;
    if (phase_->measured) tally_->connect_time.record(ns(took));
}

void Worker::sending(ClientConnection const& c, TimePoint now) noexcept {
    if (!tally_->first_send) tally_->first_send = now;
    if (phase_->slots.paced()) tally_->send_lateness.record(ns(now - c.slot().planned));
}

void Worker::succeeded(Moments const& m, std::string_view body) {
    auto& t = *tally_;
    ++t.counts.ok;
    if (!phase_->measured) return;
    auto const service = m.complete - m.sent;
    t.service_time.record(ns(service));
    t.first_byte_time.record(ns(m.first_byte - m.sent));
    bool const paced = phase_->slots.paced();
    auto const response = paced ? m.complete - m.planned : service;
    if (paced) t.response_time.record(ns(response));
    if (options().reuse == Reuse::none) t.total_time.record(ns(m.complete - m.connecting));
    if (m.age) t.read_delay.record(*m.age);
    if (phase_->batches) current_.batch.record(ns(response));
    completed(m.complete);
    if (m.complete < phase_->end) ++t.answered_in_window;
    if (options().keep_samples) t.samples.push_back({m.complete, to_seconds(service)});
    if (t.bodies.size() < options().keep_bodies) t.bodies.push_back({m.complete, std::string(body)});
}

void Worker::completed(TimePoint at) noexcept {
    tally_->last_completion = at;
    if (at < phase_->end) tally_->window_end = at;
}

void Worker::failed(ErrorClass c, std::string const& detail) {
    ++tally_->counts.error(c);
    auto const now = SteadyClock::now();
    completed(now);
    if (!tally_->first_error) tally_->first_error = FirstError{now, c, one_line(detail)};
}

void Worker::unanswered(ClientConnection const& c, TimePoint now) noexcept {
    if (!phase_->measured) return;
    if (auto const sent = c.sent_at()) tally_->service_time_unanswered.record(ns(now - *sent));
    if (phase_->slots.paced()) tally_->response_time_unanswered.record(ns(now - c.slot().planned));
}

} // namespace wasmbench::load::detail
