#include "samples.hpp"

#include <wasmbench/stats/histogram.hpp>
#include <wasmbench/stats/quantile.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

using namespace wasmbench::stats;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;
using Catch::Matchers::WithinRel;
namespace samples = wasmbench::testing::samples;

static_assert(noexcept(std::declval<Histogram&>().record(1)));
static_assert(noexcept(std::declval<Histogram&>().record(1, 2)));

namespace {

constexpr std::uint64_t hour = 3'600'000'000'000U;
constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

/// A value whose logarithm is uniform over the default range: every size is as likely as every other.
std::uint64_t any_size(Xoshiro256& engine) {
    return std::max<std::uint64_t>(
        1, static_cast<std::uint64_t>(std::exp(uniform_unit(engine) * std::log(3.6e12))));
}

/// The bucket of one value, found by recording it alone.
HistogramBucket bucket_of(HistogramRange const& range, std::uint64_t value) {
    Histogram histogram(range);
    histogram.record(value);
    return *histogram.begin();
}

} // namespace

// HdrHistogram's own HistogramDataAccessTest (Java and C): 10,000 values of 1,000 us and one of 100 s, 3
// digits, up to an hour in us. Expected there: mean (10,000*1000 + 100,000,000) / 10,001; 1000 at 30, 99
// and 99.99 %; 100 s above.
TEST_CASE("histogram: the raw example of HdrHistogram") {
    Histogram histogram({.lowest = 1, .highest = 3'600'000'000U, .relative_error = 0.001});
    histogram.record(1000, 10000);
    histogram.record(100'000'000);
    CHECK(histogram.count() == 10001);
    CHECK(histogram.min() == 1000);
    CHECK(histogram.max() == 100'000'000);
    CHECK_THAT(histogram.mean(), WithinRel((1.0e7 + 1.0e8) / 10001.0, 1e-15));
    for (double p : {0.3, 0.99, 0.9999})
        CHECK_THAT(double(histogram.value_at_quantile(p)), WithinRel(1000.0, 0.001));
    CHECK(histogram.value_at_quantile(0.99999) == 100'000'000);
    CHECK(histogram.value_at_quantile(1.0) == 100'000'000);
}

// HdrHistogram with 3 digits: 2 * 10^3 single units round up to 2,048 buckets of width 1, then 1,024 for each
// power of two; its testSizeOfEquivalentValueRange has 1 at 1, 1 at 1025, 2 at 2500, 4 at 8191, 8 at 8192, 8
// at 10000.
TEST_CASE("histogram: bucket widths are those of HdrHistogram") {
    HistogramRange const range{.lowest = 1, .highest = hour, .relative_error = 0.001};
    struct Row {
        std::uint64_t value, low, width;
    };
    for (Row const& row : {Row{0, 0, 1}, Row{1, 1, 1}, Row{1025, 1025, 1}, Row{2047, 2047, 1},
             Row{2048, 2048, 2}, Row{2500, 2500, 2}, Row{2501, 2500, 2}, Row{8191, 8188, 4},
             Row{8192, 8192, 8}, Row{10007, 10000, 8}}) {
        CAPTURE(row.value);
        CHECK(bucket_of(range, row.value) == HistogramBucket{row.low, row.low + row.width - 1, 1});
    }
    CHECK(bucket_of({.relative_error = 0.01}, 255) == HistogramBucket{255, 255, 1});
    CHECK(bucket_of({.relative_error = 0.01}, 257) == HistogramBucket{256, 257, 1});
}

TEST_CASE("histogram: the buckets cover the range without a gap, each narrow enough") {
    for (HistogramRange const& range :
        {HistogramRange{}, HistogramRange{.lowest = 1000, .relative_error = 0.05},
            HistogramRange{.lowest = 1, .highest = most - 1, .relative_error = 0.3},
            HistogramRange{.lowest = 3, .highest = 1000, .relative_error = 0.5}}) {
        CAPTURE(range.lowest, range.highest, range.relative_error);
        std::uint64_t next = 0;
        std::uint64_t buckets = 0;
        while (next <= range.highest) {
            HistogramBucket const bucket = bucket_of(range, next);
            REQUIRE(bucket.low == next);
            REQUIRE(bucket.high >= bucket.low);
            REQUIRE(bucket_of(range, bucket.high) == bucket);
            auto const error = static_cast<double>(bucket.high - bucket.low);
            REQUIRE(error <= std::max(range.relative_error * double(bucket.low), double(range.lowest)));
            next = bucket.high + 1;
            ++buckets;
        }
        REQUIRE(next == range.highest + 1);
        CHECK(Histogram(range).bucket_bytes() == buckets * sizeof(std::uint64_t)); // none that is never used
    }
}

TEST_CASE("histogram: the memory that the documentation states") {
    CHECK(Histogram().bucket_bytes() / 1000 == 36);
    CHECK(Histogram({.relative_error = 0.001}).bucket_bytes() / 1000 == 267);
}

TEST_CASE("histogram: a single value is found within the relative error, over the whole range") {
    Xoshiro256 engine(1);
    for (double relative_error : {0.1, 0.01, 0.001}) {
        Histogram const empty({.relative_error = relative_error});
        for (int i = 0; i < 3000; ++i) {
            std::uint64_t const value = any_size(engine);
            HistogramBucket const bucket = bucket_of(empty.range(), value);
            REQUIRE(bucket.low <= value);
            REQUIRE(value <= bucket.high);
            REQUIRE(double(bucket.high) <= double(value) * (1.0 + relative_error));
        }
    }
}

TEST_CASE("histogram: quantiles are within the bound of the exact ones and never too low") {
    Xoshiro256 engine(2);
    for (double relative_error : {0.01, 0.001}) {
        Histogram histogram({.relative_error = relative_error});
        std::vector<std::uint64_t> values(7919);
        for (auto& value : values) histogram.record(value = any_size(engine));
        std::sort(values.begin(), values.end());
        for (double p : {0.0, 0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1.0}) {
            CAPTURE(p);
            auto const rank = std::max(1.0, std::ceil(p * static_cast<double>(values.size())));
            auto const exact = static_cast<double>(values[static_cast<std::size_t>(rank) - 1]);
            auto const found = static_cast<double>(histogram.value_at_quantile(p));
            CHECK(found >= exact);
            CHECK(found <= exact * (1.0 + relative_error));
        }
        CHECK(histogram.value_at_quantile(0.0) == values.front());
        CHECK(histogram.value_at_quantile(1.0) == values.back());
        CHECK(histogram.min() == values.front());
        CHECK(histogram.max() == values.back());
    }
}

TEST_CASE("histogram: a quantile is the smallest value that enough others do not exceed") {
    Histogram histogram; // 1 .. 100: all in buckets of width 1
    for (std::uint64_t value = 1; value <= 100; ++value) histogram.record(value);
    // Every whole percentage, many of which times 100 are not whole in a double (0.07 * 100 > 7, 0.29 * 100 <
    // 29).
    for (std::uint64_t percent = 1; percent <= 100; ++percent) {
        CHECK(histogram.value_at_quantile(static_cast<double>(percent) / 100.0) == percent);
    }
    CHECK(histogram.value_at_quantile(0.0) == 1);
    CHECK(histogram.value_at_quantile(0.071) == 8);
    CHECK(histogram.value_at_quantile(0.9901) == 100);
}

TEST_CASE("histogram: the ends are exact where the buckets are wide") {
    Histogram histogram;
    for (std::uint64_t value : {1'000'001U, 1'000'002U, 5'000'003U, 5'000'004U}) histogram.record(value);
    REQUIRE((*histogram.begin()).count == 2); // 1,000,001 shares its bucket
    CHECK(histogram.value_at_quantile(0.0) == 1'000'001);
    CHECK(histogram.value_at_quantile(0.25) == 1'000'001);
    CHECK(histogram.value_at_quantile(0.5) == (*histogram.begin()).high);
    CHECK(histogram.value_at_quantile(1.0) == 5'000'004);
}

TEST_CASE("histogram: the mean is exact, beyond 64 bits too") {
    Histogram histogram;
    histogram.record(123456789);
    histogram.record(hour - 1, 2);
    CHECK_THAT(histogram.mean(), WithinRel((123456789.0 + 2.0 * 3599999999999.0) / 3.0, 1e-15));
    Histogram large;
    large.record(hour, 100'000'000); // a sum of 3.6e20, above 2^64 = 1.8e19
    CHECK(large.mean() == 3.6e12);
}

TEST_CASE("histogram: overflow is counted apart and never flatters") {
    Histogram histogram({.lowest = 1, .highest = 1000, .relative_error = 0.01});
    histogram.record(1000);
    CHECK(histogram.overflow() == 0);
    histogram.record(1001, 2);
    histogram.record(5000);
    CHECK(histogram.count() == 4);
    CHECK(histogram.overflow() == 3);
    CHECK(histogram.max() == 5000);
    CHECK(histogram.mean() == (1000.0 + 2.0 * 1001.0 + 5000.0) / 4.0);
    CHECK(histogram.value_at_quantile(0.25) == 1000);
    CHECK(histogram.value_at_quantile(0.5) == 5000); // all that is known: not above the maximum
    std::vector<HistogramBucket> const buckets(histogram.begin(), histogram.end());
    CHECK(buckets == std::vector<HistogramBucket>{{1000, 1000, 1}}); // the last bucket ends with the range
    histogram.record(most);
    CHECK(histogram.max() == most);
}

TEST_CASE("histogram: counts stop at the largest number instead of starting again at 0") {
    Histogram histogram;
    histogram.record(10, most - 1);
    histogram.record(20, 5);
    CHECK(histogram.count() == most);
    std::vector<HistogramBucket> const buckets(histogram.begin(), histogram.end());
    CHECK(buckets == std::vector<HistogramBucket>{{10, 10, most - 1}, {20, 20, 1}});
    histogram.record(30);
    CHECK(histogram.max() == 20); // nothing more is taken in
    Histogram one;
    one.record(1);
    Histogram const before = histogram;
    CHECK_THROWS_MATCHES(histogram.merge(one), std::invalid_argument,
        MessageMatches(ContainsSubstring("holds 1 values") && ContainsSubstring("at most 0,")));
    CHECK(histogram == before);
}

TEST_CASE("histogram: recording nothing changes nothing") {
    Histogram histogram;
    histogram.record(5, 0);
    CHECK(histogram == Histogram());
    CHECK(histogram.empty());
    CHECK(histogram.begin() == histogram.end());
}

TEST_CASE("histogram: n times a value is the value n times") {
    Histogram at_once;
    Histogram one_by_one;
    at_once.record(777'777, 50);
    for (int i = 0; i < 50; ++i) one_by_one.record(777'777);
    CHECK(at_once == one_by_one);
}

TEST_CASE("histogram: merging the parts equals recording all") {
    Xoshiro256 engine(3);
    HistogramRange const range{.lowest = 1, .highest = hour / 1000, .relative_error = 0.01}; // with overflow
    Histogram all(range);
    std::vector<Histogram> workers(4, Histogram(range));
    for (int i = 0; i < 20000; ++i) {
        std::uint64_t const value = any_size(engine);
        all.record(value);
        workers[uniform_below(engine, workers.size())].record(value);
    }
    REQUIRE(all.overflow() > 0);
    Histogram merged(range);
    for (Histogram const& worker : workers) merged.merge(worker);
    CHECK(merged == all);
    CHECK(merged.mean() == all.mean());

    Histogram const before = merged;
    merged.merge(Histogram(range));
    CHECK(merged == before);
}

TEST_CASE("histogram: merging with itself doubles") {
    Histogram histogram;
    histogram.record(5, 3);
    histogram.merge(histogram);
    CHECK(histogram.count() == 6);
    CHECK(histogram.value_at_quantile(0.5) == 5);
}

TEST_CASE("histogram: different ranges do not merge, and the message says which") {
    Histogram histogram;
    Histogram const other({.relative_error = 0.05});
    CHECK_THROWS_MATCHES(histogram.merge(other), std::invalid_argument,
        MessageMatches(
            ContainsSubstring("Histogram::merge") && ContainsSubstring("0.05") && ContainsSubstring("0.01")));
}

TEST_CASE("histogram: equality sees range, counts and the exact extremes") {
    Histogram one;
    Histogram other;
    CHECK(one == other);
    one.record(1000);
    CHECK_FALSE(one == other);
    other.record(1001); // the same bucket, another value
    REQUIRE(std::bit_width(1000U) == std::bit_width(1001U));
    CHECK_FALSE(one == other);
    CHECK_FALSE(Histogram() == Histogram({.relative_error = 0.02}));
}

TEST_CASE("histogram: iteration gives every bucket that holds something, in order, with all counts") {
    Xoshiro256 engine(4);
    Histogram histogram;
    for (int i = 0; i < 5000; ++i) histogram.record(any_size(engine));
    std::uint64_t count = 0;
    std::uint64_t after = 0;
    for (HistogramBucket const& bucket : histogram) {
        REQUIRE(bucket.count > 0);
        REQUIRE(bucket.low >= after);
        after = bucket.high + 1;
        count += bucket.count;
    }
    CHECK(count == 5000);
    CHECK((*histogram.begin()).low <= histogram.min());
    CHECK(after > histogram.max());
}

TEST_CASE("histogram: memory does not grow with what is recorded") {
    Histogram histogram;
    std::size_t const before = histogram.bucket_bytes();
    for (std::uint64_t value = 1; value < most / 2; value *= 2) histogram.record(value);
    CHECK(histogram.bucket_bytes() == before);
}

TEST_CASE("histogram: what cannot be is refused") {
    CHECK_THROWS_AS(Histogram({.lowest = 0}), std::invalid_argument);
    CHECK_THROWS_AS(Histogram({.lowest = 10, .highest = 10}), std::invalid_argument);
    for (double error : {0.0, -1.0, 0.6, 1e-6, std::numeric_limits<double>::quiet_NaN()}) {
        CHECK_THROWS_AS(Histogram({.relative_error = error}), std::invalid_argument);
    }
    Histogram histogram;
    CHECK_THROWS_AS(histogram.min(), std::invalid_argument);
    CHECK_THROWS_AS(histogram.max(), std::invalid_argument);
    CHECK_THROWS_AS(histogram.mean(), std::invalid_argument);
    CHECK_THROWS_AS(histogram.value_at_quantile(0.5), std::invalid_argument);
    histogram.record(1);
    for (double p : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
        CHECK_THROWS_AS(histogram.value_at_quantile(p), std::invalid_argument);
    }
}
