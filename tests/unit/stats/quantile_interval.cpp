#include "samples.hpp"

#include <wasmbench/stats/quantile.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <array>
#include <cmath>
#include <vector>

using namespace wasmbench::stats;
using Catch::Matchers::WithinAbs;
namespace samples = wasmbench::testing::samples;

namespace {

/// 1, 2, ..., n: the value of an order statistic is its rank.
std::vector<double> ranks(unsigned n) {
    return samples::ramp(n, 1.0, 1.0);
}

} // namespace

// ci = scipy.stats.quantile_test(numpy.arange(1, n+1), p=p).confidence_interval(0.95)        (SciPy 1.17)
// scipy.stats.binom.cdf(ci.high-1, n, p) - scipy.stats.binom.cdf(ci.low-1, n, p)
// Conover (1999), section 3.2, gives the same ranks and 0.9785 for n = 10 and the median.
TEST_CASE("quantile_interval takes the order statistics that SciPy takes") {
    struct Row {
        unsigned n;
        double p, low, high, confidence;
    };
    for (Row const& row : {Row{6, 0.5, 1, 6, 0.96875}, Row{10, 0.5, 2, 9, 0.978515625},
             Row{50, 0.5, 18, 33, 0.9671608624357315}, Row{100, 0.9, 84, 96, 0.955690107191223},
             Row{200, 0.95, 184, 197, 0.9671521638567256}, Row{368, 0.99, 360, 368, 0.9624158204108587},
             Row{400, 0.99, 392, 400, 0.9612808870665179}, Row{1000, 0.99, 983, 997, 0.976094763497977}}) {
        CAPTURE(row.n, row.p);
        auto const interval = quantile_interval(ranks(row.n), row.p);
        REQUIRE(interval);
        CHECK(interval->low == row.low);
        CHECK(interval->high == row.high);
        CHECK_THAT(interval->confidence, WithinAbs(row.confidence, 1e-9));
    }
}

// The upper end has to be the largest value, missed with probability p^n; the lower end gets what is left:
// low = max(k for k in range(1, n+1) if scipy.stats.binom.cdf(k-1, n, p) <= 0.05 - p**n)
// 1 - scipy.stats.binom.cdf(low-1, n, p) - p**n
TEST_CASE("quantile_interval shares the error unequally where n is too small for equal sides") {
    struct Row {
        unsigned n;
        double low, confidence;
    };
    for (Row const& row : {Row{299, 289, 0.9502063034560694}, Row{300, 290, 0.950694262223382},
             Row{367, 359, 0.9623705899100359}}) {
        CAPTURE(row.n);
        auto const interval = quantile_interval(ranks(row.n), 0.99);
        REQUIRE(interval);
        CHECK(interval->low == row.low);
        CHECK(interval->high == row.n);
        CHECK_THAT(interval->confidence, WithinAbs(row.confidence, 1e-9));

        // The same seen from the other side: the 1st percentile.
        auto const mirrored = quantile_interval(ranks(row.n), 0.01);
        REQUIRE(mirrored);
        CHECK(mirrored->low == 1.0);
        CHECK(mirrored->high == row.n + 1 - row.low);
        CHECK_THAT(mirrored->confidence, WithinAbs(row.confidence, 1e-9));
    }
}

TEST_CASE("there is no interval when the sample is too small for it") {
    CHECK_FALSE(quantile_interval(ranks(5), 0.5));
    CHECK_FALSE(quantile_interval(ranks(298), 0.99));
    CHECK_FALSE(quantile_interval(ranks(1), 0.5));
    CHECK_FALSE(quantile_interval(ranks(1000), 0.0));
    CHECK_FALSE(quantile_interval(ranks(1000), 1.0));
}

TEST_CASE("a level that is met exactly counts as met") {
    // n = 5, median: 1 - 2 / 2^5
    auto const interval = quantile_interval(ranks(5), 0.5, 0.9375);
    REQUIRE(interval);
    CHECK(interval->low == 1.0);
    CHECK(interval->high == 5.0);
    CHECK_THAT(interval->confidence, WithinAbs(0.9375, 1e-12));
}

// next(n for n in itertools.count(1) if 1 - p**n - (1-p)**n >= confidence)
TEST_CASE("required_sample_size is the n from which on there is an interval") {
    struct Row {
        double p, confidence;
        unsigned n;
    };
    for (Row const& row : {Row{0.5, 0.9, 5}, Row{0.5, 0.95, 6}, Row{0.5, 0.99, 8}, Row{0.9, 0.9, 22},
             Row{0.9, 0.95, 29}, Row{0.9, 0.99, 44}, Row{0.95, 0.95, 59}, Row{0.99, 0.9, 230},
             Row{0.99, 0.95, 299}, Row{0.99, 0.99, 459}, Row{0.999, 0.95, 2995}, Row{0.5, 0.01, 2}}) {
        CAPTURE(row.p, row.confidence);
        CHECK(required_sample_size(row.p, row.confidence) == row.n);
        CHECK(required_sample_size(1.0 - row.p, row.confidence) == row.n);
        CHECK(quantile_interval(ranks(row.n), row.p, row.confidence).has_value());
        CHECK_FALSE(quantile_interval(ranks(row.n - 1), row.p, row.confidence).has_value());
    }
}

TEST_CASE("the interval covers the true quantile as often as it says") {
    struct Row {
        std::size_t n;
        double p, confidence;
    };
    constexpr int streams = 4000;
    for (Row const& row :
        {Row{30, 0.5, 0.95}, Row{25, 0.25, 0.9}, Row{60, 0.9, 0.95}, Row{300, 0.99, 0.95}}) {
        CAPTURE(row.n, row.p);
        double const truth = -std::log1p(-row.p);
        Xoshiro256 engine(row.n);
        int covered = 0;
        double achieved = 0.0;
        for (int i = 0; i < streams; ++i) {
            auto const interval =
                quantile_interval(sorted_copy(samples::exponential(engine, row.n)), row.p, row.confidence);
            REQUIRE(interval);
            achieved = interval->confidence;
            covered += interval->contains(truth) ? 1 : 0;
        }
        CHECK(achieved >= row.confidence);
        double const share = static_cast<double>(covered) / streams;
        double const sigma = std::sqrt(row.confidence * (1.0 - row.confidence) / streams);
        CHECK(share >= row.confidence - 3.0 * sigma);
        // The binomial argument is exact for a continuous distribution: not only no less, but no more either.
        CHECK_THAT(share, WithinAbs(achieved, 3.0 * sigma));
    }
}
