#include "density_judge.hpp"

#include <cmath>

namespace wasmbench::plan {
namespace {

double or_zero(double v) {
    return std::isnan(v) ? 0 : v;
}

} // namespace

DensityJudge::DensityJudge(Density const& density, double total, double available)
    : density_(density)
    , total_(total)
    , available_(available) {}

void DensityJudge::add(DensityLevel const& level) {
    if (stop_) return;
    if (level.failed != 0) {
        stop_ = DensityStop::request_failed;
        return;
    }
    if (held_ == 0) first_p99_ = level.p99;
    if (level.p99 > density_.slower * first_p99_) {
        stop_ = DensityStop::slower;
        return;
    }
    held_ = level.instances;
    if (held_ >= density_.most_instances) {
        stop_ = DensityStop::most_instances;
        return;
    }
    auto const memory = or_zero(level.memory), taken = or_zero(this->taken(level));
    largest_step_ = std::fmax(largest_step_, std::fmax(memory - last_memory_, taken - last_taken_));
    last_memory_ = memory;
    last_taken_ = taken;
    bool const beyond_limit = std::fmax(memory, taken) + largest_step_ > static_cast<double>(density_.memory_bytes);
    // Comparisons with NaN are false: where the machine does not say, the plan's limit is all there is.
    bool const beyond_reserve = level.available - largest_step_ < density_reserve * total_;
    if (beyond_limit || beyond_reserve) stop_ = DensityStop::memory_limit;
}

} // namespace wasmbench::plan
