#pragma once

#include <wasmbench/plan/plan.hpp>
#include <wasmbench/results/records.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::report {

/// What one trial left behind. Points into the Records it was made from.
struct TrialData {
    std::uint32_t block = 0;
    bool started = false;
    bool ended = false;
    bool failed = false;
    bool discarded = false; ///< its condition was not the row's
    bool skipped = false; ///< also one that was begun and interrupted
    Statefulness state = Statefulness::not_applicable;
    std::vector<Measurement const*> measurements;
    std::vector<results::NotMeasured const*> not_measured;
    std::string reason; ///< why it was skipped or discarded or how it failed

    /// Only such a trial enters the figures.
    bool counts() const noexcept { return started && ended && !failed && !skipped && !discarded; }

    /// All values of a metric, without those that are not numbers and without Phase::warmup, which enters no
    /// figure. `concurrency` 0: at any.
    std::vector<double> values(std::string_view metric, std::uint32_t concurrency = 0) const;

    /// The last of values(); nullopt when there are none: nothing measured is not zero. With a plan of one
    /// connection the counts of both parts have concurrency 1, and the throughput part is the later one.
    std::optional<double> last(std::string_view metric, std::uint32_t concurrency) const;
};

/// The trials of one row by their number.
struct RowData {
    RunKey key;
    std::vector<std::string> fairness;
    std::map<std::uint32_t, TrialData> trials;
};

/// The records sorted into rows: those of one workload and endpoint together, workloads in the order of the
/// plan, rows in the order in which they were described.
std::vector<RowData> sort_into_rows(plan::Plan const& plan, results::Records const& records);

} // namespace wasmbench::report
