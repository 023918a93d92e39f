#pragma once

#include "sink_options.hpp"

#include <algorithm>
#include <ctime>
#include <optional>

namespace wasmbench::bench {

inline Nanoseconds clock_now(clockid_t clock) {
    timespec t{};
    ::clock_gettime(clock, &t);
    return std::chrono::seconds(t.tv_sec) + Nanoseconds(t.tv_nsec);
}

/// Sleeps until shortly before the moment and looks at the clock from there on: a sleep alone ends some 50 us late.
inline void wait_until(Nanoseconds moment) {
    constexpr Nanoseconds spin = std::chrono::microseconds(300);
    while (true) {
        auto const left = moment - clock_now(CLOCK_MONOTONIC);
        if (left <= Nanoseconds{0}) return;
        if (left <= spin) continue;
        auto const until = moment - spin;
        timespec const t{until.count() / 1'000'000'000, until.count() % 1'000'000'000};
        ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, nullptr);
    }
}

/// When the sink may answer: a single server, first come first served, with a fixed service time and freezes.
class ServerModel {
public:
    explicit ServerModel(SinkOptions const& o) : service_(o.service), freeze_(o.freeze) {}

    bool instant() const { return service_ == Nanoseconds{0} && !freeze_; }

    /// The moment of the first request, which the freezes are counted from.
    void first(Nanoseconds moment) { first_ = moment; }

    /// The server has just found nothing to do.
    void idle() { was_idle_ = true; }

    /// Comes back when the answer to the request that was just read is due. A request that had waited is served from the
    /// moment when the one before was done, however long reading it took; so the capacity is 1 / service exactly.
    void serve() {
        auto const now = clock_now(CLOCK_MONOTONIC);
        bool const waited = !was_idle_ && service_ > Nanoseconds{0};
        auto const begun = thawed(waited ? done_ : now);
        was_idle_ = false;
        // A freeze that begins during the service lets it be finished: that keeps the model of the reader simple.
        done_ = begun + service_;
        if (done_ > now) wait_until(done_);
    }

private:
    /// The moment itself, or the end of the freeze that it lies in.
    Nanoseconds thawed(Nanoseconds moment) const {
        if (!freeze_) return moment;
        auto const since = moment - first_;
        auto const phase = since % freeze_->every;
        if (since < freeze_->every || phase >= freeze_->length) return moment;
        return moment - phase + freeze_->length;
    }

    Nanoseconds service_;
    std::optional<Freeze> freeze_;
    Nanoseconds first_{0};
    Nanoseconds done_{0};
    bool was_idle_ = true;
};

} // namespace wasmbench::bench
