#pragma once

#include "compare_values.hpp"

#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace wasmbench::report {

/// How far apart the halves of one row's trials are. Consecutive trials, in the order of their blocks, go to
/// different halves by chance, so that a drift over the campaign is in both; of 200 such splits, seeded, the
/// 95 % quantile of |log ratio| is the floor, the ratio being the Hodges-Lehmann one of the comparison
/// itself. Halves are noisier than the whole: this floor errs towards calling nothing a change. nullopt for
/// fewer than four values or one that is not positive.
std::optional<NoiseFloor> floor_of_halves(std::vector<TrialValue> const& values);

/// What campaigns that measured the same rows say about the noise between campaigns.
class NoiseCampaigns {
public:
    explicit NoiseCampaigns(std::span<Campaign const> campaigns);

    /// The 95 % quantile of |log ratio| over all pairs of campaigns: of this row where it is in ten pairs or
    /// more, else of all rows that have the quantity. With one campaign alone, of the halves of its trials.
    /// nullopt when the campaigns say nothing about the quantity.
    std::optional<NoiseFloor> floor(RunKey const& row, Quantity q) const;

private:
    std::vector<ValuedRow> single_; ///< of the one campaign, when there is only one
    std::map<std::pair<RunKey, Quantity>, std::vector<double>> apart_; ///< |log ratio| of every pair
};

} // namespace wasmbench::report
