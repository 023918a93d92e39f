#include "worker.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <ctime>

namespace wasmbench::load::detail {
namespace {

/// Samples are 16 bytes; room for more than this is made when it is needed.
constexpr std::uint64_t most_samples_reserved = 1'000'000;

double thread_cpu_seconds() noexcept {
    std::timespec t{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

std::string one_line(std::string text) {
    for (auto& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    return text;
}

} // namespace

Worker::Worker(RunState& state, std::size_t connections)
    : state_(state)
    , limit_timer_(context_)
    , duration_timer_(context_)
    , deadline_timer_(context_)
    , tally_(state.prepared.plan.options.histogram) {
    for (std::size_t i = 0; i < connections; ++i)
        connections_.push_back(std::make_unique<ClientConnection>(*this));
    auto const& o = plan().options;
    if (o.keep_samples && o.stop.requests)
        tally_.samples.reserve(static_cast<std::size_t>(std::min(*o.stop.requests, most_samples_reserved)));
}

void Worker::run(TimePoint limit) noexcept {
    try {
        limit_timer_.expires_at(limit);
        limit_timer_.async_wait([this](error_code) { stop_now(Ending::time_limit); });
        watch_deadlines();
        begin_phase();
        context_.run();
    } catch (...) {
        error_ = std::current_exception();
        state_.abandon();
    }
    for (auto const& c : connections_)
        if (c->busy()) ++counts().outstanding;
    if (!warming_up_) tally_.cpu_seconds = thread_cpu_seconds() - cpu_at_gate_;
    tally_.ended = SteadyClock::now();
    connections_.clear();
}

void Worker::open_gate(TimePoint start) {
    asio::post(context_, [this, start] {
        warming_up_ = false;
        cpu_at_gate_ = thread_cpu_seconds();
        if (auto const& d = plan().options.stop.duration) {
            duration_timer_.expires_at(start + *d);
            duration_timer_.async_wait([this](error_code) { stop_now(Ending::duration_over); });
        }
        begin_phase();
    });
}

void Worker::stop(Ending why) {
    asio::post(context_, [this, why] { stop_now(why); });
}

void Worker::begin_phase() {
    resting_ = 0;
    for (auto const& c : connections_) c->begin_phase();
}

void Worker::stop_now(Ending why) noexcept {
    if (stopped_) return;
    stopped_ = true;
    tally_.ending = why;
    context_.stop();
}

/// One timer for all connections of the thread: it is armed for the earliest deadline there is or could be
/// made meanwhile. So no deadline is ever missed, and a request in time costs no timer operation at all.
void Worker::watch_deadlines() {
    auto const now = SteadyClock::now();
    auto const& timeouts = plan().options.timeouts;
    auto earliest = now + std::min(timeouts.connect, timeouts.response);
    for (auto const& c : connections_) {
        if (c->deadline() <= now) c->expire();
        earliest = std::min(earliest, c->deadline());
    }
    deadline_timer_.expires_at(earliest);
    deadline_timer_.async_wait([this](error_code) { watch_deadlines(); });
}

bool Worker::take_ticket() noexcept {
    if (stopped_) return false;
    if (!(warming_up_ ? state_.warmup : state_.measured).take()) return false;
    ++counts().planned;
    return true;
}

void Worker::rested() {
    ++resting_;
    if (!warming_up_) {
        if (resting_ == connections_.size()) stop_now(Ending::requests_done);
    } else if (state_.not_ready.fetch_sub(1) == 1) {
        state_.open_gate();
    }
}

void Worker::sending(TimePoint now) noexcept {
    if (!warming_up_ && !tally_.first_send) tally_.first_send = now;
}

void Worker::read(std::size_t bytes) noexcept {
    if (!warming_up_) tally_.bytes_read += bytes;
}

void Worker::succeeded(TimePoint sent_at, TimePoint now, std::string_view body) {
    ++counts().ok;
    if (warming_up_) return;
    auto const time = now - sent_at;
    tally_.service_time.record(static_cast<std::uint64_t>(std::chrono::nanoseconds(time).count()));
    tally_.last_completion = now;
    auto const& o = plan().options;
    if (o.keep_samples) tally_.samples.push_back({now, to_seconds(time)});
    if (tally_.bodies.size() < o.keep_bodies) tally_.bodies.push_back({now, std::string(body)});
}

void Worker::failed(ErrorClass c, std::string const& detail) {
    ++counts().error(c);
    auto const now = SteadyClock::now();
    if (!warming_up_) tally_.last_completion = now;
    if (!tally_.first_error) tally_.first_error = FirstError{now, c, one_line(detail)};
}

} // namespace wasmbench::load::detail
