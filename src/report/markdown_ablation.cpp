#include "markdown_ablation.hpp"

#include "compare_text.hpp"
#include "markdown_text.hpp"
#include "text.hpp"

#include <wasmbench/report/report.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace wasmbench::report {
namespace {

/// Ours and the old one are of the same thing under one name; only of memory they look at different sets of pages.
std::string_view name_of(OldQuantity q) {
    return q == OldQuantity::memory ? "memory" : info(info(q).ours).title;
}

MethodPair const* find(RowAblation const& row, OldQuantity q) {
    auto const it =
        std::find_if(row.pairs.begin(), row.pairs.end(), [q](MethodPair const& p) { return p.quantity == q; });
    return it == row.pairs.end() ? nullptr : &*it;
}

std::string value(OldQuantity q, std::optional<double> v) {
    return v ? compared_value_text(info(q).ours, *v) : std::string("-");
}

/// "7.12 [6.95, 7.30], n=10"; without an interval "7.12, n=3", which is no evidence.
std::string ratio(MethodPair const& p) {
    if (p.n == 0) return "-";
    auto out = number_text(p.ratio);
    if (p.interval) out += fmt::format(" [{}, {}]", number_text(p.interval->low), number_text(p.interval->high));
    return out + fmt::format(", n={}", p.n);
}

/// The rows of one workload that stand together.
using Group = std::vector<RowAblation const*>;

void add_table(Group const& rows, std::string& out) {
    std::vector<OldQuantity> shown;
    for (auto const& q : all_old_quantities)
        if (std::any_of(rows.begin(), rows.end(), [&](auto const* r) { return find(*r, q.quantity) != nullptr; }))
            shown.push_back(q.quantity);
    std::vector<std::string> head = {"configuration"};
    std::vector<std::string> rule = {"---"};
    for (auto q : shown) {
        head.insert(head.end(), {fmt::format("{}, {}: old", name_of(q), info(info(q).ours).shown_unit), "ours", "old/ours"});
        rule.insert(rule.end(), {"---:", "---:", "---:"});
    }
    out += table_line(head) + table_line(rule);
    for (auto const* row : rows) {
        std::vector<std::string> cells = {escaped(configuration_name(row->key))};
        for (auto q : shown) {
            auto const* p = find(*row, q);
            if (p)
                cells.insert(cells.end(), {value(q, p->old), value(q, p->ours), ratio(*p)});
            else
                cells.insert(cells.end(), {"-", "-", "-"});
        }
        out += table_line(cells);
    }
}

/// Each reason once, with what it is the reason of.
std::vector<std::string> reasons(Group const& rows) {
    std::vector<std::pair<std::string, std::vector<std::string>>> found;
    for (auto const* row : rows)
        for (auto const& p : row->pairs) {
            if (p.reason.empty()) continue;
            auto const text = fmt::format("{}: {}", name_of(p.quantity), p.reason);
            auto it = std::find_if(found.begin(), found.end(), [&](auto const& f) { return f.first == text; });
            if (it == found.end()) it = found.insert(found.end(), {text, {}});
            it->second.push_back(configuration_name(row->key));
        }
    std::vector<std::string> out;
    for (auto const& [text, names] : found) out.push_back(fmt::format("{} ({})", text, enumerate(names)));
    return out;
}

} // namespace

std::string ablation_markdown(std::vector<RowAblation> const& rows) {
    if (rows.empty()) return {};
    std::string out =
        "\n## The old method beside ours\n\n"
        "The published study's method on the same rows in the same run, after all that is ours: a curl process per "
        "request, timed from spawn to exit, and one look at the resident set on the instance that ours has measured; "
        "a start of its own, polled by curl. Medians over trials; old/ours is the Hodges-Lehmann ratio of pairs of one "
        "trial with its 95 % interval. Bracket: how long before the answer the last try had failed, which is the "
        "resolution of a cold start. Memory: RSS of one process (of several parts: their sum) against PSS of the tree. "
        "None of these figures is in any other table.\n";
    for (std::size_t i = 0; i < rows.size();) {
        Group group;
        auto const name = workload_name(rows[i].key);
        for (; i < rows.size() && workload_name(rows[i].key) == name; ++i) group.push_back(&rows[i]);
        out += "\n### " + escaped(name) + " by both methods\n\n";
        add_table(group, out);
        auto const why = reasons(group);
        if (!why.empty()) out += "\n";
        for (auto const& line : why) out += "- " + escaped(line) + "\n";
    }
    return out;
}

} // namespace wasmbench::report
