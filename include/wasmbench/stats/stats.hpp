#pragma once

/// Everything of wasmbench::stats: pure functions over std::span<double const> and plain result structs, no
/// I/O, no state, thread-safe because there is nothing to share. What needs chance takes a seed. A broken
/// precondition throws std::invalid_argument that names function, argument, value and expectation.
/// docs/statistics.md tells what to use when. Include the single headers where compile time matters:
/// bootstrap, compare, quantile and summary draw in parts of Boost.Math; histogram, interval and random do
/// not.
#include <wasmbench/stats/bootstrap.hpp>
#include <wasmbench/stats/compare.hpp>
#include <wasmbench/stats/histogram.hpp>
#include <wasmbench/stats/interval.hpp>
#include <wasmbench/stats/outlier.hpp>
#include <wasmbench/stats/quantile.hpp>
#include <wasmbench/stats/random.hpp>
#include <wasmbench/stats/summary.hpp>
