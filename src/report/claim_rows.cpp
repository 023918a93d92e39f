#include "claim_rows.hpp"

#include <numeric>

namespace wasmbench::report {
namespace {

std::vector<TrialValue> preparation_of(RowData const& row) {
    // The quantity only names the values here.
    TrialValuesCollector f(row);
    f.add_each(Quantity::run_time, [](TrialData const& t) -> std::optional<double> {
        double sum = 0;
        bool any = false;
        for (auto const* m : t.measurements) {
            if (!m->metric.name.starts_with("prepare/")) continue;
            for (auto const& s : m->samples) sum += s.value;
            any = true;
        }
        return any ? std::optional(sum) : std::nullopt;
    });
    auto values = f.take();
    return std::move(values[Quantity::run_time]);
}

std::string first_reason(RowData const& row) {
    for (auto const& [number, trial] : row.trials)
        if (!trial.reason.empty()) return trial.reason;
    return "no trial of it has ended";
}

template <class Map, class Key>
std::vector<TrialValue> found(Map const& map, Key key) {
    auto const it = map.find(key);
    return it == map.end() ? std::vector<TrialValue>{} : it->second;
}

} // namespace

std::vector<TrialValue> ClaimRow::values(ClaimQuantity const& q) const {
    if (auto const* mine = std::get_if<Quantity>(&q)) return found(ours, *mine);
    if (auto const* theirs = std::get_if<OldQuantity>(&q)) return found(old, *theirs);
    return preparation;
}

std::string ClaimRow::why_absent(ClaimQuantity const& q) const {
    if (!why_nothing.empty()) return why_nothing;
    auto const* theirs = std::get_if<OldQuantity>(&q);
    if (!theirs) return "not measured";
    auto why = why_not_measured(*data, info(*theirs).metric);
    return why.empty() ? "the old method was not asked for" : why;
}

std::vector<ClaimRow> claim_rows(std::vector<RowData> const& rows, plan::TrialSettings const& settings) {
    std::vector<ClaimRow> out;
    for (auto const& data : rows) {
        auto& row = out.emplace_back();
        row.key = data.key;
        row.data = &data;
        row.ours = trial_values(data, settings.connections, settings.load_threads);
        row.old = old_values(data);
        row.preparation = preparation_of(data);
        bool any = false;
        for (auto const& [number, trial] : data.trials) {
            if (!trial.counts()) continue;
            any = true;
            if (trial.state != Statefulness::not_applicable) row.states.push_back(trial.state);
        }
        if (!any) row.why_nothing = first_reason(data);
    }
    return out;
}

} // namespace wasmbench::report
