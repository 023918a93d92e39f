#include "invalid_option.hpp"

#include <wasmbench/load/hdr_log.hpp>
#include <wasmbench/load/percentile_text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace wasmbench::load {
namespace {

std::string right_aligned(std::string text, std::size_t width) {
    if (text.size() < width) text.insert(0, width - text.size(), ' ');
    return text;
}

/// The shortest decimal digits that give `value` back, and the power of ten of the first one.
struct Decimal {
    std::string digits;
    int exponent = 0;
};

Decimal shortest_decimal(double value) {
    std::array<char, 32> text{};
    auto const done =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific);
    std::string_view const all(text.data(), static_cast<std::size_t>(done.ptr - text.data()));
    auto const e = all.find('e');
    Decimal decimal;
    std::copy_if(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(e),
        std::back_inserter(decimal.digits), [](char c) { return c != '.'; });
    // from_chars knows no '+', which to_chars writes.
    auto const exponent = all.substr(all[e + 1] == '+' ? e + 2 : e + 1);
    std::from_chars(exponent.data(), exponent.data() + exponent.size(), decimal.exponent);
    return decimal;
}

/// Adds one to the last digit of a whole number.
void increment(std::string& digits) {
    auto const last = digits.find_last_not_of('9');
    std::fill(digits.begin() + static_cast<std::ptrdiff_t>(last + 1), digits.end(), '0');
    if (last == std::string::npos)
        digits.insert(0, 1, '1');
    else
        ++digits[last];
}

/// As Java's Formatter: the shortest digits of the double are rounded half up. printf() rounds the exact
/// binary value, which differs when the digits end in a 5: 0.0045 with three decimals is 0.005 here.
std::string fixed(double value, int decimals) {
    auto const decimal = shortest_decimal(value);
    // All digits before the point and `decimals` after it are kept, as one whole number.
    auto const kept = decimal.exponent + 1 + decimals;
    auto const size = static_cast<int>(decimal.digits.size());
    std::string digits = kept < 0 ? "" : decimal.digits.substr(0, static_cast<std::size_t>(kept));
    if (kept > size) digits.append(static_cast<std::size_t>(kept - size), '0');
    if (kept >= 0 && kept < size && decimal.digits[static_cast<std::size_t>(kept)] >= '5') increment(digits);
    auto const shortest = static_cast<std::size_t>(decimals) + 1;
    if (digits.size() < shortest) digits.insert(0, shortest - digits.size(), '0');
    return digits.insert(digits.size() - static_cast<std::size_t>(decimals), 1, '.');
}

/// The percentile levels at which a line is printed, in percent: the same number of them in every half of the
/// distance that is left to 100 (PercentileIterator.java).
class Levels {
public:
    explicit Levels(int ticks_per_half_distance)
        : ticks_(ticks_per_half_distance) {}

    [[nodiscard]] double current() const noexcept { return level_; }
    void advance() noexcept {
        auto const halvings = std::floor(std::log(100.0 / (100.0 - level_)) / std::log(2.0)) + 1;
        auto const next = level_ + 100.0 / (ticks_ * std::exp2(halvings));
        // From about 2^50 values on the step may be lost in the rounding; HdrHistogram's iterator then never
        // ends.
        level_ = next > level_ ? next : 100.0;
    }

private:
    double ticks_;
    double level_ = 0;
};

struct Columns {
    double unit;
    int decimals;

    [[nodiscard]] std::string value(double ns) const { return right_aligned(fixed(ns / unit, decimals), 12); }
    [[nodiscard]] std::string line(std::uint64_t high, double level, std::uint64_t seen) const {
        return value(static_cast<double>(high)) + " " + fixed(level / 100.0, 12) + " " +
               right_aligned(std::to_string(seen), 10);
    }
};

std::uint64_t total_of(HdrCounts const& counts) {
    std::uint64_t total = 0;
    for (auto const& bucket : counts.buckets) total += bucket.count;
    return total;
}

std::string level_lines(HdrCounts const& counts, Columns const& columns, int ticks) {
    std::string text;
    Levels levels(ticks);
    auto const total = total_of(counts);
    std::uint64_t seen = 0;
    for (auto const& bucket : counts.buckets) {
        seen += bucket.count;
        auto const share = 100.0 * static_cast<double>(seen) / static_cast<double>(total);
        // The level of 100 has its line at the end, also when the doubles end before the values do.
        while (share >= levels.current() && levels.current() < 100.0) {
            text += columns.line(bucket.high, levels.current(), seen) + " " +
                    right_aligned(fixed(1 / (1.0 - levels.current() / 100.0), 2), 14) + "\n";
            levels.advance();
            if (seen == total) break; // one line, then that of 100 %
        }
    }
    if (total > 0) text += columns.line(counts.buckets.back().high, 100.0, total) + "\n";
    return text;
}

double middle(stats::HistogramBucket const& bucket) {
    return static_cast<double>(bucket.low + (bucket.high - bucket.low + 1) / 2);
}

struct Moments {
    double mean = 0;
    double deviation = 0;
};

Moments moments_of(HdrCounts const& counts) {
    auto const total = static_cast<double>(total_of(counts));
    if (total == 0) return {};
    Moments moments;
    for (auto const& bucket : counts.buckets)
        moments.mean += middle(bucket) * static_cast<double>(bucket.count);
    moments.mean /= total;
    double squares = 0;
    for (auto const& bucket : counts.buckets)
        squares += std::pow(middle(bucket) - moments.mean, 2) * static_cast<double>(bucket.count);
    moments.deviation = std::sqrt(squares / total);
    return moments;
}

std::string summary_lines(HdrCounts const& counts, Columns const& columns) {
    auto const moments = moments_of(counts);
    auto const max = counts.buckets.empty() ? 0 : counts.buckets.back().high;
    auto whole = [](auto number) { return right_aligned(std::to_string(number), 12); };
    return "#[Mean    = " + columns.value(moments.mean) +
           ", StdDeviation   = " + columns.value(moments.deviation) + "]\n" +
           "#[Max     = " + columns.value(static_cast<double>(max)) +
           ", Total count    = " + whole(total_of(counts)) + "]\n" +
           "#[Buckets = " + whole(counts.layout.ranges()) +
           ", SubBuckets     = " + whole(std::uint64_t{1} << counts.layout.sub_bucket_bits()) + "]\n";
}

void check(double unit_in_ns, int ticks_per_half_distance) {
    auto reject = [](std::string what, std::string expected) {
        throw Error(invalid_option("load: percentile text", std::move(what), std::move(expected)));
    };
    if (!(unit_in_ns > 0) || !std::isfinite(unit_in_ns))
        reject("unit of " + std::to_string(unit_in_ns) + " ns", "a positive number, such as 1e6 for ms");
    if (ticks_per_half_distance < 1 || ticks_per_half_distance > 1000)
        reject(std::to_string(ticks_per_half_distance) + " ticks per half distance", "1 to 1000");
}

std::string csv_line(stats::HistogramBucket const& bucket, double share) {
    std::array<char, 32> text{};
    auto const done = std::to_chars(text.data(), text.data() + text.size(), share);
    return std::to_string(bucket.low) + "," + std::to_string(bucket.high) + "," +
           std::to_string(bucket.count) + "," + std::string(text.data(), done.ptr) + "\n";
}

} // namespace

std::string percentile_text(
    stats::Histogram const& histogram, double unit_in_ns, int ticks_per_half_distance) {
    check(unit_in_ns, ticks_per_half_distance);
    auto const counts = hdr_counts(histogram);
    Columns const columns{unit_in_ns, counts.layout.significant_digits};
    return "       Value     Percentile TotalCount 1/(1-Percentile)\n\n" +
           level_lines(counts, columns, ticks_per_half_distance) + summary_lines(counts, columns);
}

std::string histogram_csv(stats::Histogram const& histogram) {
    std::string text = "low_ns,high_ns,count,cumulative_share\n";
    std::uint64_t seen = 0;
    auto add = [&](stats::HistogramBucket const& bucket) {
        seen += bucket.count;
        text += csv_line(bucket, static_cast<double>(seen) / static_cast<double>(histogram.count()));
    };
    for (auto const& bucket : histogram) add(bucket);
    if (histogram.overflow() > 0) add({histogram.range().highest + 1, histogram.max(), histogram.overflow()});
    return text;
}

} // namespace wasmbench::load
