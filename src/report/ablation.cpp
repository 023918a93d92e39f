#include "ablation.hpp"

#include "compare_judge.hpp"
#include "old_values.hpp"

#include <cmath>

namespace wasmbench::report {
namespace {

constexpr double confidence = 0.95;

MethodPair compared(OldQuantityInfo const& q, std::vector<TrialValue> const& ours, std::vector<TrialValue> const& old) {
    MethodPair out;
    out.quantity = q.quantity;
    out.old = median_of(plain(old));
    if (ours.empty()) {
        out.reason = "our method has no figure for it here";
        return out;
    }
    out.ours = median_of(plain(ours));
    auto const ratio = measured_ratio(q.ours, compared_values(ours, old, true), confidence);
    out.n = ratio.n_a;
    if (std::isfinite(ratio.ratio)) out.ratio = ratio.ratio;
    out.interval = ratio.interval;
    out.reason = ratio.reason;
    return out;
}

} // namespace

std::vector<RowAblation> method_ablation(std::vector<RowData> const& rows, plan::TrialSettings const& settings) {
    std::vector<RowAblation> out;
    for (auto const& data : rows) {
        auto const old = old_values(data);
        auto const ours = trial_values(data, settings.connections, settings.load_threads);
        RowAblation row{data.key, {}};
        for (auto const& q : all_old_quantities) {
            auto const mine = ours.find(q.ours);
            if (auto const it = old.find(q.quantity); it != old.end()) {
                row.pairs.push_back(compared(q, mine == ours.end() ? std::vector<TrialValue>{} : mine->second, it->second));
            } else if (auto why = why_not_measured(data, q.metric); !why.empty()) {
                MethodPair absent;
                absent.quantity = q.quantity;
                absent.reason = std::move(why);
                if (mine != ours.end()) absent.ours = median_of(plain(mine->second));
                row.pairs.push_back(std::move(absent));
            }
        }
        if (!row.pairs.empty()) out.push_back(std::move(row));
    }
    return out;
}

} // namespace wasmbench::report
