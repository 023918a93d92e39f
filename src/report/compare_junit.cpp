#include "compare_text.hpp"
#include "junit.hpp"

#include <wasmbench/report/compare_render.hpp>
#include <wasmbench/report/row_name.hpp>

#include <fmt/format.h>

namespace wasmbench::report {
namespace {

JunitCase::Outcome outcome_of(Verdict v) {
    switch (v) {
    case Verdict::better:
    case Verdict::not_worse:
        return JunitCase::Outcome::passed;
    case Verdict::inconclusive:
        return JunitCase::Outcome::error;
    case Verdict::not_judged:
        return JunitCase::Outcome::skipped;
    case Verdict::worse:
        break;
    }
    return JunitCase::Outcome::failed;
}

JunitCase figure_case(ComparedFigure const& f) {
    auto const& q = info(f.quantity);
    auto const ratio = fmt::format("B/A {} [{}]", ratio_text(f), ratio_interval_text(f, ", "));
    auto message = fmt::format("{}: {}", to_string(f.verdict), f.reason.empty() ? ratio : f.reason);
    auto details = fmt::format("A: {} {} (n = {})\nB: {} {} (n = {})\n{}, adjusted p {}, noise floor {}\n",
        compared_value_text(f.quantity, f.a), q.shown_unit, f.n_a, compared_value_text(f.quantity, f.b),
        q.shown_unit, f.n_b, ratio, p_text(f.p_adjusted), floor_text(f));
    return {std::string(q.name), outcome_of(f.verdict), std::move(message), std::move(details)};
}

} // namespace

std::string to_junit(Comparison const& c) {
    std::vector<JunitSuite> suites = {
        {"comparison", {{"verdict", outcome_of(c.verdict), c.headline, c.headline}}}};
    for (auto const& row : c.rows) {
        JunitSuite suite{row_name(row.b), {}};
        for (auto const& f : row.figures) suite.cases.push_back(figure_case(f));
        suites.push_back(std::move(suite));
    }
    return junit_xml(fmt::format("wasmbench compare {} {}", c.a, c.b), suites);
}

} // namespace wasmbench::report
