#include "slots.hpp"

#include <algorithm>

namespace wasmbench::load::detail {

std::optional<Slot> Slots::take() {
    if (paced()) {
        std::scoped_lock const lock(mutex_);
        return take_paced();
    }
    auto const sequence = next_.fetch_add(1, std::memory_order_relaxed);
    if (count_ && sequence >= *count_) return std::nullopt;
    return Slot{sequence, {}};
}

std::optional<Slot> Slots::take_paced() {
    auto const sequence = next_.load(std::memory_order_relaxed);
    if (count_ && sequence >= *count_) return std::nullopt;
    auto const offset = pacer_->next();
    if (!offset) return std::nullopt;
    next_.store(sequence + 1, std::memory_order_relaxed);
    return Slot{sequence, start_ + *offset};
}

void Slots::give_back(Slot const& slot) {
    std::scoped_lock const lock(mutex_);
    given_back_.push_back(slot);
}

std::uint64_t Slots::never_sent(TimePoint end, std::function<void(TimePoint)> const& each) {
    std::scoped_lock const lock(mutex_);
    if (!paced()) {
        auto const begun = next_.load(std::memory_order_relaxed);
        return given_back_.size() + (count_ ? *count_ - std::min(*count_, begun) : 0);
    }
    std::uint64_t due = 0;
    auto count = [&](Slot const& s) {
        if (s.planned >= end) return false;
        ++due;
        each(s.planned);
        return true;
    };
    std::uint64_t later = 0;
    for (auto const& s : given_back_)
        if (!count(s)) ++later;
    given_back_.clear();
    // A plan may be far ahead, or without an end at one moment: it is counted for a second, and then what
    // there is.
    auto const give_up = SteadyClock::now() + std::chrono::seconds(1);
    bool more = true;
    while (more) {
        if ((due & 0xffff) == 0xffff && SteadyClock::now() > give_up) break;
        auto const s = take_paced();
        more = s && count(*s);
        if (s && !more) ++later;
    }
    if (!count_) return due;
    return due + later + (*count_ - std::min(*count_, next_.load(std::memory_order_relaxed)));
}

} // namespace wasmbench::load::detail
