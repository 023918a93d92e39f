#include <wasmbench/load/percentile.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

namespace wasmbench::load {

namespace {

constexpr double noticeable = 1.01;

/// The rank-th smallest of the answered alone; nullopt: there are not so many.
std::optional<std::uint64_t> value_at_rank(stats::Histogram const& h, std::uint64_t rank) {
    if (rank > h.count()) return std::nullopt;
    std::uint64_t seen = 0;
    for (auto const bucket : h) {
        seen += bucket.count;
        if (seen >= rank) return std::min(bucket.high, h.max());
    }
    return h.max(); // among the overflow
}

} // namespace

Percentile percentile(stats::Histogram const& complete, stats::Histogram const& censored, double q) {
    if (!(q >= 0 && q <= 1)) throw std::invalid_argument("wasmbench::load::percentile: q must be in [0, 1]");
    if (censored.empty())
        return complete.empty() ? Percentile{} : Percentile{complete.value_at_quantile(q), false};
    auto const n = complete.count() + censored.count();
    // The same rank rule as stats::Histogram::value_at_quantile.
    auto const exact = std::ceil(q * static_cast<double>(n) * (1.0 - 1e-15));
    auto const rank = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(exact), 1, n);

    auto a = complete.begin();
    auto b = censored.begin();
    std::uint64_t seen = 0;
    std::uint64_t value = 0;
    while (seen < rank && (a != complete.end() || b != censored.end())) {
        // A complete time counts at the high end of its bucket, never too low; a bound at the low end, never
        // too high.
        bool const take_a = b == censored.end() || (a != complete.end() && (*a).high <= (*b).low);
        auto const bucket = take_a ? *a++ : *b++;
        seen += bucket.count;
        value = take_a ? std::min(bucket.high, complete.max()) : std::max(bucket.low, censored.min());
    }
    if (seen < rank)
        value = std::max(complete.empty() ? 0 : complete.max(), censored.max()); // among the overflow
    auto const at_most = value_at_rank(complete, rank);
    return {value, !at_most || static_cast<double>(*at_most) > noticeable * static_cast<double>(value)};
}

} // namespace wasmbench::load
