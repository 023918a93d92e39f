#include <wasmbench/load/percentile.hpp>
#include <wasmbench/stats/random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <vector>

using namespace wasmbench;
using namespace wasmbench::load;

TEST_CASE("without unanswered requests it is the histogram's quantile") {
    stats::Histogram h({1, 1'000'000, 0.001});
    stats::Histogram const none({1, 1'000'000, 0.01});
    CHECK(percentile(h, none, 0.5) == Percentile{0, false});
    for (std::uint64_t v = 1; v <= 1000; ++v) h.record(v);
    for (double const q : {0.0, 0.1, 0.5, 0.99, 0.999, 1.0})
        CHECK(percentile(h, none, q) == Percentile{h.value_at_quantile(q), false});
    CHECK_THROWS_AS(percentile(h, none, 1.5), std::invalid_argument);
    CHECK_THROWS_AS(percentile(h, none, std::nan("")), std::invalid_argument);
}

TEST_CASE("unanswered requests are counted at their bounds, and the result says so") {
    stats::Histogram answered({1, 1'000'000, 0.001});
    stats::Histogram unanswered({1, 1'000'000, 0.001});
    for (std::uint64_t v = 1; v <= 90; ++v) answered.record(v);
    for (int i = 0; i < 10; ++i) unanswered.record(500);
    CHECK(percentile(answered, unanswered, 0.5) == Percentile{50, false});
    CHECK(percentile(answered, unanswered, 0.9) == Percentile{90, false});
    CHECK(percentile(answered, unanswered, 0.91) == Percentile{500, true});
    CHECK(percentile(answered, unanswered, 1.0) == Percentile{500, true});
    for (int i = 0; i < 20; ++i) unanswered.record(3); // short ones make what is above them uncertain
    CHECK(percentile(answered, unanswered, 0.5).at_least);
    CHECK_FALSE(percentile(answered, unanswered, 0.01).at_least);
}

TEST_CASE("a few unanswered among very many change nothing that could be seen") {
    stats::Histogram answered({1, 1'000'000, 0.001});
    stats::Histogram unanswered({1, 1'000'000, 0.01});
    for (std::uint64_t v = 1000; v <= 2000; ++v) answered.record(v, 100);
    unanswered.record(10, 64);
    CHECK_FALSE(percentile(answered, unanswered, 0.5).at_least);
    CHECK_FALSE(percentile(answered, unanswered, 0.99).at_least);
    CHECK(percentile(answered, unanswered, 1.0).at_least);
}

TEST_CASE("the same as sorting everything together") {
    stats::Xoshiro256 random(3);
    for (int round = 0; round < 200; ++round) {
        // Values below 1024 have a bucket each, so the answer is exact.
        stats::Histogram a({1, 1'000'000, 0.001});
        stats::Histogram b({1, 1'000'000, 0.001});
        std::vector<std::uint64_t> all;
        for (std::uint64_t i = 0; i < 1 + stats::uniform_below(random, 60); ++i) {
            auto const v = 1 + stats::uniform_below(random, 1000);
            all.push_back(v);
            (stats::uniform_below(random, 2) == 0 ? a : b).record(v);
        }
        std::sort(all.begin(), all.end());
        for (double const q : {0.0, 0.25, 0.5, 0.9, 1.0}) {
            auto const rank = std::max<std::size_t>(
                1, static_cast<std::size_t>(std::ceil(q * static_cast<double>(all.size()) * (1 - 1e-15))));
            REQUIRE(percentile(a, b, q).ns == all[rank - 1]);
        }
    }
}
