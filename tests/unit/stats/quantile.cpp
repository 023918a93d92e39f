#include "samples.hpp"

#include <wasmbench/stats/quantile.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <array>
#include <limits>
#include <vector>

using namespace wasmbench::stats;
using Catch::Matchers::WithinRel;
namespace samples = wasmbench::testing::samples;

// numpy.quantile(skewed, p, method=m) for m in ('weibull', 'linear', 'median_unbiased'); NumPy 2.4, methods
// named after Hyndman and Fan's types 6, 7 and 8.
TEST_CASE("quantile agrees with NumPy for the types 6, 7 and 8") {
    struct Row {
        double p, weibull, linear, median_unbiased;
    };
    for (Row const& row : {Row{0.0, 2.5, 2.5, 2.5}, Row{0.01, 2.5, 2.554, 2.5}, Row{0.1, 2.56, 3.04, 2.72},
             Row{0.25, 4.3, 5.725, 4.566666666666666}, Row{0.37, 9.248, 10.912, 9.80266666666667},
             Row{0.5, 15.55, 15.55, 15.55}, Row{0.9, 113.78, 61.62, 96.3933333333333},
             Row{0.95, 120.3, 90.96, 120.3}, Row{0.99, 120.3, 114.432, 120.3},
             Row{1.0, 120.3, 120.3, 120.3}}) {
        CAPTURE(row.p);
        CHECK_THAT(quantile(samples::skewed, row.p, QuantileType::weibull), WithinRel(row.weibull, 1e-12));
        CHECK_THAT(quantile(samples::skewed, row.p, QuantileType::linear), WithinRel(row.linear, 1e-12));
        CHECK_THAT(quantile(samples::skewed, row.p, QuantileType::median_unbiased),
            WithinRel(row.median_unbiased, 1e-12));
        CHECK(quantile(samples::skewed, row.p) == quantile(samples::skewed, row.p, QuantileType::linear));
    }
}

TEST_CASE("quantiles of one value are that value") {
    std::array<double, 1> const one{7.25};
    for (auto type : {QuantileType::weibull, QuantileType::linear, QuantileType::median_unbiased}) {
        for (double p : {0.0, 0.3, 1.0}) CHECK(quantile(one, p, type) == 7.25);
    }
}

TEST_CASE("a quantile between equal values is exactly that value") {
    std::array<double, 4> const equal{0.1, 0.1, 0.1, 0.1};
    for (double p : {0.0, 0.1, 0.33, 0.5, 0.77, 1.0}) CHECK(quantile(equal, p) == 0.1);
}

TEST_CASE("a quantile between the largest numbers does not overflow") {
    double const largest = std::numeric_limits<double>::max();
    CHECK(quantile(std::array<double, 2>{-largest, largest}, 0.5) == 0.0);
}

TEST_CASE("quantile rises with p") {
    double before = quantile(samples::skewed, 0.0);
    for (int i = 1; i <= 1000; ++i) {
        double const now = quantile(samples::skewed, i / 1000.0);
        REQUIRE(now >= before);
        before = now;
    }
}

TEST_CASE("sorted_copy sorts and keeps every value") {
    std::vector<double> const values{3.0, -1.0, 2.0, 2.0};
    CHECK(sorted_copy(values) == std::vector<double>{-1.0, 2.0, 2.0, 3.0});
    CHECK(values.front() == 3.0);
}
