#include "samples.hpp"

#include <wasmbench/stats/student.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <array>
#include <cmath>
#include <vector>

using namespace wasmbench::stats;
using Catch::Matchers::WithinAbs;
namespace samples = wasmbench::testing::samples;

// R ?t.test: t.test(extra ~ group, data = sleep): t = -1.8608, df = 17.776, p-value = 0.07939, 95 percent
// interval -3.3654832 0.2054832. The digits: w = scipy.stats.ttest_ind(second, first, equal_var=False);
// w.confidence_interval(0.95), w.confidence_interval(0.99)
TEST_CASE("Welch: the sleep data, as in the manual of R") {
    Welch const result = welch_t_test(samples::sleep_first, samples::sleep_second);
    CHECK_THAT(result.difference, WithinAbs(1.58, 1e-12));
    CHECK_THAT(result.t, WithinAbs(1.8608134674868526, 1e-9));
    CHECK_THAT(result.degrees_of_freedom, WithinAbs(17.776473516178488, 1e-9));
    CHECK_THAT(result.p_value, WithinAbs(0.0793941401873583, 1e-9));
    CHECK_THAT(result.standard_error, WithinAbs(1.58 / 1.8608134674868526, 1e-9));
    CHECK_THAT(result.interval.low, WithinAbs(-0.20548323071171137, 1e-9));
    CHECK_THAT(result.interval.high, WithinAbs(3.3654832307117104, 1e-9));
    CHECK(result.interval.confidence == 0.95);

    Welch const wider = welch_t_test(samples::sleep_first, samples::sleep_second, 0.99);
    CHECK_THAT(wider.interval.low, WithinAbs(-0.86763291991904, 1e-9));
    CHECK_THAT(wider.interval.high, WithinAbs(4.027632919919039, 1e-9));
}

TEST_CASE("Welch: exchanging the samples changes the sign alone") {
    Welch const result = welch_t_test(samples::sleep_second, samples::sleep_first);
    CHECK_THAT(result.t, WithinAbs(-1.8608134674868526, 1e-9));
    CHECK_THAT(result.p_value, WithinAbs(0.0793941401873583, 1e-9));
    CHECK_THAT(result.interval.low, WithinAbs(-3.3654832307117104, 1e-9));
}

TEST_CASE("Welch: constants have no error") {
    std::vector<double> const two(3, 2.0);
    std::vector<double> const five(4, 5.0);
    Welch const apart = welch_t_test(two, five);
    CHECK(apart.interval == Interval{3.0, 3.0, 0.95});
    CHECK(apart.p_value == 0.0);
    CHECK(apart.degrees_of_freedom == 5.0);
    CHECK(std::isinf(apart.t));
    Welch const equal = welch_t_test(two, two);
    CHECK(equal.p_value == 1.0);
    CHECK(equal.t == 0.0);
}

TEST_CASE("Welch: nanoseconds in seconds do not underflow") {
    std::array<double, 3> const first{1e-170, 2e-170, 3e-170};
    std::array<double, 3> const second{2e-170, 3e-170, 4e-170};
    // Variances near 1e-340 are 0 in a double: no error is left, and the result says so instead of NaN.
    CHECK_FALSE(std::isnan(welch_t_test(first, second).p_value));
    std::array<double, 3> const third{1e-90, 2e-90, 3e-90};
    std::array<double, 3> const fourth{2e-90, 3e-90, 4e-90};
    // The same in units: scipy.stats.ttest_ind([2, 3, 4], [1, 2, 3], equal_var=False).pvalue =
    // 0.2878641347266908
    CHECK_THAT(welch_t_test(third, fourth).p_value, WithinAbs(0.2878641347266908, 1e-9));
}

// R: t.test(sleep second - first): 95 percent interval 0.7001142 2.4598858;
// scipy.stats.ttest_1samp(second - first, 0).confidence_interval(0.95)
TEST_CASE("mean interval: the paired sleep data") {
    Interval const interval =
        mean_interval(samples::differences(samples::sleep_second, samples::sleep_first));
    CHECK_THAT(interval.low, WithinAbs(0.7001142367230175, 1e-9));
    CHECK_THAT(interval.high, WithinAbs(2.459885763276983, 1e-9));
    CHECK(interval.confidence == 0.95);
}

TEST_CASE("mean interval: equal values have no error") {
    CHECK(mean_interval(std::vector<double>(4, 1.5), 0.9) == Interval{1.5, 1.5, 0.9});
}
