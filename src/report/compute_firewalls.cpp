#include "compute_firewalls.hpp"

#include "figures.hpp"

#include <wasmbench/stats/paired_ratio.hpp>

#include <algorithm>
#include <map>
#include <numeric>

namespace wasmbench::report {
namespace {

// The row without rules that is otherwise the same.
RunKey baseline_of(RunKey key) {
    key.firewall = to_string(Firewall{});
    return key;
}

std::optional<RatioFigure> ratio_of(TrialValues const& baseline, TrialValues const& candidate, Quantity q) {
    auto const a = baseline.find(q), b = candidate.find(q);
    if (a == baseline.end() || b == candidate.end()) return std::nullopt;
    std::map<std::uint32_t, double> by_block;
    for (auto const& v : a->second)
        if (v.value > 0) by_block[v.block] = v.value;
    std::vector<double> before, after;
    for (auto const& v : b->second) {
        auto const partner = by_block.find(v.block);
        if (partner == by_block.end() || v.value <= 0) continue;
        before.push_back(partner->second);
        after.push_back(v.value);
    }
    if (before.empty()) return std::nullopt;
    auto const r = stats::paired_ratio(before, after);
    return RatioFigure{r.ratio, r.interval, before.size()};
}

std::optional<Figure> packets_per_answer(RowData const& row) {
    TrialValuesCollector f(row);
    f.add_each(Quantity::throughput, [](TrialData const& t) -> std::optional<double> { // only names the figure here
        auto const packets = t.last("firewall/packets", 0);
        auto const ok = t.values("http/ok", 0);
        auto const answers = std::accumulate(ok.begin(), ok.end(), 0.0);
        if (!packets || answers <= 0) return std::nullopt;
        return *packets / answers;
    });
    auto const figures = median_figures(f.take());
    auto const it = figures.find(Quantity::throughput);
    return it != figures.end() ? std::optional(it->second) : std::nullopt;
}

} // namespace

void compute_firewalls(
    std::span<RowData const> data, std::span<Row> rows, std::uint32_t connections, std::uint32_t load_threads) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto const condition = firewall_from_string(rows[i].key.firewall);
        if (!condition) continue;
        auto& out = rows[i].firewall.emplace();
        out.condition = *condition;
        if (condition->kind == FirewallKind::off) continue;
        out.packets_per_answer = packets_per_answer(data[i]);
        auto const wanted = baseline_of(data[i].key);
        auto const baseline =
            std::find_if(data.begin(), data.end(), [&](RowData const& d) { return d.key == wanted; });
        if (baseline == data.end()) continue;
        auto const before = trial_values(*baseline, connections, load_threads);
        auto const after = trial_values(data[i], connections, load_threads);
        out.latency = ratio_of(before, after, Quantity::warm_p50);
        out.throughput = ratio_of(before, after, Quantity::throughput);
    }
}

} // namespace wasmbench::report
