#include <wasmbench/testing/fake_clock.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace wasmbench::testing {

struct FakeClock::Parked {
    // The handler is only ever moved by construction: assigning one any_completion_handler to another
    // recurses without end in Boost 1.81.
    Parked(asio::any_io_executor ex, WaitHandler h)
        : executor(asio::prefer(std::move(ex), asio::execution::outstanding_work.tracked))
        , handler(std::move(h)) {}

    asio::any_io_executor executor; // tracks outstanding work
    WaitHandler handler;

    void complete(error_code result) {
        auto target = asio::get_associated_executor(handler, executor);
        auto call = [h = std::move(handler), result]() mutable { std::move(h)(result); };
        asio::post(executor, asio::bind_executor(target, std::move(call)));
    }
};

FakeClock::FakeClock(TimePoint start)
    : start_(start)
    , now_(start) {}

FakeClock::~FakeClock() {
    abandon();
}

void FakeClock::abandon() {
    // What is destroyed here may forget its own calls (a child does), so the list is taken first.
    auto entries = std::exchange(entries_, {});
    entries.clear();
}

void FakeClock::advance_to(TimePoint when) {
    while (!entries_.empty() && entries_.begin()->first.first <= when) {
        auto node = entries_.extract(entries_.begin());
        now_ = std::max(now_, node.key().first);
        if (node.mapped().parked)
            node.mapped().parked->complete({});
        else
            node.mapped().call();
    }
    now_ = std::max(now_, when);
}

std::optional<TimePoint> FakeClock::next() const noexcept {
    if (entries_.empty() || entries_.begin()->first.first == never) return std::nullopt;
    return entries_.begin()->first.first;
}

FakeClock::Ticket FakeClock::park(asio::any_io_executor executor, TimePoint when, WaitHandler handler) {
    auto const ticket = ++last_ticket_;
    auto parked = std::make_shared<Parked>(std::move(executor), std::move(handler));
    auto slot = asio::get_associated_cancellation_slot(parked->handler);
    if (slot.is_connected())
        slot.assign(
            [this, ticket](asio::cancellation_type) { release(ticket, asio::error::operation_aborted); });
    // In the past or now: due at once, but still in its turn.
    if (when <= now_)
        parked->complete({});
    else
        entries_.emplace(Key{when, ticket}, Entry{std::move(parked), {}});
    return ticket;
}

void FakeClock::release(Ticket ticket, error_code result) {
    auto const it = find(ticket);
    if (it == entries_.end() || !it->second.parked) return;
    auto const parked = std::move(it->second.parked);
    entries_.erase(it);
    parked->complete(result);
}

FakeClock::Ticket FakeClock::call_at(TimePoint when, std::function<void()> function) {
    auto const ticket = ++last_ticket_;
    entries_.emplace(Key{std::max(when, now_), ticket}, Entry{{}, std::move(function)});
    return ticket;
}

void FakeClock::cancel(Ticket ticket) {
    if (auto const it = find(ticket); it != entries_.end() && !it->second.parked) entries_.erase(it);
}

void FakeClock::do_wait_until(asio::any_io_executor executor, TimePoint when, WaitHandler handler) {
    park(std::move(executor), when, std::move(handler));
}

std::map<FakeClock::Key, FakeClock::Entry>::iterator FakeClock::find(Ticket ticket) {
    return std::find_if(
        entries_.begin(), entries_.end(), [&](auto const& e) { return e.first.second == ticket; });
}

void run(
    asio::io_context& context, FakeClock& clock, std::function<bool()> const& done, std::size_t max_jumps) {
    for (std::size_t jumps = 0;; ++jumps) {
        context.restart();
        context.poll();
        if (done && done()) return;
        auto const next = clock.next();
        if (!next) return;
        if (jumps == max_jumps)
            throw std::runtime_error("virtual time: still waiting after " + std::to_string(max_jumps) +
                                     " jumps, " + std::to_string(to_seconds(clock.now() - clock.start())) +
                                     " s after the start");
        clock.advance_to(*next);
    }
}

} // namespace wasmbench::testing
