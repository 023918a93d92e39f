#pragma once

#include "phase.hpp"
#include "worker.hpp"

#include <wasmbench/load/load_plan.hpp>
#include <wasmbench/load/precision.hpp>

#include <cstdint>
#include <optional>

namespace wasmbench::load::detail {

/// Looks at a phase while it goes on: tells the progress, and stops it by the rules that depend on what was
/// seen.
class PhaseObserver {
public:
    /// Both must outlive it. Throws as PrecisionMonitor's constructor does.
    PhaseObserver(LoadOptions const& options, Phase& phase);

    /// What all threads have published, with the counts since the begin of the phase and the times since the
    /// last look.
    void look(Published const& p, TimePoint now);

private:
    double rate(std::uint64_t ok, TimePoint now);

    LoadOptions const& options_;
    Phase& phase_;
    TimePoint last_at_;
    std::uint64_t last_ok_ = 0;
    std::optional<PrecisionMonitor> precision_;
};

} // namespace wasmbench::load::detail
