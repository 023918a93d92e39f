#include "compare_judge.hpp"

#include <wasmbench/stats/hodges_lehmann.hpp>
#include <wasmbench/stats/mann_whitney.hpp>
#include <wasmbench/stats/paired_ratio.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace wasmbench::report {
namespace {

std::map<std::uint32_t, std::vector<double>> by_block(std::vector<TrialValue> const& values) {
    std::map<std::uint32_t, std::vector<double>> out;
    for (auto const& v : values) out[v.block].push_back(v.value);
    return out;
}

bool all_positive(std::vector<double> const& values) {
    return std::all_of(values.begin(), values.end(), [](double v) { return v > 0; });
}

void estimate_paired(ComparedFigure& f, ComparedValues const& values, double confidence) {
    auto const r = stats::paired_ratio(values.a, values.b, confidence);
    f.ratio = r.ratio;
    f.interval = r.interval;
    f.p_value = r.test.p_value;
}

void estimate_unpaired(ComparedFigure& f, ComparedValues values, double confidence) {
    for (auto* side : {&values.a, &values.b})
        for (auto& v : *side) v = std::log(v);
    auto const shift = stats::hodges_lehmann_shift(values.a, values.b, confidence);
    f.ratio = std::exp(shift.estimate);
    if (shift.interval)
        f.interval = stats::Interval{
            std::exp(shift.interval->low), std::exp(shift.interval->high), shift.interval->confidence};
    f.p_value = stats::mann_whitney(values.a, values.b).p_value;
}

/// "8 %", "2.31x".
std::string size_text(double ratio) {
    return ratio < 2 ? fmt::format("{:.2g} %", (ratio - 1) * 100) : fmt::format("{:.3g}x", ratio);
}

/// `low` to `high` is the interval in the direction in which more is worse; from `counts` on a change counts.
std::string why_inconclusive(ComparedFigure const& f, double low, double high, double counts) {
    if (low > counts)
        return fmt::format("all of the interval is worse, but among so many figures that may be chance "
                           "(adjusted p {:.3f}, above {})",
            *f.p_adjusted, family_error);
    if (low > 1 && counts > 1)
        return fmt::format("all of the interval is worse, but it begins within the {} of {}",
            counts > f.floor->ratio ? "margin" : "noise floor", size_text(counts));
    return fmt::format("a regression of {} is not excluded", size_text(high));
}

} // namespace

ComparedValues compared_values(
    std::vector<TrialValue> const& a, std::vector<TrialValue> const& b, bool paired) {
    if (!paired) return {plain(a), plain(b), false};
    ComparedValues out{{}, {}, true};
    auto const blocks_b = by_block(b);
    for (auto const& [block, values] : by_block(a)) {
        auto const other = blocks_b.find(block);
        if (other == blocks_b.end()) continue;
        out.a.push_back(median_of(values));
        out.b.push_back(median_of(other->second));
    }
    return out;
}

std::vector<TrialValue> ratios(ComparedValues const& paired) {
    std::vector<TrialValue> out;
    for (std::size_t i = 0; i < paired.a.size(); ++i)
        out.push_back({static_cast<std::uint32_t>(i), 0, paired.a[i] > 0 ? paired.b[i] / paired.a[i] : 0});
    return out;
}

ComparedFigure measured_ratio(Quantity q, ComparedValues const& values, double confidence) {
    ComparedFigure f;
    f.quantity = q;
    f.n_a = values.a.size();
    f.n_b = values.b.size();
    if (values.a.empty() || values.b.empty()) {
        f.reason = values.paired ? "no block has both rows" : "not measured on both sides";
        return f;
    }
    f.a = median_of(values.a);
    f.b = median_of(values.b);
    if (!all_positive(values.a) || !all_positive(values.b)) {
        f.ratio = std::numeric_limits<double>::quiet_NaN();
        f.reason = "a value is 0, so that there is no ratio";
        return f;
    }
    if (values.paired)
        estimate_paired(f, values, confidence);
    else
        estimate_unpaired(f, values, confidence);
    if (f.interval) return f;
    f.p_value.reset();
    f.reason = values.paired
                   ? fmt::format("{} pairs are too few for an interval of {:.4g} %", f.n_a, confidence * 100)
                   : fmt::format("{} and {} values are too few for an interval of {:.4g} %", f.n_a, f.n_b,
                         confidence * 100);
    return f;
}

void judge(ComparedFigure& f, std::optional<double> margin) {
    // In the direction in which more is worse.
    bool const up = larger_is_worse(f.quantity);
    double const low = up ? f.interval->low : 1 / f.interval->high;
    double const high = up ? f.interval->high : 1 / f.interval->low;
    double const counts = std::max(f.floor->ratio, 1 + margin.value_or(0));
    double const excluded = 1 + margin.value_or(default_exclusion);
    bool const is_worse = low > counts;
    bool const is_better = high < 1 / counts;
    if ((is_worse || is_better) && *f.p_adjusted <= family_error) {
        f.verdict = is_worse ? Verdict::worse : Verdict::better;
    } else if (high <= excluded) {
        f.verdict = Verdict::not_worse;
    } else {
        f.verdict = Verdict::inconclusive;
        f.reason = why_inconclusive(f, low, high, counts);
    }
}

} // namespace wasmbench::report
