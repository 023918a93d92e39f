#pragma once

#include <wasmbench/core/result.hpp>
#include <wasmbench/stats/histogram.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::load {

/// The three parameters of an HdrHistogram, from which every bucket follows (Tene, HdrHistogram,
/// AbstractHistogram.java). Values are in ns.
struct HdrLayout {
    int significant_digits = 2; ///< 1 to 5
    std::uint64_t lowest_discernible = 1;
    std::uint64_t highest_trackable = 3'600'000'000'000U;

    /// Every sub-bucket of the lowest range is 2^unit_bits() ns wide.
    [[nodiscard]] unsigned unit_bits() const noexcept;
    /// A range has 2^sub_bucket_bits() sub-buckets; of each but the lowest the upper half is used.
    [[nodiscard]] unsigned sub_bucket_bits() const noexcept;
    /// How many ranges there are; HdrHistogram says "buckets".
    [[nodiscard]] unsigned ranges() const noexcept;
    /// Places in the array of counts.
    [[nodiscard]] std::size_t places() const noexcept;
    /// The place of a value; not below places() for a value that is too large.
    [[nodiscard]] std::size_t place_of(std::uint64_t value) const noexcept;
    /// What is counted at a place, both ends included, with a count of 0.
    [[nodiscard]] stats::HistogramBucket bucket(std::size_t place) const noexcept;

    friend bool operator==(HdrLayout const&, HdrLayout const&) = default;
};

/// The content of an HdrHistogram: the buckets that hold something, ascending.
struct HdrCounts {
    HdrLayout layout;
    std::vector<stats::HistogramBucket> buckets;

    friend bool operator==(HdrCounts const&, HdrCounts const&) = default;
};

/// The histogram as HdrHistogram would hold it. Every count stays as it is.
///
/// The digits are the fewest that are at least as fine: 1, 2, 3, 4, 5 for a relative_error of 0.1, 0.01,
/// 0.001, 1e-4, 1e-5, and then the layouts are equal. For another relative_error HdrHistogram's buckets are
/// narrower, and a count stands in the one that holds the high end of ours, so that no latency is flattered.
///
/// An HdrHistogram has no overflow: ours stands at max(), the upper bound that value_at_quantile() gives too,
/// and highest_trackable is raised to it. A value above 2^63 - 1 ns stands at 2^63 - 1.
///
/// Throws wasmbench::Error with errc::invalid_option for more than 2^63 - 1 values: HdrHistogram's counts are
/// signed. Thread safety: that of reading the histogram.
HdrCounts hdr_counts(stats::Histogram const& histogram);

/// One line of a log.
struct HdrInterval {
    /// Empty: none. Without commas, spaces and control characters. HdrHistogram's HistogramLogProcessor reads
    /// the intervals without a tag, or with its option -tag those of one: give the main series none.
    std::string tag;
    double start_seconds = 0;  ///< since the log's base time; written in ms, as the next one
    double length_seconds = 0; ///< both in [0, 1e11)
    stats::Histogram const* histogram = nullptr;
};

/// The text of a histogram log, format version 1.3, with the V2 compressed encoding: what HdrHistogram's
/// HistogramLogWriter writes, for HistogramLogProcessor and its like (source: HistogramLogWriter.java,
/// AbstractHistogram.java, ZigZagEncoding.java). The values are ns and the column of the maximum is in ms,
/// HdrHistogram's default. The start time of the log is its base time, `base_unix_seconds` since 1970.
///
/// An overflow is told in a comment of the header, one line for each interval that has one.
///
/// Throws wasmbench::Error with errc::invalid_option, and the number of the interval, for a bad tag or time,
/// a missing histogram or more values than HdrHistogram can count. Thread safety: that of reading the
/// histograms.
std::string hdr_log(std::span<HdrInterval const> intervals, double base_unix_seconds);

/// One interval as it was read.
struct HdrLogRecord {
    std::string tag; ///< empty: none
    double start_seconds = 0;
    double length_seconds = 0;
    HdrCounts counts;

    friend bool operator==(HdrLogRecord const&, HdrLogRecord const&) = default;
};

/// How much memory a log may ask for. What it says of its own sizes is never believed.
struct HdrLogLimits {
    std::size_t histogram_bytes = std::size_t{16} << 20; ///< of one histogram after decompression
    std::size_t buckets = std::size_t{4} << 20;          ///< with a count, in all intervals; 24 bytes each
};

/// Reads a log of format version 1.x whose histograms have the V2 encoding of whole numbers. Comments, the
/// legend and empty lines are skipped; the times are as they stand in the log. Strict: what a writer of the
/// format would not write is an error, not a guess.
///
/// Failure with errc::malformed_input, the number of the line in its subject; nothing is returned of a log
/// that has one bad line. Throws nothing but std::bad_alloc. Meant for hostile input: time is proportional to
/// the text, memory is within `limits` and a few times one line. Thread-safe.
Result<std::vector<HdrLogRecord>> read_hdr_log(std::string_view text, HdrLogLimits const& limits = {});

} // namespace wasmbench::load
