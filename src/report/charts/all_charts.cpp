#include <wasmbench/report/chart.hpp>

#include <iterator>

namespace wasmbench::report {

std::vector<Chart> all_charts(Report const& report) {
    std::vector<Chart> out;
    for (auto* charts : {start_charts, latency_charts, trial_charts, memory_charts, scaling_charts, density_charts, firewall_charts}) {
        auto some = charts(report);
        out.insert(out.end(), std::move_iterator(some.begin()), std::move_iterator(some.end()));
    }
    return out;
}

} // namespace wasmbench::report
