#include "compare_sentences.hpp"

#include "compare_text.hpp"
#include "compare_values.hpp"
#include "text.hpp"

#include <wasmbench/report/report.hpp>
#include <wasmbench/report/row_name.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace wasmbench::report {
namespace {

/// "B starts 8 % slower", "B needs 8 % more memory": how a change of a quantity is said.
struct Phrase {
    Quantity quantity;
    std::string_view verb;
    std::string_view more; ///< B is above A
    std::string_view less;
    std::string_view of; ///< what there is more or less of, with a space before it
};

constexpr std::array<Phrase, 11> phrases = {{
    {Quantity::cold_start, "starts", "slower", "faster", ""},
    {Quantity::warm_p50, "answers", "slower", "faster", " (median)"},
    {Quantity::warm_p99, "answers", "slower", "faster", " (99th percentile of a trial)"},
    {Quantity::throughput, "gives", "more", "fewer", " answers per second"},
    {Quantity::server_cpu_per_1000, "needs", "more", "less", " CPU time per request"},
    {Quantity::run_time, "runs", "slower", "faster", ""},
    {Quantity::self_reported, "runs", "slower", "faster", " by its own clock"},
    {Quantity::cpu_per_run, "needs", "more", "less", " CPU time per run"},
    {Quantity::memory_steady, "needs", "more", "less", " memory (PSS)"},
    {Quantity::memory_peak, "needs", "more", "less", " memory at its peak (PSS)"},
    {Quantity::max_rss, "needs", "more", "less", " memory (max RSS)"},
}};

Phrase const& phrase_of(Quantity q) {
    return *std::find_if(phrases.begin(), phrases.end(), [q](Phrase const& p) { return p.quantity == q; });
}

/// From here on a change is said as a multiple.
constexpr double multiple_from = 1.5;

std::string percent_text(double share) {
    double const percent = share * 100;
    return percent >= 10 ? fmt::format("{:.0f} %", percent) : fmt::format("{:.1f} %", percent);
}

/// How far a ratio is from 1, in the direction in which it is. "Faster" is what the other is slower by, so
/// that exchanging A and B gives the same numbers; "less" is a share of what A has.
std::string distance_text(Phrase const& p, double ratio) {
    if (ratio >= multiple_from) return number_text(ratio) + "x";
    if (ratio >= 1) return percent_text(ratio - 1);
    if (p.less != "faster") return percent_text(1 - ratio);
    double const speed_up = 1 / ratio;
    return speed_up >= multiple_from ? number_text(speed_up) + "x" : percent_text(speed_up - 1);
}

std::string_view direction(Phrase const& p, double ratio) {
    return ratio < 1 ? p.less : p.more;
}

/// The side of the interval on which B is worse; 1 or below in the other direction when there is none.
double worst_ratio(ComparedFigure const& f) {
    return larger_is_worse(f.quantity) ? f.interval->high : f.interval->low;
}

/// How far the interval's near end is from 1, whatever the direction: how sure the change is.
double least_change(ComparedFigure const& f) {
    return std::max(std::log(f.interval->low), -std::log(f.interval->high));
}

/// Which row, which figure.
struct Place {
    ComparedRow const* row;
    ComparedFigure const* figure;
};

std::vector<Place> places(Comparison const& c, Verdict v) {
    std::vector<Place> out;
    for (auto const& row : c.rows)
        for (auto const& f : row.figures)
            if (f.verdict == v) out.push_back({&row, &f});
    return out;
}

/// "http_service / on wasmtime 46.0.1 (aot)".
std::string full_name(RunKey const& key) {
    return workload_name(key) + " on " + configuration_name(key);
}

/// Of two rows of one workload, what tells them apart: the configuration.
std::string name_of(RunKey const& key, ComparedRow const& row) {
    return workload_name(row.a) == workload_name(row.b) ? configuration_name(key) : full_name(key);
}

std::string subject_of(Comparison const& c, ComparedRow const& row) {
    return c.paired ? name_of(row.b, row) : full_name(row.b);
}

std::string against(Comparison const& c, ComparedRow const& row) {
    return c.paired ? " than " + name_of(row.a, row) : std::string(" in B than in A");
}

std::string confidence_text(Comparison const& c) {
    return fmt::format("{:.4g} % confidence", c.confidence * 100);
}

/// "wasmtime (aot) starts 8 % to 12 % slower than native, 99 % confidence".
std::string changed(Comparison const& c, Place at) {
    auto const& p = phrase_of(at.figure->quantity);
    return fmt::format("{} {} {}{}{}, {}", subject_of(c, *at.row), p.verb,
        change_text(at.figure->quantity, *at.figure->interval), p.of, against(c, *at.row),
        confidence_text(c));
}

std::string not_told(Comparison const& c, Place at) {
    auto const& interval = *at.figure->interval;
    // A change that is not beyond the noise or may be chance has its own sentence: "cannot be told" would
    // deny it.
    if (interval.low > 1 || interval.high < 1) return changed(c, at) + ", which is not conclusive";
    auto const& p = phrase_of(at.figure->quantity);
    auto const worse = larger_is_worse(at.figure->quantity) ? p.more : p.less;
    return fmt::format("it cannot be told whether {} {} {}{}{}: {}, {}", subject_of(c, *at.row), p.verb,
        worse, p.of, against(c, *at.row), change_text(at.figure->quantity, interval), confidence_text(c));
}

/// " (warm p50, throughput)".
std::string titles(std::vector<Place> const& found) {
    std::string out;
    for (auto const& at : found)
        out += (out.empty() ? " (" : ", ") + std::string(info(at.figure->quantity).title);
    return out + ")";
}

std::string counts_text(Comparison const& c) {
    std::size_t judged = 0;
    std::string parts;
    for (auto v : {Verdict::worse, Verdict::better, Verdict::not_worse, Verdict::inconclusive}) {
        auto const found = places(c, v);
        auto const n = found.size();
        judged += n;
        if (n == 0) continue;
        parts += fmt::format("{}{} {}", parts.empty() ? "" : ", ", n, to_string(v));
        // Of two rows the sentence is about the first figure: which others make the verdict has to be said.
        if (c.paired && (v == Verdict::worse || v == Verdict::inconclusive)) parts += titles(found);
    }
    if (judged == 0) return "";
    return fmt::format("{} {} judged: {}", judged, judged == 1 ? "figure" : "figures", parts);
}

/// The figure that a reader asks for first: of two rows the first of the table, of campaigns the surest
/// change.
Place foremost(Comparison const& c, std::vector<Place> const& found) {
    if (c.paired) return found.front();
    return *std::max_element(found.begin(), found.end(),
        [](Place x, Place y) { return least_change(*x.figure) < least_change(*y.figure); });
}

/// What is said of rows, each once, with the rows that it is about.
class Gathered {
public:
    void add(std::string const& what, std::string const& row) {
        auto const same = std::find_if(
            entries_.begin(), entries_.end(), [&](auto const& entry) { return entry.first == what; });
        if (same == entries_.end())
            entries_.push_back({what, {row}});
        else
            same->second.push_back(row);
    }
    std::vector<std::pair<std::string, std::vector<std::string>>> const& entries() const { return entries_; }

private:
    std::vector<std::pair<std::string, std::vector<std::string>>> entries_;
};

std::string capital(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

} // namespace

std::string change_text(Quantity q, stats::Interval const& ratio) {
    auto const& p = phrase_of(q);
    auto low = ratio.low;
    auto high = ratio.high;
    if (low < 1 && high > 1)
        return fmt::format("between {} {} and {} {}", distance_text(p, low), direction(p, low),
            distance_text(p, high), direction(p, high));
    bool const below = high <= 1 && low < 1;
    if (below) std::swap(low, high); // the smaller change first
    auto const word = below ? p.less : p.more;
    auto const first = distance_text(p, low);
    auto const second = distance_text(p, high);
    if (first == second) return fmt::format("{} {}", first, word);
    return fmt::format("{} to {} {}", first, second, word);
}

std::string headline(Comparison const& c) {
    auto const worse = places(c, Verdict::worse);
    auto const better = places(c, Verdict::better);
    auto const open = places(c, Verdict::inconclusive);
    auto const counts = counts_text(c);
    if (counts.empty()) return "Inconclusive: no figure could be judged, see the notes.";
    if (c.paired && c.rows.size() == 1) {
        // Of two rows the first figure is what the comparison is about, whatever came out.
        auto const& row = c.rows.front();
        for (auto const& f : row.figures) {
            if (f.verdict == Verdict::not_judged) continue;
            Place const at{&row, &f};
            if (f.verdict == Verdict::inconclusive) return capital(not_told(c, at)) + "; " + counts + ".";
            return capital(changed(c, at)) + "; " + counts + ".";
        }
    }
    if (!worse.empty()) return "Worse: " + changed(c, foremost(c, worse)) + "; " + counts + ".";
    if (!open.empty()) {
        auto const at = *std::max_element(open.begin(), open.end(), [](Place x, Place y) {
            return std::abs(std::log(worst_ratio(*x.figure))) < std::abs(std::log(worst_ratio(*y.figure)));
        });
        return "Inconclusive: " + not_told(c, at) + "; " + counts + ".";
    }
    if (!better.empty()) return "Better: " + changed(c, foremost(c, better)) + "; " + counts + ".";
    return fmt::format(
        "Not worse: no figure of B shows a regression against A, {}; {}.", confidence_text(c), counts);
}

std::vector<std::string> comparison_notes(Comparison const& c) {
    std::vector<std::string> out;
    Gathered reasons;
    Gathered differences;
    for (auto const& row : c.rows) {
        auto const name = row_name(row.a);
        for (auto const& f : row.figures)
            if (!f.reason.empty())
                reasons.add(
                    fmt::format("{} is {}: {}", info(f.quantity).title, to_string(f.verdict), f.reason),
                    name);
        if (!row.differences.empty()) {
            std::vector<std::string> columns;
            for (auto const& d : row.differences) columns.push_back(difference_text(d));
            differences.add("A and B differ in " + enumerate(columns), name);
        }
        if (row.disturbed_a + row.disturbed_b > 0)
            out.push_back(
                fmt::format("{}: {} trials of A and {} of B are marked as disturbed by the machine; they are "
                            "part of the figures.",
                    name, row.disturbed_a, row.disturbed_b));
    }
    for (auto const* gathered : {&reasons, &differences})
        for (auto const& [what, rows] : gathered->entries())
            out.push_back(c.rows.size() == 1 ? what + "." : fmt::format("{} ({}).", what, enumerate(rows)));
    if (!c.differences.empty()) {
        std::vector<std::string> facts;
        for (auto const& d : c.differences) facts.push_back(difference_text(d));
        out.push_back(fmt::format("The campaigns differ, which was allowed, in {}.", enumerate(facts)));
    }
    if (!c.only_in_a.empty()) out.push_back(fmt::format("Only in A: {}.", enumerate(c.only_in_a)));
    if (!c.only_in_b.empty()) out.push_back(fmt::format("Only in B: {}.", enumerate(c.only_in_b)));
    return out;
}

} // namespace wasmbench::report
