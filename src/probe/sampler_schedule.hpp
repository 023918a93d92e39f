#pragma once

#include <wasmbench/core/sample.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

// The sampler's arithmetic, apart from its thread.
namespace wasmbench::probe::detail {

struct Slot {
    TimePoint at;
    std::uint64_t missed = 0; ///< slots between `after` and `now` that have passed
};

/// The next slot of origin + k * period that lies after both `after` (the slot just used) and `now`.
inline Slot next_slot(TimePoint origin, Duration period, TimePoint after, TimePoint now) {
    auto const used = (after - origin) / period;
    auto const due = std::max(used + 1, (now - origin) / period + 1);
    return {origin + due * period, static_cast<std::uint64_t>(due - used - 1)};
}

/// Drops every second sample (the 2nd, 4th, ...), except the first of those with the largest value.
inline void halve(std::vector<Sample>& samples) {
    // NaN is below everything; comparing with it directly would not be an order.
    auto const less = [](Sample const& a, Sample const& b) {
        return a.value < b.value || (a.value != a.value && b.value == b.value);
    };
    auto const largest =
        static_cast<std::size_t>(std::max_element(samples.begin(), samples.end(), less) - samples.begin());
    std::size_t kept = 0;
    for (std::size_t i = 0; i < samples.size(); ++i)
        if (i % 2 == 0 || i == largest) samples[kept++] = samples[i];
    samples.resize(kept);
}

} // namespace wasmbench::probe::detail
