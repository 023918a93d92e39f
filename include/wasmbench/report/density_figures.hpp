#pragma once

#include <wasmbench/plan/density.hpp>
#include <wasmbench/report/figure.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::report {

/// A row with so many instances of it at once.
struct DensityLevelFigures {
    std::uint32_t instances = 1;
    std::optional<Figure> memory; ///< PSS of all of them, bytes
    std::optional<Figure> taken;  ///< what the machine has less of, bytes
    std::optional<Figure> latency_p99; ///< seconds

    friend bool operator==(DensityLevelFigures const&, DensityLevelFigures const&) = default;
};

/// How many instances of a row the machine holds, and what each costs.
struct DensityFigures {
    std::vector<DensityLevelFigures> levels; ///< ascending
    /// What one more instance adds, bytes: the Hodges-Lehmann estimate over the steps from each number to the next, of all trials,
    /// with its 95 % interval (signed ranks); n counts steps.
    std::optional<Figure> per_instance;       ///< of PSS
    std::optional<Figure> taken_per_instance; ///< of what the machine has less of
    std::optional<Figure> start_rate;         ///< instances per second, started one after the other: 1 / mean start, of each trial
    std::uint32_t trials = 0;
    std::uint32_t fewest = 0; ///< instances that held, in the trial with the fewest
    std::uint32_t most = 0;
    std::map<plan::DensityStop, std::uint32_t> stops; ///< how many trials ended so
    std::vector<std::string> reasons;                 ///< of those that an instance's failure ended, each once

    friend bool operator==(DensityFigures const&, DensityFigures const&) = default;
};

} // namespace wasmbench::report
