#include "markdown_scaling.hpp"

#include "markdown_text.hpp"
#include "text.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace wasmbench::report {

std::string scaling_section(Report const& report) {
    if (std::none_of(report.rows.begin(), report.rows.end(), [](Row const& r) { return !r.scaling.empty(); })) return {};
    std::string out =
        "\n### Scaling\n\nOf a service: the same instance with more and more connections, after the throughput part. Of a program: more and "
        "more runs at once, correct runs per second from the first launch to the last end. Efficiency: the rate "
        "beside so many times that of the fewest at once, trial by trial. The load generator shares the machine, so that "
        "efficiency falls at the latest where both have used up its CPUs. Beyond the plan's levels a service's trial goes on until it "
        "gets worse; n says how many went so far.\n\n";
    out += table_line({"workload", "configuration", "at once", "n", "per second", "efficiency, %", "p50, ms", "p99, ms",
        "per second and MiB"});
    out += table_line({"---", "---", "---:", "---:", "---:", "---:", "---:", "---:", "---:"});
    auto const text = [](Quantity q, std::optional<Figure> const& f) {
        return f ? figure_text(q, *f, false) : std::string("-");
    };
    for (auto const& row : report.rows)
        for (auto const& s : row.scaling)
            out += table_line({escaped(workload_name(row.key)), escaped(configuration_name(row.key)),
                std::to_string(s.connections), std::to_string(s.throughput.n), text(Quantity::throughput, s.throughput),
                text(Quantity::client_load, s.efficiency), text(Quantity::warm_p50, s.latency_p50),
                text(Quantity::warm_p99, s.latency_p99), text(Quantity::throughput, s.per_mib)});
    return out;
}

} // namespace wasmbench::report
