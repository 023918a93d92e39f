#include "compare_text.hpp"

#include "text.hpp"

#include <wasmbench/report/report.hpp>

#include <fmt/core.h>

#include <cmath>

namespace wasmbench::report {

std::string difference_text(Difference const& d) {
    return fmt::format("{}: \"{}\" in A, \"{}\" in B", d.name, d.a, d.b);
}

std::string row_text(ComparedRow const& row) {
    auto const a = workload_name(row.a) + ": " + configuration_name(row.a);
    auto const b = workload_name(row.b) + ": " + configuration_name(row.b);
    if (a == b) return a;
    if (workload_name(row.a) == workload_name(row.b))
        return fmt::format("{}; B: {}", a, configuration_name(row.b));
    return fmt::format("{}; B: {}", a, b);
}

std::string ratio_text(ComparedFigure const& f) {
    return std::isfinite(f.ratio) ? fmt::format("{:.3f}", f.ratio) : "-";
}

std::string ratio_interval_text(ComparedFigure const& f, std::string_view between) {
    if (!f.interval) return "";
    return fmt::format("{:.3f}{}{:.3f}", f.interval->low, between, f.interval->high);
}

std::string p_text(std::optional<double> p) {
    if (!p) return "-";
    return *p < 0.001 ? "<0.001" : fmt::format("{:.3f}", *p);
}

std::string floor_text(ComparedFigure const& f) {
    if (!f.floor) return "-";
    auto const ratio = f.floor->ratio;
    return ratio < 2 ? fmt::format("{:.1f} %", (ratio - 1) * 100) : number_text(ratio) + "x";
}

std::string compared_value_text(Quantity q, double value) {
    return number_text(value * info(q).shown_scale);
}

std::vector<std::string> legend(Comparison const& c) {
    std::vector<std::string> out;
    out.push_back(fmt::format("A and B are medians over n trials; B/A is the Hodges-Lehmann ratio with its "
                              "{:.4g} % interval, {}; p is Holm's, "
                              "over all figures here.",
        c.confidence * 100, c.paired ? "of pairs of one block" : "of independent trials"));
    bool campaigns = false;
    bool halves = false;
    for (auto const& row : c.rows)
        for (auto const& f : row.figures)
            if (f.floor) (f.floor->from_campaigns ? campaigns : halves) = true;
    std::string const of_halves = c.paired ? "random halves of the pairs" : "random halves of A's own trials";
    auto learned = campaigns ? "campaigns of the same rows" : of_halves;
    if (campaigns && halves) learned += " or, marked *, " + of_halves;
    out.push_back(fmt::format(
        "The noise floor is what 95 % of such ratios stay below when nothing differs, learned from {}.",
        learned));
    out.push_back(
        c.margin ? fmt::format(
                       "A change counts when its whole interval is beyond the floor and the margin of {:.4g} "
                       "%; \"not worse\" excludes a regression of the margin.",
                       *c.margin * 100)
                 : fmt::format(
                       "A change counts when its whole interval is beyond the floor; \"not worse\" excludes "
                       "a regression of {:.4g} %.",
                       default_exclusion * 100));
    return out;
}

} // namespace wasmbench::report
