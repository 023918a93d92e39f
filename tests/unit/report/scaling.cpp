// Throughput over connections.
#include <wasmbench/report/markdown.hpp>
#include <wasmbench/report/report.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/campaign_builder.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinRel;

namespace {

void level(testing::CampaignBuilder& c, RunKey const& k, std::uint32_t connections, double rate) {
    c.measure(k, Phase::measure, "scaling/throughput", Unit::per_second, {rate}, connections);
    c.measure(k, Phase::measure, "scaling/latency_p50", Unit::seconds, {connections / rate}, connections);
}

} // namespace

TEST_CASE("efficiency is of each trial its own, and a level that few trials reached says so") {
    testing::CampaignBuilder c;
    auto const key = testing::service_key("native");
    c.describe(key);
    // The second trial is on a machine half as fast: the ratios do not know.
    for (std::uint32_t n = 0; n < 7; ++n)
        c.trial(key, n, [&](RunKey const& k) {
            auto const speed = n == 1 ? 0.5 : 1.0;
            c.measure(k, Phase::measure, "memory/pss", Unit::bytes, {2 * 1024 * 1024}, 10);
            c.measure(k, Phase::measure, "http/throughput", Unit::per_second, {123}, 2); // of another part
            level(c, k, 1, 1000 * speed);
            level(c, k, 2, 1500 * speed);
            if (n == 0) level(c, k, 4, 1400);
        });
    auto const r = build_report(c.plan, c.records, "{}");
    auto const& s = r.rows.at(0).scaling;
    REQUIRE(s.size() == 3);
    CHECK(s[0].connections == 1);
    CHECK(s[0].throughput.value == 1000);
    CHECK_FALSE(s[0].efficiency);
    CHECK(s[1].throughput.value == 1500);
    REQUIRE(s[1].efficiency);
    CHECK_THAT(s[1].efficiency->value, WithinRel(0.75, 1e-12));
    CHECK(s[1].efficiency->n == 7);
    REQUIRE(s[1].efficiency->interval);
    CHECK_THAT(s[1].efficiency->interval->width(), WithinRel(0.0, 1e-12) || Catch::Matchers::WithinAbs(0, 1e-12));
    CHECK_THAT(s[1].per_mib->value, WithinRel(750, 1e-12));
    CHECK(s[2].throughput.n == 1);
    CHECK_FALSE(s[2].throughput.interval);
    CHECK_FALSE(s[2].latency_p99);

    auto const text = to_markdown(r);
    CHECK_THAT(text, ContainsSubstring("### Scaling") && ContainsSubstring("| 2 | 7 | 1500 [750, 1500] | 75.0 [75.0, 75.0]"));
}

TEST_CASE("a campaign without a scaling part has no section on it") {
    testing::CampaignBuilder c;
    c.describe(testing::service_key("native"));
    c.trial(testing::service_key("native"), 0, [](RunKey const&) {});
    auto const r = build_report(c.plan, c.records, "{}");
    CHECK(r.rows.at(0).scaling.empty());
    CHECK_THAT(to_markdown(r), !ContainsSubstring("Scaling"));
}
