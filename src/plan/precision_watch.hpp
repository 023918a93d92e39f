#pragma once

#include <wasmbench/core/observer.hpp>
#include <wasmbench/plan/plan.hpp>
#include <wasmbench/plan/resolve.hpp>
#include <wasmbench/stats/stopping.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace wasmbench::plan {

/// Hears the measurements of a session and knows which rows are still to be run for the plan's precision.
///
/// One rule per row; a completed trial gives it one value at the end of the trial's block. A group (compared_rows)
/// is run as long as one of its rows is waited for, so that every block holds whole pairs. Not waited for are rows
/// that cannot be run, that have used up blocks of their own, and, once another row is satisfied, those that have
/// no value after least_blocks blocks.
class PrecisionWatch final : public Observer {
public:
    /// `plan.precision` is set. `rows` must outlive it. Throws Error(invalid_option) when no rule can be made of the
    /// goal.
    PrecisionWatch(Plan const& plan, std::vector<ResolvedRow> const& rows);

    void measured(Measurement const& m) override;

    /// What was heard since the last call of either belongs to this trial, which is whole.
    void trial_completed(std::size_t row);
    /// What was heard is forgotten: the trial failed or was discarded.
    void trial_lost();
    void block_ended();

    /// Whether the row is to be run in the next block.
    bool wanted(std::size_t row) const;
    /// Nothing is waited for any more.
    bool satisfied() const;
    /// Of every row that can be run and has a goal.
    std::vector<RowPrecision> rows() const;

private:
    struct Watched {
        std::unique_ptr<stats::StoppingRule> rule; ///< null: the row has no goal
        std::size_t group = 0;
        std::optional<std::size_t> baseline; ///< the row whose value the value is divided by
        std::optional<double> in_this_block;
    };
    bool waited_for(std::size_t row) const;
    bool any_satisfied() const;

    Plan const& plan_;
    std::vector<ResolvedRow> const& resolved_;
    std::vector<Watched> watched_;
    std::vector<double> heard_;
    std::uint32_t blocks_ = 0;
};

} // namespace wasmbench::plan
