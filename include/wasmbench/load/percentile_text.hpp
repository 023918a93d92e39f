#pragma once

#include <wasmbench/stats/histogram.hpp>

#include <string>

namespace wasmbench::load {

/// The percentile distribution as text, the ".hgrm" that the HdrHistogram plotters read: what
/// outputPercentileDistribution() of HdrHistogram prints, digit for digit, for hdr_counts() of the histogram
/// (source: AbstractHistogram.java and PercentileIterator.java of HdrHistogram 2.2.2; rounding as Java's).
///
/// Values are divided by `unit_in_ns`: 1e6 gives ms. `ticks_per_half_distance` lines stand between 0 and
/// 50 %, as many between 50 and 75 %, and so on up to the last value. As in HdrHistogram a value is the
/// highest of its bucket, and the mean and the standard deviation are taken from the middles of the buckets:
/// Histogram::mean() and max() are exact and may differ by the histogram's relative error. An overflow stands
/// at max(), see hdr_counts().
///
/// Throws wasmbench::Error with errc::invalid_option when the unit is not a positive number, the ticks are
/// not 1 to 1000 or the histogram holds more than 2^63 - 1 values. Thread safety: that of reading the
/// histogram.
std::string percentile_text(
    stats::Histogram const& histogram, double unit_in_ns = 1e6, int ticks_per_half_distance = 5);

/// The histogram's own buckets as CSV with the header low_ns,high_ns,count,cumulative_share: one line for
/// each bucket that holds something, both ends included, and a last one for the overflow if there is any,
/// from above the range to the exact maximum. The share is that of all values, overflow included; the last
/// one is 1. Thread safety: that of reading the histogram.
std::string histogram_csv(stats::Histogram const& histogram);

} // namespace wasmbench::load
