#include "nan.hpp"
#include "process_footprint.hpp"
#include "tree_follower.hpp"

#include <wasmbench/probe/footprint_probe.hpp>

#include <algorithm>
#include <array>

namespace wasmbench::probe {

struct FootprintProbe::State {
    Duration period;
    std::array<Metric, 3> metrics = {Metric{"memory/rss", Unit::bytes}, Metric{"memory/footprint", Unit::bytes},
        Metric{"memory/footprint_peak_sum", Unit::bytes}};
    detail::TreeFollower tree;
};

FootprintProbe::FootprintProbe(Duration period)
    : state_(std::make_unique<State>()) {
    state_->period = period;
}

FootprintProbe::~FootprintProbe() = default;

std::string_view FootprintProbe::name() const noexcept {
    return "memory";
}

Availability FootprintProbe::availability() const {
    return detail::footprint_available();
}

std::span<Metric const> FootprintProbe::metrics() const noexcept {
    return state_->metrics;
}

Duration FootprintProbe::period() const noexcept {
    return state_->period;
}

Availability FootprintProbe::attach(ProcessTree const& tree) {
    detach();
    if (auto const possible = detail::footprint_available(); !possible.usable) return possible;
    return state_->tree.attach(tree);
}

void FootprintProbe::sample(TimePoint, std::span<double> out) {
    std::fill(out.begin(), out.end(), nan);
    detail::ProcessFootprint sum;
    bool any = false;
    for (auto const& process : state_->tree.refresh()) {
        auto const one = detail::read_footprint(process.pid);
        if (!one) continue;
        any = true;
        sum.resident += one->resident;
        sum.footprint += one->footprint;
        sum.peak_footprint += one->peak_footprint;
    }
    if (!any) return;
    out[0] = sum.resident;
    out[1] = sum.footprint;
    out[2] = sum.peak_footprint;
}

void FootprintProbe::detach() noexcept {
    state_->tree.clear();
}

} // namespace wasmbench::probe
