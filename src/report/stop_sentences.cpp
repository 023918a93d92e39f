#include "stop_sentences.hpp"

#include "text.hpp"

#include <wasmbench/report/report.hpp>

#include <fmt/core.h>

namespace wasmbench::report {
namespace {

std::string percent(double share) {
    return fmt::format("{:.3g} %", share * 100);
}

std::string goal_text(plan::Precision const& p) {
    auto const what = p.of == plan::PrecisionOf::ratio ? fmt::format("ratio of {} to that of the first row", p.metric)
                                                       : "median of " + p.metric;
    return fmt::format(
        "the {} within {} at {} confidence", what, percent(p.relative_half_width), percent(p.confidence));
}

std::string first_sentence(plan::Precision const& p, SessionStop const& stop) {
    auto const after = fmt::format("Stopped after {} block{}", stop.blocks, stop.blocks == 1 ? "" : "s");
    if (stop.reason == StopReason::satisfied)
        return fmt::format("{} because every row that was waited for has {}.", after, goal_text(p));
    auto const cap = stop.reason == StopReason::most_seconds
                         ? fmt::format("{:g} s were up", p.most_seconds.value_or(0))
                         : std::string("no more were allowed");
    return fmt::format("{} because {}; asked for was {}.", after, cap, goal_text(p));
}

std::string reached_text(RowPrecision const& r) {
    auto out = fmt::format("{} on {} (", workload_name(r.key), configuration_name(r.key));
    if (r.relative_half_width) out += percent(*r.relative_half_width) + ", ";
    return out + fmt::format("{} value{})", r.values, r.values == 1 ? "" : "s");
}

} // namespace

std::vector<std::string> stop_sentences(plan::Plan const& plan, results::Records const& records) {
    std::vector<std::string> out;
    if (!plan.precision) return out;
    for (auto const& e : records.events) {
        auto const* stop = std::get_if<SessionStop>(&e.what);
        if (!stop) continue;
        out.push_back(first_sentence(*plan.precision, *stop));
        std::vector<std::string> lacking;
        for (auto const& r : stop->rows)
            if (!r.satisfied && r.values > 0) lacking.push_back(reached_text(r));
        if (!lacking.empty()) out.push_back("Without that precision: " + enumerate(lacking) + ".");
    }
    return out;
}

} // namespace wasmbench::report
