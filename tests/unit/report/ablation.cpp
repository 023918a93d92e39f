#include <wasmbench/report/report.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>

#include "report/markdown_ablation.hpp"

#include <support/noisy_campaign.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinRel;
using testing::CampaignBuilder;

namespace {

/// A native service in so many blocks: ours answers in 100 us, a curl in 8 ms, and there was no resident set.
Report both_methods(std::uint32_t blocks) {
    CampaignBuilder c;
    c.plan.blocks = blocks;
    c.describe(testing::service_key("native"));
    c.describe(testing::service_key("never-asked"));
    for (std::uint32_t block = 0; block < blocks; ++block) {
        auto key = testing::service_key("native");
        key.block = block;
        double const slow = 1 + 0.1 * block;
        c.trial(key, block, [&](RunKey const& k) {
            c.measure(k, Phase::measure, "http/service_time", Unit::seconds, {1e-4 * slow, 1e-4 * slow});
            c.measure(k, Phase::measure, "memory/pss", Unit::bytes, {2e6}, 10);
            c.measure(k, Phase::measure, "old/latency", Unit::seconds, {8e-3 * slow});
            c.measure(k, Phase::start, "old/cold_start", Unit::seconds, {2e-2});
            c.add(results::NotMeasured{k, "old/rss", "nobody | looked"});
        });
    }
    return build_report(c.plan, c.records, "{}");
}

MethodPair pair_of(Report const& r, OldQuantity q) {
    REQUIRE(r.ablation.size() == 1);
    for (auto const& p : r.ablation[0].pairs)
        if (p.quantity == q) return p;
    FAIL("not there");
    return {};
}

} // namespace

TEST_CASE("both methods stand beside each other, in pairs of one trial") {
    auto const r = both_methods(8);
    CHECK(r.ablation.at(0).key.runtime == "native");
    CHECK(r.ablation[0].pairs.size() == 3);
    auto const p = pair_of(r, OldQuantity::warm_p50);
    CHECK_THAT(p.old.value(), WithinRel(8e-3 * 1.35, 1e-9));
    CHECK_THAT(p.ours.value(), WithinRel(1e-4 * 1.35, 1e-9));
    CHECK(p.n == 8);
    CHECK_THAT(p.ratio, WithinRel(80.0, 1e-9)); // what slowed a block slowed both
    REQUIRE(p.interval);
    CHECK_THAT(p.interval->low, WithinRel(80.0, 1e-9));
    CHECK(p.reason == "");
}

TEST_CASE("too few pairs have a ratio and no interval") {
    auto const p = pair_of(both_methods(5), OldQuantity::warm_p50);
    CHECK(p.n == 5);
    CHECK_FALSE(p.interval);
    CHECK(p.reason == "5 pairs are too few for an interval of 95 %");
}

TEST_CASE("a figure that one of them does not have says why") {
    auto const r = both_methods(8);
    auto const memory = pair_of(r, OldQuantity::memory);
    CHECK_FALSE(memory.old);
    CHECK(memory.ours == 2e6);
    CHECK(memory.n == 0);
    CHECK(memory.reason == "nobody | looked");
    auto const cold = pair_of(r, OldQuantity::cold_start);
    CHECK(cold.old == 2e-2);
    CHECK_FALSE(cold.ours);
    CHECK(cold.reason == "our method has no figure for it here");
}

TEST_CASE("what the old method measured is in no figure of ours") {
    auto const r = both_methods(8);
    auto const& row = r.rows.at(0);
    CHECK(row.figures.size() == 4); // warm p50 and p99, memory and its peak
    CHECK_FALSE(row.find(Quantity::cold_start));
    CHECK(row.find(Quantity::warm_p50)->value < 1e-3);
}

TEST_CASE("a campaign without the old method has no ablation and no section") {
    CampaignBuilder c;
    c.trial(testing::service_key("native"), 0, [&](RunKey const& k) {
        c.measure(k, Phase::start, "start/ready", Unit::seconds, {1});
        c.add(results::NotMeasured{k, "memory/pss", "no such file"});
    });
    CHECK(build_report(c.plan, c.records, "{}").ablation.empty());
    CHECK(ablation_markdown({}) == "");
}

TEST_CASE("a trial that failed says nothing of the old method either") {
    CampaignBuilder c;
    c.trial(testing::service_key("native"), 0, [&](RunKey const& k) {
        c.measure(k, Phase::measure, "old/latency", Unit::seconds, {1});
        c.add(results::NotMeasured{k, "old/rss", "x"});
        c.add(results::Failed{k, "wasmbench", 1, "x", {}});
    });
    CHECK(build_report(c.plan, c.records, "{}").ablation.empty());
}

TEST_CASE("the table shows old, ours and the ratio, and below it why something is missing") {
    auto const text = ablation_markdown(both_methods(8).ablation);
    CHECK_THAT(text, ContainsSubstring("\n## The old method beside ours\n"));
    CHECK_THAT(text, ContainsSubstring("\n### http_service / by both methods\n"));
    CHECK_THAT(text, ContainsSubstring("| configuration | cold start, ms: old | ours | old/ours | warm p50, ms: old | "
                                       "ours | old/ours | memory, MiB: old | ours | old/ours |\n"));
    CHECK_THAT(text, ContainsSubstring("| native 1.0 (long-lived) | 20.0 | - | - | 10.8 | 0.135 | 80.0 [80.0, 80.0], n=8 | - | "
                                       "1.91 | - |\n"));
    CHECK_THAT(text, ContainsSubstring("- memory: nobody \\| looked (native 1.0 (long-lived))\n"));
    CHECK_THAT(ablation_markdown(both_methods(5).ablation), ContainsSubstring("| 80.0, n=5 |"));
}
