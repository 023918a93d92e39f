#pragma once

#include <wasmbench/plan/density.hpp>

#include <cstdint>
#include <optional>

namespace wasmbench::plan {

/// What was seen with so many instances. NaN: could not be read.
struct DensityLevel {
    std::uint32_t instances = 1;
    double memory = 0;    ///< PSS of all of them, bytes
    double available = 0; ///< what the machine can still give, bytes
    double p99 = 0;       ///< seconds
    std::uint64_t failed = 0; ///< requests
};

/// Decides when a density part is over. No clock, no processes: told what was seen.
class DensityJudge {
public:
    /// `total`, `available`: of the machine's memory, in bytes, before the first instance; NaN: not known.
    DensityJudge(Density const& density, double total, double available);

    void add(DensityLevel const& level);
    /// The next instance did not start.
    void start_failed() { stop_ = DensityStop::start_failed; }

    std::optional<DensityStop> stop() const { return stop_; }
    /// The largest number of instances that were all right.
    std::uint32_t held() const { return held_; }
    /// What the machine has less of since before the first instance, bytes; NaN when it is not known.
    double taken(DensityLevel const& level) const { return available_ - level.available; }

private:
    Density density_;
    double total_;
    double available_;
    double first_p99_ = 0;
    double last_memory_ = 0;
    double last_taken_ = 0;
    double largest_step_ = 0;
    std::uint32_t held_ = 0;
    std::optional<DensityStop> stop_;
};

} // namespace wasmbench::plan
