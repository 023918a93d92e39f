#include "samples.hpp"

#include <wasmbench/stats/hodges_lehmann.hpp>
#include <wasmbench/stats/quantile.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

using namespace wasmbench::stats;
using Catch::Matchers::WithinAbs;
namespace samples = wasmbench::testing::samples;

namespace {

void check_interval(HodgesLehmann const& result, double low, double high, double confidence) {
    REQUIRE(result.interval);
    CHECK_THAT(result.interval->low, WithinAbs(low, 1e-12));
    CHECK_THAT(result.interval->high, WithinAbs(high, 1e-12));
    CHECK_THAT(result.interval->confidence, WithinAbs(confidence, 1e-9));
}

} // namespace

// R: wilcox.test(x, y, conf.int = TRUE): estimate 0.305, 95 percent confidence interval -0.15 0.76. The
// achieved level by exact integers in Python: 1 - 2 * sum(counts[:C]) / comb(15, 5).
TEST_CASE("Hodges-Lehmann shift: the example of Hollander and Wolfe") {
    HodgesLehmann const result =
        hodges_lehmann_shift(samples::permeability_early, samples::permeability_term);
    CHECK_THAT(result.estimate, WithinAbs(0.305, 1e-12));
    check_interval(result, -0.15, 0.76, 0.9600399600399601);
}

TEST_CASE("Hodges-Lehmann shift: exchanging the samples changes the sign") {
    HodgesLehmann const result =
        hodges_lehmann_shift(samples::permeability_term, samples::permeability_early);
    CHECK_THAT(result.estimate, WithinAbs(-0.305, 1e-12));
    check_interval(result, -0.76, 0.15, 0.9600399600399601);
}

// d = numpy.sort(numpy.subtract.outer(second, first).ravel()); numpy.median(d), d[C-1], d[100-C]
TEST_CASE("Hodges-Lehmann shift with ties") {
    HodgesLehmann const result = hodges_lehmann_shift(samples::sleep_first, samples::sleep_second);
    CHECK_THAT(result.estimate, WithinAbs(1.35, 1e-12));
    check_interval(result, -0.1, 3.6, 0.9567429474550218);
}

// As above with the normal approximation: C = floor(m*n/2 + 0.5 - 1.96*sqrt(m*n*(m+n+1)/12)) = 1300.
TEST_CASE("Hodges-Lehmann shift from 50 values on") {
    HodgesLehmann const result =
        hodges_lehmann_shift(samples::residues(60, 37, 101, 0), samples::residues(55, 53, 97, 7));
    CHECK(result.estimate == 4.0);
    check_interval(result, -7.0, 15.0, 0.950286772012465);
}

TEST_CASE("Hodges-Lehmann shift: no interval from too few values") {
    CHECK_FALSE(hodges_lehmann_shift(samples::ramp(3, 1.0, 0.0), samples::ramp(4, 1.0, 2.0)).interval);
    HodgesLehmann const enough = hodges_lehmann_shift(samples::ramp(4, 1.0, 0.0), samples::ramp(4, 1.0, 2.0));
    CHECK(enough.estimate == 2.0);
    check_interval(enough, -1.0, 5.0, 1.0 - 2.0 / 70.0);
    // One value against fifty: P(U = 0) = 1/51 is met, but the approximation must not invent a rank below 1.
    CHECK_FALSE(
        hodges_lehmann_shift(std::array<double, 1>{0.0}, samples::ramp(50, 1.0, 1.0), 0.999).interval);
}

// R: wilcox.test(x, y, paired = TRUE, conf.int = TRUE): (pseudo)median 0.46, 95 percent interval 0.010 0.786.
TEST_CASE("Hodges-Lehmann location: the example of Hollander and Wolfe") {
    auto const differences = samples::differences(samples::depression_first, samples::depression_second);
    HodgesLehmann const result = hodges_lehmann_location(differences);
    CHECK_THAT(result.estimate, WithinAbs(0.46, 1e-12));
    check_interval(result, 0.010, 0.786, 0.9609375);
}

// w = sorted((d[i]+d[j])/2 for i <= j); numpy.median(w), w[C-1], w[len(w)-C]
TEST_CASE("Hodges-Lehmann location with ties and zeros, exact and approximate") {
    HodgesLehmann const sleep =
        hodges_lehmann_location(samples::differences(samples::sleep_second, samples::sleep_first));
    CHECK_THAT(sleep.estimate, WithinAbs(1.3, 1e-12));
    check_interval(sleep, 0.9, 2.7, 0.951171875);

    HodgesLehmann const large = hodges_lehmann_location(samples::residues(60, 37, 101, 0));
    CHECK(large.estimate == 49.5);
    check_interval(large, 41.5, 57.5, 0.950222052567406);
}

TEST_CASE("Hodges-Lehmann location needs 6 values for an interval at 0.95") {
    CHECK_FALSE(hodges_lehmann_location(samples::ramp(5, 1.0, 0.0)).interval);
    check_interval(hodges_lehmann_location(samples::ramp(6, 1.0, 0.0)), 0.0, 5.0, 0.96875);
}

TEST_CASE("one value is its own centre, and zero has no sign") {
    CHECK(hodges_lehmann_location(std::array<double, 1>{3.0}).estimate == 3.0);
    CHECK_FALSE(std::signbit(hodges_lehmann_location(std::array<double, 1>{-0.0}).estimate));
}

TEST_CASE("selecting among pairs finds the very values that sorting them finds") {
    Xoshiro256 engine(2024);
    for (int round = 0; round < 20; ++round) {
        std::vector<double> first = samples::logistic(engine, 1 + uniform_below(engine, 25));
        std::vector<double> second = samples::logistic(engine, 1 + uniform_below(engine, 25));
        if (round % 2 == 0) { // coarse values: many ties, and differences of 0
            for (double& value : first) value = std::round(value);
            for (double& value : second) value = std::round(value);
        }
        std::sort(first.begin(), first.end());
        std::sort(second.begin(), second.end());

        std::vector<double> differences;
        for (double a : first) {
            for (double b : second) differences.push_back(b - a);
        }
        std::sort(differences.begin(), differences.end());
        detail::PairwiseDifferences const pairs{first, second};
        REQUIRE(pairs.size() == differences.size());
        for (std::size_t rank = 1; rank <= differences.size(); ++rank) {
            REQUIRE(pairs.ranked(rank) == differences[rank - 1]);
        }

        std::vector<double> averages;
        for (std::size_t i = 0; i < first.size(); ++i) {
            for (std::size_t j = i; j < first.size(); ++j) averages.push_back((first[i] + first[j]) / 2.0);
        }
        std::sort(averages.begin(), averages.end());
        detail::WalshAverages const walsh{first};
        REQUIRE(walsh.size() == averages.size());
        for (std::size_t rank = 1; rank <= averages.size(); ++rank) {
            REQUIRE(walsh.ranked(rank) == averages[rank - 1]);
        }
        REQUIRE(detail::pairwise_median(walsh) == quantile(averages, 0.5));
    }
}

TEST_CASE("the intervals cover the true shift as often as they say") {
    constexpr int streams = 3000;
    double const sigma = std::sqrt(0.95 * 0.05 / streams);
    Xoshiro256 engine(77);
    int shift_covered = 0;
    int location_covered = 0;
    double shift_level = 0.0;
    double location_level = 0.0;
    for (int i = 0; i < streams; ++i) {
        auto const baseline = samples::exponential(engine, 12);
        auto candidate = samples::exponential(engine, 15);
        for (double& value : candidate) value += 0.7;
        auto const shift = hodges_lehmann_shift(baseline, candidate).interval;
        auto const location = hodges_lehmann_location(samples::logistic(engine, 14)).interval;
        REQUIRE(shift);
        REQUIRE(location);
        shift_covered += shift->contains(0.7) ? 1 : 0;
        location_covered += location->contains(0.0) ? 1 : 0;
        shift_level = shift->confidence;
        location_level = location->confidence;
    }
    CHECK(shift_level >= 0.95);
    CHECK(location_level >= 0.95);
    CHECK_THAT(static_cast<double>(shift_covered) / streams, WithinAbs(shift_level, 3.0 * sigma));
    CHECK_THAT(static_cast<double>(location_covered) / streams, WithinAbs(location_level, 3.0 * sigma));
}
