#pragma once

/// Everything of wasmbench::stats: pure functions over std::span<double const> and plain result structs, no
/// I/O, no state (but that of a StoppingRule or Histogram, which its owner has), thread-safe because there is
/// nothing to share. What needs chance takes a seed. A broken precondition throws std::invalid_argument that
/// names function, argument, value and expectation.
/// docs/statistics.md tells what to use when. Include the single headers where compile time matters:
/// autocorrelation, batch_means, bootstrap, compare, power, quantile and summary draw in parts of Boost.Math;
/// the others do not.
#include <wasmbench/stats/autocorrelation.hpp>
#include <wasmbench/stats/batch_means.hpp>
#include <wasmbench/stats/bootstrap.hpp>
#include <wasmbench/stats/compare.hpp>
#include <wasmbench/stats/histogram.hpp>
#include <wasmbench/stats/interval.hpp>
#include <wasmbench/stats/look_schedule.hpp>
#include <wasmbench/stats/modality.hpp>
#include <wasmbench/stats/multiplicity.hpp>
#include <wasmbench/stats/outlier.hpp>
#include <wasmbench/stats/power.hpp>
#include <wasmbench/stats/proportion.hpp>
#include <wasmbench/stats/quantile.hpp>
#include <wasmbench/stats/random.hpp>
#include <wasmbench/stats/stopping.hpp>
#include <wasmbench/stats/summary.hpp>
