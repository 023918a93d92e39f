#pragma once

#include <wasmbench/plan/schedule.hpp>
#include <wasmbench/stats/paired_ratio.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace wasmbench::selfcheck {

/// The figure of one trial of side 0 (baseline) or 1 (candidate).
using Trial = std::function<double(std::size_t side)>;

/// Which side is tried when.
enum class Order {
    paired,    ///< as plan::schedule has it: both sides in each block, their order drawn
    sequential ///< all of one side, then all of the other
};

/// Figures of the two sides, by block.
struct Pairs {
    std::vector<double> baseline, candidate;

    /// The paired ratio of the two, candidate over baseline.
    stats::PairedRatio ratio(double confidence) const { return stats::paired_ratio(baseline, candidate, confidence); }
};

/// Runs `blocks` trials of each side in that order. After each block of a paired run `enough(figures so far)` may end it.
inline Pairs run_pairs(std::uint32_t blocks, std::uint64_t seed, Order order, Trial const& trial,
    std::function<bool(Pairs const&)> const& enough = {}) {
    std::vector<double> figures[2];
    if (order == Order::sequential) {
        for (std::size_t side : {0u, 1u})
            for (std::uint32_t i = 0; i < blocks; ++i) figures[side].push_back(trial(side));
        return {std::move(figures[0]), std::move(figures[1])};
    }
    plan::Plan plan;
    plan.seed = seed;
    plan.blocks = blocks;
    plan.rows.resize(2);
    Pairs out;
    for (auto const& t : plan::schedule(plan)) {
        auto& side = t.row == 0 ? out.baseline : out.candidate;
        side.push_back(trial(t.row));
        if (enough && out.baseline.size() == out.candidate.size() && enough(out)) break;
    }
    return out;
}

/// Whether the interval of the ratio leaves out 1.
inline bool differs(stats::PairedRatio const& r) {
    return r.interval && !r.interval->contains(1.0);
}

} // namespace wasmbench::selfcheck
