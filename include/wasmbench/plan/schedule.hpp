#pragma once

#include <wasmbench/plan/plan.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace wasmbench::plan {

/// One trial: a row of the plan at its place in the order.
struct Trial {
    std::uint32_t position = 0; ///< in the whole schedule, from 0
    std::uint32_t block = 0;    ///< from 0
    std::size_t row = 0;        ///< index into Plan::rows

    friend bool operator==(Trial const&, Trial const&) = default;
};

/// The rows that a reader compares with each other, as indices into Plan::rows: those of one workload and endpoint,
/// on the loopback or with networks of their own.
/// Groups and rows are in the order of the plan.
std::vector<std::vector<std::size_t>> compared_rows(Plan const& plan);

/// The order of the trials: by position, every row once per block, except rows that stop after fewer blocks.
///
/// Why not one row after the other: the machine drifts (heat, page cache, neighbours), and the drift would
/// look like a difference between rows. Why not a fresh shuffle per block: with few blocks some row would
/// often come first by chance, and the first trial after a pause is not like the others. Why two levels: a
/// comparison takes the trials of one block as pairs, and drift between two trials of a pair is what pairing cannot
/// take out; so the rows of a group (compared_rows) stand next to each other in every block.
///
/// Method: in each block the groups are placed by a line of one Latin square, the rows within each group by a line
/// of that group's own. The squares are cyclic, with rows, columns and symbols permuted at random (Fisher and
/// Yates, "Statistical Tables", 1938, introduction to table XV; Cochran and Cox, "Experimental Designs", 2nd ed.,
/// 4.3, and 7.1 for the two levels, a split plot). Over each run of as many blocks as a group has rows, each of
/// them stands at every place within the group exactly once, and over as many as there are groups, each group at
/// every place; over any number of blocks the counts differ by at most one. A new square is drawn after each such
/// run. Permuting the columns also changes which row comes before which.
///
/// Two rows (or groups) get a fair coin for each block instead. In a square of two, each second order follows from the one before, so
/// that the differences of neighbouring pairs have opposite signs whenever the machine favours the same place twice, and the same
/// sign whenever it favours one place and then the other. With coins the signs are independent whatever the machine does, if the two
/// do not differ, which is what the signed-rank interval of their ratio supposes (Fisher, "The Design of Experiments", 1935, 21).
///
/// Pure: the result depends on seed, blocks and rows alone, and is the same on every platform.
/// Throws Error(invalid_option) for more than max_trials trials.
std::vector<Trial> schedule(Plan const& plan);

} // namespace wasmbench::plan
