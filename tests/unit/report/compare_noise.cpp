#include "report/compare_noise.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <string>
#include <vector>

#include <support/noisy_campaign.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using Catch::Matchers::WithinRel;
using testing::NoisyCampaign;

namespace {

std::vector<TrialValue> values(std::vector<double> const& of_blocks) {
    std::vector<TrialValue> out;
    for (double v : of_blocks) out.push_back({static_cast<std::uint32_t>(out.size()), 0, v});
    return out;
}

Campaign programs(std::vector<std::pair<std::string, double>> const& run_times, double spread = 0) {
    NoisyCampaign c("noise", 3, 10, spread);
    for (auto const& [name, run_time] : run_times) c.program(testing::program_key(name), run_time);
    return c.take();
}

double floor_ratio(std::vector<Campaign> const& campaigns, std::string const& row) {
    auto const f = NoiseCampaigns(campaigns).floor(testing::program_key(row), Quantity::run_time);
    REQUIRE(f);
    CHECK(f->from_campaigns);
    return f->ratio;
}

} // namespace

TEST_CASE("the floor of halves is what two groups of the trials differ by") {
    // One of each pair is twice the other: halves are apart by up to that.
    auto const f = floor_of_halves(values({1, 2, 1, 2, 1, 2, 1, 2}));
    REQUIRE(f);
    CHECK_THAT(f->ratio, WithinRel(2.0, 1e-9));
    CHECK(f->pairs == 200);
    CHECK(!f->from_campaigns);
    CHECK(floor_of_halves(values({5, 5, 5, 5}))->ratio == 1);
}

TEST_CASE("a drift over the blocks is in both halves") {
    // From 1 to 2.5 in small steps: halves drawn from all trials alike could be apart by far more than a
    // step.
    std::vector<double> drifting;
    for (int i = 0; i < 32; ++i) drifting.push_back(1 + 0.05 * i);
    CHECK(floor_of_halves(values(drifting))->ratio < 1.1);
}

TEST_CASE("trials of one block are split between the halves, whatever order they stand in") {
    std::vector<TrialValue> twice;
    for (std::uint32_t block = 0; block < 8; ++block)
        twice.push_back({block, block, block % 2 == 0 ? 1.0 : 2.0});
    for (std::uint32_t block = 0; block < 8; ++block)
        twice.push_back({block, 8 + block, block % 2 == 0 ? 1.0 : 2.0});
    CHECK(floor_of_halves(twice)->ratio == 1); // each half has the same of every block
}

TEST_CASE("fewer than four values, or one that is not positive, have no floor") {
    CHECK(!floor_of_halves(values({1, 1, 1})));
    CHECK(!floor_of_halves(values({1, 1, 0, 1})));
    CHECK(floor_of_halves(values({1, 1, 1, 1})));
}

TEST_CASE("campaigns of the same rows are apart by what they differ in, whole") {
    CHECK_THAT(floor_ratio({programs({{"a", 1.0}}), programs({{"a", 1.05}})}, "a"), WithinRel(1.05, 1e-9));
    CHECK_THAT(floor_ratio({programs({{"a", 1.05}}), programs({{"a", 1.0}})}, "a"), WithinRel(1.05, 1e-9));
    // A row of which the campaigns say nothing gets the floor of the others.
    CHECK_THAT(floor_ratio({programs({{"a", 1.0}}), programs({{"a", 1.05}})}, "b"), WithinRel(1.05, 1e-9));
    CHECK(!NoiseCampaigns(std::vector{programs({{"a", 1.0}}), programs({{"a", 1.05}})})
               .floor(testing::program_key("a"), Quantity::max_rss));
}

TEST_CASE("a row that is in ten pairs of campaigns has a floor of its own") {
    std::vector<Campaign> four, five;
    for (int i = 0; i < 5; ++i) {
        five.push_back(programs({{"calm", 1 + 0.001 * i}, {"wild", 1 + 0.5 * i}}));
        if (i < 4) four.push_back(five.back());
    }
    CHECK(floor_ratio(four, "calm") > 1.5);
    CHECK(floor_ratio(five, "calm") < 1.005);
    CHECK(floor_ratio(five, "wild") > 1.5);
}

TEST_CASE("one campaign alone gives the floor of its halves") {
    auto const f = NoiseCampaigns(std::vector{programs({{"a", 1.0}}, 0.2)})
                       .floor(testing::program_key("a"), Quantity::run_time);
    REQUIRE(f);
    CHECK(f->ratio > 1.01);
    CHECK(f->from_campaigns);
    CHECK(!NoiseCampaigns({}).floor(testing::program_key("a"), Quantity::run_time));
}
