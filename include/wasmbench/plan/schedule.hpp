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

/// The order of the trials: by position, every row once per block, except rows that stop after fewer blocks.
///
/// Why not one row after the other: the machine drifts (heat, page cache, neighbours), and the drift would
/// look like a difference between rows. Why not a fresh shuffle per block: with few blocks some row would
/// often come first by chance, and the first trial after a pause is not like the others.
///
/// Method: cyclic Latin squares whose rows, columns and symbols are permuted at random (Fisher and Yates,
/// "Statistical Tables", 1938, introduction to table XV; Cochran and Cox, "Experimental Designs", 2nd
/// ed., 4.3). Over each run of as many blocks as there are rows, every row stands at every position exactly
/// once; over any number of blocks the counts differ by at most one. A new square is drawn for each such run.
/// Permuting the columns also changes which row comes before which.
///
/// Pure: the result depends on seed, blocks and the number of rows alone, and is the same on every platform.
/// Throws Error(invalid_option) for more than max_trials trials.
std::vector<Trial> schedule(Plan const& plan);

} // namespace wasmbench::plan
