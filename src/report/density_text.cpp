#include "density_text.hpp"

#include <fmt/format.h>

namespace wasmbench::report {
namespace {

std::string stop_text(plan::DensityStop stop) {
    using enum plan::DensityStop;
    switch (stop) {
    case most_instances:
        return "as many as were asked for";
    case memory_limit:
        return "one more would pass the memory limit";
    case start_failed:
        return "the next did not start";
    case request_failed:
        return "a request failed";
    case slower:
        return "p99 passed its limit";
    }
    return {};
}

} // namespace

std::string density_limit_text(DensityFigures const& d) {
    auto out = d.fewest == d.most ? std::to_string(d.most) : fmt::format("{} to {}", d.fewest, d.most);
    // Such a trial says nothing of what the machine cannot hold.
    if (d.stops.contains(plan::DensityStop::most_instances)) out += " or more";
    std::string why;
    for (auto const& [stop, n] : d.stops) {
        why += (why.empty() ? "" : ", ") + stop_text(stop);
        if (d.stops.size() > 1) why += fmt::format(" {} of {}", n, d.trials);
    }
    return out + " (" + why + ")";
}

std::string density_explanation() {
    return "Instances were started one at a time beside each other, and after each start all of them were asked, one at a time, and "
           "weighed. One more instance: the Hodges-Lehmann estimate over the steps from each number to the next; PSS is what the "
           "instances' processes hold, pages that they share counted once; machine is by how much the available memory fell, with "
           "what the kernel, the page cache of a container's layers and daemons hold for an instance, and with whatever else ran.";
}

} // namespace wasmbench::report
