#include "trial_data.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace wasmbench::report {
namespace {

/// Finds or makes the place of each event. Rows get their numbers as they are first heard of.
class Sorter {
public:
    void operator()(results::RowDescribed const& e) { row(e.key).fairness = e.fairness; }
    void operator()(results::SessionStarting const&) {}
    void operator()(results::TrialStarting const& e) { trial(e.key).started = true; }
    void operator()(results::InstanceReady const&) {}
    void operator()(Measurement const& m) { trial(m.key).measurements.push_back(&m); }
    void operator()(results::CommandRun const&) {}
    void operator()(results::NotMeasured const& e) { trial(e.key).not_measured.push_back(&e); }
    void operator()(results::StateObserved const& e) { trial(e.key).state = e.state; }
    void operator()(results::Skipped const& e) {
        auto& t = trial(e.key);
        t.skipped = true;
        t.reason = e.reason;
    }
    void operator()(results::Failed const& e) {
        auto& t = trial(e.key);
        t.failed = true;
        t.reason = e.line;
    }
    void operator()(results::Discarded const& e) {
        auto& t = trial(e.key);
        t.discarded = true;
        t.reason = e.reason;
    }
    void operator()(results::TrialEnded const& e) { trial(e.key).ended = true; }
    void operator()(SessionStop const&) {}
    void operator()(results::SessionEnded const&) {}

    std::vector<RowData> take() { return std::move(rows_); }

private:
    RowData& row(RunKey const& key) {
        auto const [it, is_new] = index_.try_emplace(key.row(), rows_.size());
        if (is_new) rows_.push_back({it->first, {}, {}});
        return rows_[it->second];
    }
    TrialData& trial(RunKey const& key) {
        auto& found = row(key).trials[key.trial];
        found.block = key.block;
        return found;
    }

    std::vector<RowData> rows_;
    std::map<RunKey, std::size_t> index_;
};

/// Place of the row's workload and endpoint in the plan; behind everything when the plan does not know it.
std::size_t place_in_plan(plan::Plan const& plan, RunKey const& key) {
    auto const it = std::find_if(plan.rows.begin(), plan.rows.end(),
        [&](plan::Row const& r) { return r.workload == key.workload && r.endpoint == key.endpoint; });
    return static_cast<std::size_t>(it - plan.rows.begin());
}

} // namespace

std::vector<double> TrialData::values(std::string_view metric, std::uint32_t concurrency) const {
    std::vector<double> out;
    for (auto const* m : measurements) {
        if (m->phase == Phase::warmup || m->metric.name != metric) continue;
        if (concurrency != 0 && m->key.concurrency != concurrency) continue;
        for (auto const& s : m->samples)
            if (std::isfinite(s.value)) out.push_back(s.value);
    }
    return out;
}

std::optional<double> TrialData::last(std::string_view metric, std::uint32_t concurrency) const {
    auto const all = values(metric, concurrency);
    if (all.empty()) return std::nullopt;
    return all.back();
}

std::vector<RowData> sort_into_rows(plan::Plan const& plan, results::Records const& records) {
    Sorter sorter;
    for (auto const& event : records.events) std::visit(sorter, event.what);
    auto rows = sorter.take();
    std::stable_sort(rows.begin(), rows.end(), [&](RowData const& a, RowData const& b) {
        auto const order = [&](RowData const& r) {
            return std::tuple(place_in_plan(plan, r.key), r.key.workload, r.key.endpoint);
        };
        return order(a) < order(b);
    });
    return rows;
}

} // namespace wasmbench::report
