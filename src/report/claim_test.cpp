#include "claim_test.hpp"

#include "compare_judge.hpp"

#include <wasmbench/report/report.hpp>
#include <wasmbench/stats/paired_ratio.hpp>
#include <wasmbench/stats/proportion.hpp>
#include <wasmbench/stats/quantile.hpp>

#include <boost/math/distributions/binomial.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <limits>

namespace wasmbench::report {
namespace {

/// The ratios for which a claim holds; open at both ends.
struct Region {
    double low = 0;
    double high = std::numeric_limits<double>::infinity();

    bool contains(stats::Interval const& i) const { return i.low > low && i.high < high; }
    bool excludes(stats::Interval const& i) const { return i.low > high || i.high < low; }
};

/// `beyond` is the complement of `within`: what contains the one excludes the other.
Region region(Relation r, double bound) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    switch (r) {
    case Relation::below:
        return {0, bound};
    case Relation::above:
        return {bound, infinity};
    case Relation::within:
    case Relation::beyond:
        return {1 / bound, bound};
    }
    return {0, infinity};
}

std::string wanted_text(Relation r, double bound) {
    switch (r) {
    case Relation::below:
        return fmt::format("below {:.4g}", bound);
    case Relation::above:
        return fmt::format("above {:.4g}", bound);
    case Relation::within:
        return fmt::format("between {:.4g} and {:.4g}", 1 / bound, bound);
    case Relation::beyond:
        return fmt::format("below {:.4g} or above {:.4g}", 1 / bound, bound);
    }
    return {};
}

/// p of "the ratio of a to b is `bound`".
double p_at(double bound, ComparedValues const& values) {
    auto scaled = values.b;
    for (auto& v : scaled) v *= bound;
    return stats::paired_ratio(scaled, values.a).test.p_value;
}

/// Of two bounds: alike, when both are excluded (two one-sided tests, each here two-sided, which errs towards
/// deciding nothing); not alike, when the nearer one is.
double p_value(RatioTest const& t, double ratio, ComparedValues const& values) {
    if (t.relation == Relation::below || t.relation == Relation::above) return p_at(t.bound, values);
    auto const low = p_at(1 / t.bound, values);
    auto const high = p_at(t.bound, values);
    if (ratio > t.bound) return high;
    if (ratio < 1 / t.bound) return low;
    return std::max(low, high);
}

TestResult result_of(Relation r, double bound, stats::Interval const& interval) {
    auto const good = region(r, bound);
    bool const inside = good.contains(interval);
    bool const outside = good.excludes(interval);
    bool const turned = r == Relation::beyond;
    if (turned ? outside : inside) return TestResult::holds;
    if (turned ? inside : outside) return TestResult::fails;
    return TestResult::open;
}

std::string wide_text(stats::Interval const& interval, std::string const& wanted) {
    return fmt::format("the interval [{:.3g}, {:.3g}] is neither all {} nor all outside of that", interval.low,
        interval.high, wanted);
}

ClaimRow const* find(RowPattern const& pattern, std::vector<ClaimRow> const& rows) {
    auto const it =
        std::find_if(rows.begin(), rows.end(), [&](ClaimRow const& r) { return pattern.matches(r.key); });
    return it == rows.end() ? nullptr : &*it;
}

std::string workload_of(RowPattern const& p) {
    return p.endpoint.empty() ? p.workload : p.workload + " " + p.endpoint;
}

std::string no_row(RowPattern const& p) {
    return fmt::format("no row of {} with {}", p.text(), workload_of(p));
}

std::string no_values(ClaimRow const& row, ClaimQuantity const& q) {
    return fmt::format("no {} of {} on {}: {}", quantity_name(q), workload_name(row.key),
        configuration_name(row.key), row.why_absent(q));
}

/// "warm p50 of wasmtime ... against native ..."; what both sides share is said once.
std::string what_text(RatioTest const& t, std::string const& a, std::string const& b) {
    auto const of_a = quantity_name(t.of_a);
    auto const of_b = quantity_name(t.of_b);
    auto const where_a = workload_of(t.a);
    auto const where_b = workload_of(t.b);
    auto side = [](std::string const& quantity, std::string const& where, std::string const& row) {
        return fmt::format("{} of {} on {}", quantity, where, row);
    };
    if (where_a != where_b) return side(of_a, where_a, a) + " against " + side(of_b, where_b, b);
    if (of_a == of_b) return fmt::format("{} of {}: {} against {}", of_a, where_a, a, b);
    if (a == b) return fmt::format("{} against {}, both of {} on {}", of_a, of_b, where_a, a);
    return fmt::format("{} on {} against {} on {}, both of {}", of_a, a, of_b, b, where_a);
}

} // namespace

TestOutcome run_test(RatioTest const& t, std::vector<ClaimRow> const& rows) {
    TestOutcome out;
    out.wanted = wanted_text(t.relation, t.bound);
    auto const* a = find(t.a, rows);
    auto const* b = find(t.b, rows);
    out.what = what_text(t, a ? configuration_name(a->key) : t.a.text(), b ? configuration_name(b->key) : t.b.text());
    if (a) out.rows.push_back(a->key);
    if (b && b != a) out.rows.push_back(b->key);
    if (!a || !b) {
        out.reason = no_row(a ? t.b : t.a);
        return out;
    }
    auto const of_a = a->values(t.of_a);
    auto const of_b = b->values(t.of_b);
    if (of_a.empty() || of_b.empty()) {
        out.reason = of_a.empty() ? no_values(*a, t.of_a) : no_values(*b, t.of_b);
        return out;
    }
    // The ratio is one of a to b, so that b is the baseline. The quantity only names the figure here.
    auto values = compared_values(of_a, of_b, true);
    auto const figure = measured_ratio(Quantity::run_time, {values.b, values.a, true}, claim_confidence);
    out.n = figure.n_a;
    if (!figure.interval) {
        out.effect = out.n > 0 ? figure.ratio : 0;
        out.reason = figure.reason;
        return out;
    }
    out.effect = figure.ratio;
    out.interval = figure.interval;
    out.p_value = p_value(t, figure.ratio, values);
    out.result = result_of(t.relation, t.bound, *out.interval);
    if (out.result == TestResult::open) out.reason = wide_text(*out.interval, out.wanted);
    return out;
}

TestOutcome run_test(StateTest const& t, std::vector<ClaimRow> const& rows) {
    TestOutcome out;
    out.wanted = "above 0.5";
    auto const* row = find(t.row, rows);
    out.what = fmt::format("share of the trials of {} in which {} is {}", row ? configuration_name(row->key) : t.row.text(),
        workload_of(t.row), to_string(t.state));
    if (!row) {
        out.reason = no_row(t.row);
        return out;
    }
    out.rows.push_back(row->key);
    out.n = row->states.size();
    if (out.n == 0) {
        out.reason = row->why_nothing.empty() ? "no trial looked at state" : row->why_nothing;
        return out;
    }
    auto const hits = static_cast<std::size_t>(std::count(row->states.begin(), row->states.end(), t.state));
    auto const n = static_cast<double>(out.n);
    out.effect = static_cast<double>(hits) / n;
    if (auto const least = stats::required_sample_size(0.5, claim_confidence); out.n < least) {
        out.reason = fmt::format("{} trials are too few, {} are the least", out.n, least);
        return out;
    }
    out.interval = stats::proportion_interval(hits, out.n, claim_confidence);
    boost::math::binomial_distribution<double> const chance(n, 0.5);
    auto const k = static_cast<double>(hits);
    auto const at_least = hits == 0 ? 1.0 : cdf(complement(chance, k - 1));
    out.p_value = std::min(1.0, 2 * std::min(cdf(chance, k), at_least));
    out.result = result_of(Relation::above, 0.5, *out.interval);
    if (out.result == TestResult::open) out.reason = wide_text(*out.interval, out.wanted);
    return out;
}

} // namespace wasmbench::report
