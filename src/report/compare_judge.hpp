#pragma once

#include "compare_values.hpp"

#include <optional>
#include <vector>

namespace wasmbench::report {

/// Two columns of values as they are compared: when paired, one value of each per block in which both were
/// measured (the median where a block has several), else all of them.
struct ComparedValues {
    std::vector<double> a;
    std::vector<double> b;
    bool paired = false;
};
ComparedValues compared_values(
    std::vector<TrialValue> const& a, std::vector<TrialValue> const& b, bool paired);

/// The ratio of each pair, in the order of the blocks: what of paired values has noise without that of the
/// blocks.
std::vector<TrialValue> ratios(ComparedValues const& paired);

/// Medians, ratio, interval and p-value. Without an interval the verdict stays not_judged, with its reason.
///
/// Paired: stats::paired_ratio(), that is Hodges-Lehmann with the signed-rank test on log ratios; else the
/// Hodges-Lehmann shift of the logarithms with the Mann-Whitney test.
ComparedFigure measured_ratio(Quantity q, ComparedValues const& values, double confidence);

/// Judges a figure that has an interval, a floor and p_adjusted.
///
/// Worse (better): the whole interval lies beyond the floor and the margin, and p_adjusted <= family_error.
/// Not worse: the interval excludes a regression of the margin. All else is inconclusive.
void judge(ComparedFigure& figure, std::optional<double> margin);

} // namespace wasmbench::report
