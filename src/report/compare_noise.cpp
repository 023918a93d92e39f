#include "compare_noise.hpp"

#include <wasmbench/stats/hodges_lehmann.hpp>
#include <wasmbench/stats/quantile.hpp>
#include <wasmbench/stats/random.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace wasmbench::report {
namespace {

constexpr double floor_quantile = 0.95;
constexpr int splits = 200;
constexpr std::uint64_t split_seed = 20261127; // any: it only has to be the same each time
constexpr std::size_t least_values = 4;
constexpr std::size_t pairs_of_a_row = 10;

std::vector<double> logarithms(std::vector<TrialValue> const& values) {
    std::vector<double> out;
    for (auto const& v : values) {
        if (v.value <= 0) return {};
        out.push_back(std::log(v.value));
    }
    return out;
}

/// Weibull's quantile: of fewer than 19 values it is the largest, not something between them.
NoiseFloor floor_from(std::vector<double> apart, bool from_campaigns) {
    std::sort(apart.begin(), apart.end());
    return {std::exp(stats::quantile(apart, floor_quantile, stats::QuantileType::weibull)), apart.size(),
        from_campaigns};
}

} // namespace

std::optional<NoiseFloor> floor_of_halves(std::vector<TrialValue> const& values) {
    auto in_order = values;
    std::sort(in_order.begin(), in_order.end(), [](TrialValue const& a, TrialValue const& b) {
        return std::tuple(a.block, a.trial) < std::tuple(b.block, b.trial);
    });
    auto const logs = logarithms(in_order);
    if (logs.size() < least_values) return std::nullopt;
    stats::Xoshiro256 engine(split_seed);
    std::vector<double> apart;
    for (int split = 0; split < splits; ++split) {
        std::vector<double> halves[2];
        for (std::size_t i = 0; i + 1 < logs.size(); i += 2) {
            auto const first = stats::uniform_below(engine, 2);
            halves[first].push_back(logs[i]);
            halves[1 - first].push_back(logs[i + 1]);
        }
        apart.push_back(std::abs(stats::hodges_lehmann_shift(halves[0], halves[1]).estimate));
    }
    return floor_from(std::move(apart), false);
}

NoiseCampaigns::NoiseCampaigns(std::span<Campaign const> campaigns) {
    std::vector<std::vector<ValuedRow>> all;
    for (auto const& c : campaigns) all.push_back(valued_rows(c));
    if (all.size() == 1) {
        single_ = std::move(all.front());
        return;
    }
    for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t j = i + 1; j < all.size(); ++j)
            for (auto const& a : all[i])
                for (auto const& b : all[j]) {
                    if (a.key != b.key) continue;
                    for (auto const& [q, values] : a.values) {
                        auto const other = b.values.find(q);
                        if (other == b.values.end()) continue;
                        auto const first = logarithms(values);
                        auto const second = logarithms(other->second);
                        if (first.empty() || second.empty()) continue;
                        apart_[{a.key, q}].push_back(
                            std::abs(stats::hodges_lehmann_shift(first, second).estimate));
                    }
                }
}

std::optional<NoiseFloor> NoiseCampaigns::floor(RunKey const& row, Quantity q) const {
    for (auto const& r : single_)
        if (r.key == row)
            if (auto const it = r.values.find(q); it != r.values.end()) {
                auto of_halves = floor_of_halves(it->second);
                if (of_halves) of_halves->from_campaigns = true;
                return of_halves;
            }
    std::vector<double> apart;
    for (auto const& [place, values] : apart_) {
        if (place.second != q) continue;
        if (place.first == row && values.size() >= pairs_of_a_row) return floor_from(values, true);
        apart.insert(apart.end(), values.begin(), values.end());
    }
    if (apart.empty()) return std::nullopt;
    return floor_from(std::move(apart), true);
}

} // namespace wasmbench::report
