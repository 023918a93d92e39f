// How many instances held, and what each cost.
#include <wasmbench/report/chart.hpp>
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

constexpr double MiB = 1024 * 1024;

void level(testing::CampaignBuilder& c, RunKey const& k, std::uint32_t n, double memory) {
    c.measure(k, Phase::measure, "density/memory", Unit::bytes, {memory}, n);
    c.measure(k, Phase::measure, "density/taken", Unit::bytes, {2 * memory}, n);
    c.measure(k, Phase::measure, "density/latency_p99", Unit::seconds, {0.001 * n}, n);
    if (n > 1) c.measure(k, Phase::measure, "density/start", Unit::seconds, {0.02}, n);
}

void end(testing::CampaignBuilder& c, RunKey const& k, double held, std::string const& stop) {
    c.measure(k, Phase::measure, "density/instances", Unit::count, {held});
    c.measure(k, Phase::measure, "density/stop/" + stop, Unit::count, {1});
}

} // namespace

TEST_CASE("what one more instance adds is of the steps, so that what the first one shares is not in it") {
    testing::CampaignBuilder c;
    auto const key = testing::service_key("native");
    c.describe(key);
    c.trial(key, 0, [&](RunKey const& k) {
        for (std::uint32_t n = 1; n <= 8; ++n) level(c, k, n, (100 + 3 * n) * MiB);
        end(c, k, 8, "most instances");
    });
    c.trial(key, 1, [&](RunKey const& k) {
        for (std::uint32_t n = 1; n <= 4; ++n) level(c, k, n, (110 + 3 * n) * MiB);
        end(c, k, 3, "slower");
    });
    c.trial(key, 2, [](RunKey const&) {}); // without one
    auto const r = build_report(c.plan, c.records, "{}");
    REQUIRE(r.rows.at(0).density);
    auto const& d = *r.rows.at(0).density;
    CHECK(d.trials == 2);
    CHECK(d.fewest == 3);
    CHECK(d.most == 8);
    CHECK(d.stops == std::map<plan::DensityStop, std::uint32_t>{{plan::DensityStop::most_instances, 1}, {plan::DensityStop::slower, 1}});
    REQUIRE(d.per_instance);
    CHECK_THAT(d.per_instance->value, WithinRel(3 * MiB, 1e-9));
    CHECK(d.per_instance->n == 10); // 7 + 3 steps
    REQUIRE(d.per_instance->interval);
    CHECK_THAT(d.taken_per_instance->value, WithinRel(6 * MiB, 1e-9));
    CHECK_THAT(d.start_rate->value, WithinRel(50.0, 1e-9));
    REQUIRE(d.levels.size() == 8);
    CHECK(d.levels[0].memory->n == 2);
    CHECK(d.levels[7].memory->n == 1);
    CHECK_THAT(d.levels[7].latency_p99->value, WithinRel(0.008, 1e-9));

    auto const text = to_markdown(r);
    CHECK_THAT(text, ContainsSubstring("### Density") &&
                         ContainsSubstring("3 to 8 or more (as many as were asked for 1 of 2, p99 passed its limit 1 of 2)"));
    auto const charts = density_charts(r);
    REQUIRE(charts.size() == 1);
    CHECK(std::get<CurvePlot>(charts[0].plot).curves.at(0).points.size() == 8);
}

TEST_CASE("few steps have no interval, and why the next one failed is said") {
    testing::CampaignBuilder c;
    auto const key = testing::service_key("native");
    c.describe(key);
    c.trial(key, 0, [&](RunKey const& k) {
        for (std::uint32_t n = 1; n <= 3; ++n) level(c, k, n, 10 * n * MiB);
        end(c, k, 3, "start failed");
        c.add(results::NotMeasured{k, "density/next", "no port is left"});
    });
    auto const r = build_report(c.plan, c.records, "{}");
    auto const& d = r.rows.at(0).density.value();
    CHECK_FALSE(d.per_instance->interval);
    CHECK(d.reasons == std::vector<std::string>{"no port is left"});
    CHECK_THAT(to_markdown(r), ContainsSubstring("3 (the next did not start)") && ContainsSubstring("no port is left"));
}

TEST_CASE("a campaign without a density part has no section on it") {
    testing::CampaignBuilder c;
    c.describe(testing::service_key("native"));
    c.trial(testing::service_key("native"), 0, [](RunKey const&) {});
    auto const r = build_report(c.plan, c.records, "{}");
    CHECK_FALSE(r.rows.at(0).density);
    CHECK_THAT(to_markdown(r), !ContainsSubstring("Density"));
    CHECK(density_charts(r).empty());
}
