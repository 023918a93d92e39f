#include "samples.hpp"

#include <wasmbench/stats/stats.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include <array>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace wasmbench::stats;
namespace samples = wasmbench::testing::samples;

namespace {

double const not_a_number = std::numeric_limits<double>::quiet_NaN();
double const infinity = std::numeric_limits<double>::infinity();

double first_of(std::span<double const> values) {
    return values[0];
}
double first_difference(std::span<double const> baseline, std::span<double const> candidate) {
    return candidate[0] - baseline[0];
}

/// The call must throw std::invalid_argument with a message that names `function` and `argument`.
template <class Call>
void check_refused(std::string_view function, std::string_view argument, Call call) {
    std::string const start =
        "wasmbench::stats::" + std::string(function) + ": argument '" + std::string(argument);
    CAPTURE(start);
    std::string message = "(nothing was thrown)";
    try {
        call();
    } catch (std::invalid_argument const& error) {
        message = error.what();
    }
    CAPTURE(message);
    CHECK(message.starts_with(start + "' "));
    CHECK(message.find("; expected ") != std::string::npos);
}

/// Calls that take one sample each, by name.
template <class Use>
void for_each_one_sample(Use use) {
    using Sample = std::span<double const>;
    use("sorted_copy", "values", [](Sample s) { (void)sorted_copy(s); });
    use("quantile", "sorted", [](Sample s) { (void)quantile(s, 0.5); });
    use("quantile_interval", "sorted", [](Sample s) { (void)quantile_interval(s, 0.5); });
    use("dip", "sorted", [](Sample s) { (void)dip(s); });
    use("dip_test", "values", [](Sample s) { (void)dip_test(s, 1); });
    use("autocorrelation", "values", [](Sample s) { (void)autocorrelation(s, 1); });
    use("ljung_box", "values", [](Sample s) { (void)ljung_box(s, 1); });
    use("effective_sample_size", "values", [](Sample s) { (void)effective_sample_size(s); });
    use("log_ratio_scatter", "log_ratios", [](Sample s) { (void)log_ratio_scatter(s); });
    use("tukey_fences", "sorted", [](Sample s) { (void)tukey_fences(s); });
    use("summarize", "values", [](Sample s) { (void)summarize(s); });
    use("bca_bootstrap", "values", [](Sample s) { (void)bca_bootstrap(s, first_of, 1); });
    use("hodges_lehmann_location", "values", [](Sample s) { (void)hodges_lehmann_location(s); });
    use("signed_rank_test", "differences", [](Sample s) { (void)signed_rank_test(s); });
    use("mean_interval", "values", [](Sample s) { (void)mean_interval(s); });
}

/// Calls that take a baseline and a candidate each, by name.
template <class Use>
void for_each_two_samples(Use use) {
    using Sample = std::span<double const>;
    use("mann_whitney", [](Sample a, Sample b) { (void)mann_whitney(a, b); });
    use("cliffs_delta", [](Sample a, Sample b) { (void)cliffs_delta(a, b); });
    use("hodges_lehmann_shift", [](Sample a, Sample b) { (void)hodges_lehmann_shift(a, b); });
    use("paired_ratio", [](Sample a, Sample b) { (void)paired_ratio(a, b); });
    use("permutation_test", [](Sample a, Sample b) { (void)permutation_test(a, b, first_difference, 1); });
    use("welch_t_test", [](Sample a, Sample b) { (void)welch_t_test(a, b); });
}

} // namespace

TEST_CASE("a message says where, which argument, what came and what was expected") {
    CHECK_THROWS_MATCHES(quantile(samples::skewed, 1.2), std::invalid_argument,
        Catch::Matchers::Message(
            "wasmbench::stats::quantile: argument 'p' is 1.2; expected a number in [0, 1]"));
    CHECK_THROWS_MATCHES(summarize(std::array<double, 3>{1.0, 2.0, not_a_number}), std::invalid_argument,
        Catch::Matchers::Message(
            "wasmbench::stats::summarize: argument 'values' holds nan at index 2; expected "
            "finite numbers only"));
    CHECK_THROWS_MATCHES(quantile(std::array<double, 3>{1.0, 3.0, 2.5}, 0.5), std::invalid_argument,
        Catch::Matchers::Message(
            "wasmbench::stats::quantile: argument 'sorted' falls from 3 to 2.5 at index 2; "
            "expected ascending order (see sorted_copy)"));
    CHECK_THROWS_MATCHES(mean_interval(std::array<double, 1>{1.0}), std::invalid_argument,
        Catch::Matchers::Message(
            "wasmbench::stats::mean_interval: argument 'values' has 1 values; expected at "
            "least 2"));
}

TEST_CASE("an empty sample, a NaN and an infinity are refused everywhere") {
    std::vector<std::vector<double>> const bad{
        {}, {1.0, not_a_number}, {not_a_number, not_a_number}, {1.0, infinity}, {-infinity, 1.0}};
    std::vector<double> const good{1.0, 2.0};
    for (auto const& sample : bad) {
        for_each_one_sample([&](std::string_view name, std::string_view argument, auto call) {
            check_refused(name, argument, [&] { call(sample); });
        });
        for_each_two_samples([&](std::string_view name, auto call) {
            check_refused(name, "baseline", [&] { call(sample, good); });
            check_refused(name, "candidate", [&] { call(good, sample); });
        });
    }
}

TEST_CASE("a sample out of order is refused where order is asked for") {
    std::array<double, 3> const unsorted{1.0, 3.0, 2.0};
    check_refused("quantile", "sorted", [&] { (void)quantile(unsorted, 0.5); });
    check_refused("quantile_interval", "sorted", [&] { (void)quantile_interval(unsorted, 0.5); });
    check_refused("tukey_fences", "sorted", [&] { (void)tukey_fences(unsorted); });
}

TEST_CASE("a probability outside [0, 1] is refused") {
    for (double p : {-0.001, 1.001, not_a_number, infinity}) {
        check_refused("quantile", "p", [&] { (void)quantile(samples::skewed, p); });
        check_refused("quantile_interval", "p", [&] { (void)quantile_interval(samples::skewed, p); });
        check_refused("required_sample_size", "p", [&] { (void)required_sample_size(p); });
    }
    check_refused("required_sample_size", "p", [] { (void)required_sample_size(0.0); });
    check_refused("required_sample_size", "p", [] { (void)required_sample_size(1.0); });
}

TEST_CASE("a confidence outside (0, 1) is refused everywhere") {
    auto const& s = samples::skewed;
    for (double confidence : {0.0, 1.0, -0.5, 95.0, not_a_number}) {
        check_refused(
            "quantile_interval", "confidence", [&] { (void)quantile_interval(s, 0.5, confidence); });
        check_refused(
            "required_sample_size", "confidence", [&] { (void)required_sample_size(0.5, confidence); });
        check_refused("summarize", "confidence", [&] { (void)summarize(s, confidence); });
        check_refused(
            "bca_bootstrap", "confidence", [&] { (void)bca_bootstrap(s, first_of, 1, confidence); });
        check_refused(
            "hodges_lehmann_shift", "confidence", [&] { (void)hodges_lehmann_shift(s, s, confidence); });
        check_refused(
            "hodges_lehmann_location", "confidence", [&] { (void)hodges_lehmann_location(s, confidence); });
        check_refused("paired_ratio", "confidence", [&] { (void)paired_ratio(s, s, confidence); });
        check_refused("mean_interval", "confidence", [&] { (void)mean_interval(s, confidence); });
        check_refused("welch_t_test", "confidence", [&] { (void)welch_t_test(s, s, confidence); });
    }
}

TEST_CASE("samples too small for a variance are refused") {
    std::array<double, 1> const one{1.0};
    check_refused("mean_interval", "values", [&] { (void)mean_interval(one); });
    check_refused("bca_bootstrap", "values", [&] { (void)bca_bootstrap(one, first_of, 1); });
    check_refused("welch_t_test", "baseline", [&] { (void)welch_t_test(one, samples::skewed); });
    check_refused("welch_t_test", "candidate", [&] { (void)welch_t_test(samples::skewed, one); });
}

TEST_CASE("pairs must be pairs of positive numbers") {
    std::array<double, 3> const three{1.0, 2.0, 3.0};
    std::array<double, 3> const with_zero{1.0, 0.0, 3.0};
    std::array<double, 2> const two{1.0, 2.0};
    check_refused("paired_ratio", "candidate", [&] { (void)paired_ratio(three, two); });
    check_refused("paired_ratio", "candidate", [&] { (void)paired_ratio(three, with_zero); });
    check_refused("paired_ratio", "baseline", [&] { (void)paired_ratio(with_zero, three); });
}

TEST_CASE("no resamples and no permutations are refused") {
    check_refused(
        "bca_bootstrap", "resamples", [] { (void)bca_bootstrap(samples::skewed, first_of, 1, 0.95, 0); });
    check_refused("permutation_test", "permutations",
        [] { (void)permutation_test(samples::skewed, samples::skewed, first_difference, 1, 0); });
}

TEST_CASE("planning and multiplicity refuse what means nothing") {
    check_refused("power_of", "scatter", [] { (void)power_of(0, 10, 1.1); });
    check_refused("power_of", "pairs", [] { (void)power_of(0.1, 1, 1.1); });
    check_refused("power_of", "ratio", [] { (void)power_of(0.1, 10, -1); });
    check_refused("power_of", "confidence", [] { (void)power_of(0.1, 10, 1.1, 1); });
    check_refused("detectable_ratio", "power", [] { (void)detectable_ratio(0.1, 10, 1); });
    check_refused("detectable_ratio", "pairs", [] { (void)detectable_ratio(0.1, 1); });
    check_refused("pairs_needed", "power", [] { (void)pairs_needed(0.1, 1.1, 0.05); });
    check_refused("pairs_needed", "ratio", [] { (void)pairs_needed(0.1, 1); });
    check_refused("pairs_needed", "ratio", [] { (void)pairs_needed(1, 1 + 1e-9); });
    check_refused("holm", "p_values", [] { (void)holm(std::array<double, 1>{1.1}); });
    check_refused(
        "benjamini_hochberg", "p_values", [] { (void)benjamini_hochberg(std::array<double, 1>{-0.1}); });
    check_refused("sidak_confidence", "comparisons", [] { (void)sidak_confidence(0.95, 0); });
    check_refused("bonferroni_confidence", "confidence", [] { (void)bonferroni_confidence(1, 2); });
    check_refused("dip_test", "replicates", [] { (void)dip_test(samples::skewed, 1, 0); });
    check_refused("autocorrelation", "lags", [] { (void)autocorrelation(samples::skewed, 10); });
    check_refused("ljung_box", "lags", [] { (void)ljung_box(samples::skewed, 0); });
}
