#include "markdown_density.hpp"

#include "density_text.hpp"
#include "markdown_text.hpp"
#include "text.hpp"

#include <algorithm>

namespace wasmbench::report {

std::string density_markdown(Report const& report) {
    if (std::none_of(report.rows.begin(), report.rows.end(), [](Row const& r) { return r.density.has_value(); })) return {};
    auto out = "\n### Density\n\n" + density_explanation() + "\n\n";
    out += table_line({"workload", "configuration", "trials", "instances that held", "one more: PSS, MiB", "one more: machine, MiB",
        "starts per second", "p99 alone, ms", "p99 at the most, ms"});
    out += table_line({"---", "---", "---:", "---", "---:", "---:", "---:", "---:", "---:"});
    auto const text = [](Quantity q, std::optional<Figure> const& f) { return f ? figure_text(q, *f, false) : std::string("-"); };
    std::vector<std::string> reasons;
    for (auto const& row : report.rows) {
        if (!row.density) continue;
        auto const& d = *row.density;
        auto const p99 = [&](bool last) {
            if (d.levels.empty()) return std::string("-");
            return text(Quantity::warm_p99, (last ? d.levels.back() : d.levels.front()).latency_p99);
        };
        out += table_line({escaped(workload_name(row.key)), escaped(configuration_name(row.key)), std::to_string(d.trials),
            density_limit_text(d), text(Quantity::memory_steady, d.per_instance), text(Quantity::memory_steady, d.taken_per_instance),
            text(Quantity::throughput, d.start_rate), p99(false), p99(true)});
        for (auto const& reason : d.reasons) reasons.push_back(configuration_name(row.key) + ": " + reason);
    }
    if (!reasons.empty()) out += "\n";
    for (auto const& reason : reasons) out += "- " + escaped(reason) + "\n";
    return out;
}

} // namespace wasmbench::report
