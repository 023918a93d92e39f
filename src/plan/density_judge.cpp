#include "density_judge.hpp"

#include <cmath>

namespace wasmbench::plan {
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
    if (too_slow(level.p99)) {
        stop_ = DensityStop::slower;
        return;
    }
    held_ = level.instances;
    if (held_ >= density_.most_instances) {
        stop_ = DensityStop::most_instances;
        return;
    }
    // What could not be read leaves what was known: a gap is no step.
    auto const weigh = [this](double now, double& last) {
        if (std::isnan(now)) return;
        largest_step_ = std::fmax(largest_step_, now - last);
        last = now;
    };
    weigh(level.memory, last_memory_);
    weigh(taken(level), last_taken_);
    bool const beyond_limit = std::fmax(last_memory_, last_taken_) + largest_step_ > static_cast<double>(density_.memory_bytes);
    // Comparisons with NaN are false: where the machine does not say, the plan's limit is all there is.
    bool const beyond_reserve = level.available - largest_step_ < density_reserve * total_;
    if (beyond_limit || beyond_reserve) stop_ = DensityStop::memory_limit;
}

} // namespace wasmbench::plan
