#include "compare_judge.hpp"
#include "compare_match.hpp"
#include "compare_noise.hpp"
#include "compare_sentences.hpp"
#include "compare_text.hpp"
#include "text.hpp"

#include <wasmbench/report/compare.hpp>
#include <wasmbench/report/compare_error.hpp>
#include <wasmbench/report/report.hpp>
#include <wasmbench/report/row_name.hpp>
#include <wasmbench/stats/multiplicity.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace wasmbench::report {
namespace {

Failure failure(error_code code, std::string stage, std::string subject, std::string expected = {},
    std::string remedy = {}) {
    Diagnostics d;
    d.stage = std::move(stage);
    d.subject = std::move(subject);
    d.expected = std::move(expected);
    d.remedy = std::move(remedy);
    return {code, std::move(d)};
}

std::string listed(std::vector<std::string> const& words) {
    std::string out;
    for (auto const& w : words) out += (out.empty() ? "" : ", ") + w;
    return out;
}

std::vector<std::string> column_names() {
    std::vector<std::string> out;
    for (auto const& [name, value] : key_columns(RunKey{})) out.push_back(name);
    return out;
}

/// Differences that nobody allowed, by what they are in: "cpu/model: X in A, Y in B".
class Refusal {
public:
    explicit Refusal(CompareOptions const& options)
        : options_(options) {}

    void check(std::string const& where, std::vector<Difference> const& found) {
        if (options_.force) return;
        for (auto const& d : found) {
            if (is_allowed(options_.across, d.name)) continue;
            auto line = (where.empty() ? "" : where + ": ") + difference_text(d);
            if (std::find(lines_.begin(), lines_.end(), line) == lines_.end())
                lines_.push_back(std::move(line));
            if (std::find(names_.begin(), names_.end(), d.name) == names_.end()) names_.push_back(d.name);
        }
    }

    std::optional<Failure> result(std::string const& a, std::string const& b) const {
        if (lines_.empty()) return std::nullopt;
        std::string all;
        for (auto const& line : lines_) all += (all.empty() ? "" : "; ") + line;
        std::string allow;
        for (auto const& name : names_) allow += (allow.empty() ? "--across " : " --across ") + name;
        return failure(compare_errc::not_comparable, fmt::format("compare A = {} with B = {}", a, b), all,
            "A and B to be alike in that", "allow it with " + allow + ", or everything with --force");
    }

private:
    CompareOptions const& options_;
    std::vector<std::string> lines_;
    std::vector<std::string> names_;
};

std::optional<Failure> check_options(CompareOptions const& o, std::vector<Campaign const*> const& campaigns) {
    if (!(o.confidence > 0 && o.confidence < 1))
        return failure(
            errc::invalid_option, "confidence", fmt::format("{}", o.confidence), "a number between 0 and 1");
    if (o.margin && !(*o.margin >= 0 && std::isfinite(*o.margin)))
        return failure(errc::invalid_option, "margin", fmt::format("{}", *o.margin), "0 or more");
    std::vector<std::string> comparable;
    for (auto const& q : all_quantities)
        if (is_compared(q.quantity)) comparable.emplace_back(q.name);
    for (auto const& name : o.metrics)
        if (std::find(comparable.begin(), comparable.end(), name) == comparable.end())
            return failure(
                errc::invalid_option, "metric", "\"" + name + "\"", "one of " + listed(comparable));
    auto known = column_names();
    known.emplace_back("environment.json");
    for (auto const* c : campaigns)
        for (auto const& [name, value] : speed_facts(*c)) known.push_back(name);
    for (auto const& name : o.across)
        if (std::none_of(known.begin(), known.end(), [&](auto const& k) { return is_allowed({name}, k); }))
            return failure(errc::invalid_option, "across", "\"" + name + "\"",
                "a column (" + listed(column_names()) +
                    "), or a fact of environment.json or the plan such as cpu/model, "
                    "os or plan/connections");
    return std::nullopt;
}

bool is_asked_for(CompareOptions const& o, Quantity q) {
    return o.metrics.empty() ||
           std::find(o.metrics.begin(), o.metrics.end(), info(q).name) != o.metrics.end();
}

ComparedRow compared_row(ValuedRow const& a, ValuedRow const& b, bool paired, NoiseCampaigns const& noise,
    CompareOptions const& options) {
    ComparedRow row{a.key, b.key, differences(a.key, b.key), a.disturbed, b.disturbed, {}};
    for (auto const& q : all_quantities) {
        if (!is_asked_for(options, q.quantity)) continue;
        auto const in_a = a.values.find(q.quantity);
        auto const in_b = b.values.find(q.quantity);
        if (in_a == a.values.end() || in_b == b.values.end()) continue;
        auto const values = compared_values(in_a->second, in_b->second, paired);
        auto& f = row.figures.emplace_back(measured_ratio(q.quantity, values, options.confidence));
        f.floor = noise.floor(a.key, q.quantity);
        if (!f.floor) f.floor = floor_of_halves(paired ? ratios(values) : in_a->second);
        if (f.interval && !f.floor) {
            f.interval.reset();
            f.p_value.reset();
            f.reason = "too few values to learn the noise floor from";
        }
    }
    return row;
}

void adjust_for_multiplicity(std::vector<ComparedRow>& rows) {
    std::vector<ComparedFigure*> figures;
    std::vector<double> p_values;
    for (auto& row : rows)
        for (auto& f : row.figures)
            if (f.p_value) {
                figures.push_back(&f);
                p_values.push_back(*f.p_value);
            }
    auto const adjusted = stats::holm(p_values);
    for (std::size_t i = 0; i < figures.size(); ++i) figures[i]->p_adjusted = adjusted[i];
}

/// A row of which nothing could be judged leaves open whether it is worse, and so does a figure that was
/// asked for by its name; beside others, a figure with too few values (memory is watched in some trials only)
/// is set aside.
void judge_all(Comparison& c, CompareOptions const& options) {
    bool worse = false;
    bool open = false;
    bool better = false;
    for (auto& row : c.rows) {
        std::size_t judged = 0;
        for (auto& f : row.figures) {
            if (f.interval) {
                judge(f, options.margin);
                ++judged;
            } else if (!options.metrics.empty()) {
                open = true;
            }
            worse = worse || f.verdict == Verdict::worse;
            better = better || f.verdict == Verdict::better;
            open = open || f.verdict == Verdict::inconclusive;
        }
        open = open || judged == 0;
    }
    c.verdict = worse    ? Verdict::worse
                : open   ? Verdict::inconclusive
                : better ? Verdict::better
                         : Verdict::not_worse;
}

Result<Comparison> finished(Comparison c, CompareOptions const& options) {
    std::erase_if(c.rows, [](ComparedRow const& row) { return row.figures.empty(); });
    if (c.rows.empty())
        return failure(compare_errc::not_comparable, fmt::format("compare A = {} with B = {}", c.a, c.b),
            options.metrics.empty() ? "no figure was measured on both sides"
                                    : "no row has " + listed(options.metrics) + " on both sides");
    c.confidence = options.confidence;
    c.margin = options.margin;
    adjust_for_multiplicity(c.rows);
    judge_all(c, options);
    c.headline = headline(c);
    c.notes = comparison_notes(c);
    return c;
}

std::optional<Failure> check_noise(
    Campaign const& a, std::span<Campaign const> noise, CompareOptions const& options) {
    for (auto const& n : noise) {
        Refusal refusal(options);
        refusal.check("", differences(a, n));
        if (auto refused = refusal.result(a.name, n.name + " (--noise)")) return refused;
    }
    return std::nullopt;
}

std::vector<ValuedRow> measured_rows(Campaign const& campaign) {
    auto rows = valued_rows(campaign);
    std::erase_if(rows, [](ValuedRow const& r) { return r.values.empty(); });
    return rows;
}

std::vector<std::string> row_names(std::vector<ValuedRow> const& rows) {
    std::vector<std::string> out;
    for (auto const& r : rows) out.push_back(row_name(r.key));
    return out;
}

} // namespace

std::string_view to_string(Verdict v) noexcept {
    switch (v) {
    case Verdict::better:
        return "better";
    case Verdict::not_worse:
        return "not worse";
    case Verdict::inconclusive:
        return "inconclusive";
    case Verdict::not_judged:
        return "not judged";
    case Verdict::worse:
        return "worse";
    }
    return "not judged";
}

Result<Comparison> compare_campaigns(
    Campaign const& a, Campaign const& b, std::span<Campaign const> noise, CompareOptions const& options) {
    if (auto bad = check_options(options, {&a, &b})) return *bad;
    if (auto bad = check_noise(a, noise, options)) return *bad;
    auto const rows_a = measured_rows(a);
    auto const rows_b = measured_rows(b);
    auto columns = options.across;
    columns.emplace_back(
        "version"); // rows that differ in it alone are meant to be the same, and are refused by name
    auto pairs = matched_rows(rows_a, rows_b, columns);
    if (pairs.empty() || options.force) {
        for (auto& name : column_names())
            if (name != "runtime" && name != "workload" && name != "endpoint")
                columns.push_back(std::move(name));
        pairs = matched_rows(rows_a, rows_b, columns);
    }
    if (pairs.empty())
        return failure(compare_errc::not_comparable,
            fmt::format("compare A = {} with B = {}", a.name, b.name),
            fmt::format("no common rows: {} in A, {} in B", enumerate(row_names(rows_a)),
                enumerate(row_names(rows_b))));

    Comparison c;
    c.a = a.name;
    c.b = b.name;
    c.differences = differences(a, b);
    Refusal refusal(options);
    refusal.check("", c.differences);
    for (auto const& [in_a, in_b] : pairs)
        refusal.check(row_name(rows_a[in_a].key), differences(rows_a[in_a].key, rows_b[in_b].key));
    if (auto refused = refusal.result(a.name, b.name)) return *refused;

    NoiseCampaigns const learned(noise);
    std::vector<bool> partner_a(rows_a.size());
    std::vector<bool> partner_b(rows_b.size());
    for (auto const& [in_a, in_b] : pairs) {
        partner_a[in_a] = partner_b[in_b] = true;
        c.rows.push_back(compared_row(rows_a[in_a], rows_b[in_b], false, learned, options));
    }
    for (std::size_t i = 0; i < rows_a.size(); ++i)
        if (!partner_a[i]) c.only_in_a.push_back(row_name(rows_a[i].key));
    for (std::size_t i = 0; i < rows_b.size(); ++i)
        if (!partner_b[i]) c.only_in_b.push_back(row_name(rows_b[i].key));
    return finished(std::move(c), options);
}

Result<Comparison> compare_rows(Campaign const& campaign, std::string_view row_a, std::string_view row_b,
    std::span<Campaign const> noise, CompareOptions const& options) {
    if (auto bad = check_options(options, {&campaign})) return *bad;
    if (auto bad = check_noise(campaign, noise, options)) return *bad;
    auto const rows = valued_rows(campaign);
    std::vector<RunKey> keys;
    for (auto const& r : rows) keys.push_back(r.key);
    auto const in_a = find_row(keys, row_a);
    if (!in_a) return in_a.error();
    auto const in_b = find_row(keys, row_b);
    if (!in_b) return in_b.error();
    auto const& a = rows[*in_a];
    auto const& b = rows[*in_b];
    if (*in_a == *in_b)
        return failure(compare_errc::not_comparable, "compare two rows", row_name(a.key) + " is both of them",
            "two different rows");
    Refusal refusal(options);
    auto differs = differences(a.key, b.key);
    std::erase_if(differs, [](Difference const& d) { return d.name != "workload" && d.name != "endpoint"; });
    refusal.check("", differs);
    if (auto refused = refusal.result(row_name(a.key), row_name(b.key))) return *refused;

    Comparison c;
    c.a = row_name(a.key);
    c.b = row_name(b.key);
    c.paired = true;
    c.rows.push_back(compared_row(a, b, true, NoiseCampaigns(noise), options));
    return finished(std::move(c), options);
}

} // namespace wasmbench::report
