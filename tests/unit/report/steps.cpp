// The start as a vector of steps, and the preparation apart from it.
#include <wasmbench/report/markdown.hpp>
#include <wasmbench/report/report.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/campaign_builder.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("the steps of a start are in the order of their medians, without the bracket; a preparation keeps its own") {
    testing::CampaignBuilder c;
    auto const key = testing::service_key("docker");
    c.describe(key);
    for (std::uint32_t i = 0; i < 3; ++i)
        c.trial(key, i, [&](RunKey const& k) {
            c.measure(k, Phase::prepare, "prepare/tar", Unit::seconds, {0.5});
            c.measure(k, Phase::prepare, "prepare/build", Unit::seconds, {0.25});
            c.measure(k, Phase::start, "start/ready", Unit::seconds, {0.200});
            c.measure(k, Phase::start, "start/bracket", Unit::seconds, {0.001});
            c.measure(k, Phase::start, "start/container_created", Unit::seconds, {0.040 + 0.001 * i});
        });
    auto const r = build_report(c.plan, c.records, "{}");
    auto const& row = r.rows.at(0);
    REQUIRE(row.start_steps.size() == 2);
    CHECK(row.start_steps[0].name == "container_created");
    CHECK(row.start_steps[0].figure.value == 0.041);
    CHECK(row.start_steps[1].name == "ready");
    REQUIRE(row.preparation.size() == 2);
    CHECK(row.preparation[0].name == "tar");
    CHECK_THAT(to_markdown(r), ContainsSubstring("| tar 500, build 250 | container_created 41.0 → ready 200 |"));
}
