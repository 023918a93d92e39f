#include "precision_watch.hpp"

#include <wasmbench/core/error.hpp>
#include <wasmbench/plan/schedule.hpp>
#include <wasmbench/stats/quantile.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace wasmbench::plan {
namespace {

std::unique_ptr<stats::StoppingRule> make_rule(Precision const& p) {
    stats::StoppingGoal const goal{p.relative_half_width, p.confidence, p.least_blocks};
    try {
        return p.of == PrecisionOf::ratio ? stats::stop_at_paired_ratio(goal) : stats::stop_at_quantile(0.5, goal);
    } catch (std::invalid_argument const& e) {
        Diagnostics d;
        d.stage = "plan, precision";
        d.subject = e.what();
        throw Error(errc::invalid_option, std::move(d));
    }
}

std::optional<double> relative_half_width(stats::StoppingRule const& rule) {
    auto const interval = rule.interval();
    if (!interval || rule.estimate() == 0) return std::nullopt;
    return interval->width() / 2 / std::abs(rule.estimate());
}

} // namespace

PrecisionWatch::PrecisionWatch(Plan const& plan, std::vector<ResolvedRow> const& rows)
    : plan_(plan)
    , resolved_(rows)
    , watched_(rows.size()) {
    auto const groups = compared_rows(plan);
    for (std::size_t g = 0; g < groups.size(); ++g) {
        std::optional<std::size_t> baseline;
        for (auto const row : groups[g]) {
            auto& w = watched_[row];
            w.group = g;
            if (rows[row].skip_reason) continue;
            if (plan.precision->of == PrecisionOf::ratio) {
                w.baseline = baseline;
                if (!std::exchange(baseline, baseline.value_or(row))) continue; // the baseline itself has no ratio
            }
            w.rule = make_rule(*plan.precision);
        }
    }
}

void PrecisionWatch::measured(Measurement const& m) {
    if (m.phase == Phase::warmup || m.metric.name != plan_.precision->metric) return;
    for (auto const& s : m.samples)
        if (std::isfinite(s.value)) heard_.push_back(s.value);
}

void PrecisionWatch::trial_completed(std::size_t row) {
    auto const heard = std::exchange(heard_, {});
    if (!heard.empty()) watched_[row].in_this_block = stats::quantile(stats::sorted_copy(heard), 0.5);
}

void PrecisionWatch::trial_lost() {
    heard_.clear();
}

void PrecisionWatch::block_ended() {
    for (auto const& w : watched_) {
        if (!w.rule || !w.in_this_block) continue;
        if (!w.baseline) {
            w.rule->add(*w.in_this_block);
            continue;
        }
        auto const base = watched_[*w.baseline].in_this_block;
        if (base && *base > 0 && *w.in_this_block > 0) w.rule->add(std::log(*w.in_this_block) - std::log(*base));
    }
    for (auto& w : watched_) w.in_this_block.reset();
    ++blocks_;
}

bool PrecisionWatch::any_satisfied() const {
    return std::any_of(watched_.begin(), watched_.end(), [](Watched const& w) { return w.rule && w.rule->satisfied(); });
}

bool PrecisionWatch::waited_for(std::size_t row) const {
    auto const& rule = watched_[row].rule;
    if (!rule || rule->satisfied()) return false;
    auto const own = resolved_[row].row.blocks;
    if (own && *own < plan_.blocks && blocks_ >= *own) return false;
    return blocks_ < plan_.precision->least_blocks || rule->count() > 0 || !any_satisfied();
}

bool PrecisionWatch::wanted(std::size_t row) const {
    for (std::size_t other = 0; other < watched_.size(); ++other)
        if (watched_[other].group == watched_[row].group && waited_for(other)) return true;
    return false;
}

bool PrecisionWatch::satisfied() const {
    for (std::size_t row = 0; row < watched_.size(); ++row)
        if (waited_for(row)) return false;
    return any_satisfied();
}

std::vector<RowPrecision> PrecisionWatch::rows() const {
    std::vector<RowPrecision> out;
    for (std::size_t row = 0; row < watched_.size(); ++row) {
        auto const& rule = watched_[row].rule;
        if (rule)
            out.push_back({resolved_[row].key, rule->satisfied(), static_cast<std::uint32_t>(rule->count()),
                relative_half_width(*rule)});
    }
    return out;
}

} // namespace wasmbench::plan
