// Where the wall time of a row's trials went.
#include <wasmbench/report/markdown.hpp>
#include <wasmbench/report/report.hpp>
#include <wasmbench/report/terminal.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/campaign_builder.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinRel;

namespace {

void measure_ledger(
    testing::CampaignBuilder& c, RunKey const& k, double spawn, double rest_of_start, double wall) {
    c.measure(k, Phase::start, "phase/spawn", Unit::seconds, {spawn});
    c.measure(k, Phase::start, "phase/engine_start+load", Unit::seconds, {rest_of_start});
    c.measure(k, Phase::stop, "phase/unattributed", Unit::seconds, {wall - spawn - rest_of_start - 0.010});
    c.measure(k, Phase::stop, "phase/teardown", Unit::seconds, {0.010});
    c.measure(k, Phase::stop, "phase/wall", Unit::seconds, {wall});
}

Report example() {
    testing::CampaignBuilder c;
    auto const key = testing::service_key("wasmtime");
    c.describe(key);
    std::uint32_t n = 0;
    for (double const wall : {0.100, 0.200, 0.400})
        c.trial(key, n++, [&](RunKey const& k) { measure_ledger(c, k, wall / 4, wall / 2, wall); });
    return build_report(c.plan, c.records, "{}");
}

} // namespace

TEST_CASE(
    "a row's ledger has the medians of each phase and of its share, the unattributed rest as the last one") {
    auto const r = example();
    auto const& ledger = r.rows.at(0).ledger;
    REQUIRE(ledger);
    CHECK(ledger->wall.value == 0.200);
    REQUIRE(ledger->phases.size() == 4);
    CHECK(ledger->phases[0].name == "spawn");
    CHECK(ledger->phases[0].time.value == 0.050);
    CHECK(ledger->phases[0].share.value == 0.25);
    CHECK(ledger->phases[1].name == "engine_start+load");
    CHECK(ledger->phases[2].name == "teardown");
    CHECK(ledger->phases[2].time.value == 0.010);
    CHECK_THAT(ledger->phases[2].share.value, WithinRel(0.05, 1e-9));
    CHECK(ledger->phases[3].name == "unattributed");
    CHECK_THAT(ledger->phases[3].time.value, WithinRel(0.040, 1e-9));
    CHECK_THAT(ledger->phases[3].share.value, WithinRel(0.2, 1e-9));
}

TEST_CASE("both reports show every phase with its share, and the unattributed rest in each row") {
    auto const r = example();
    CHECK_THAT(to_markdown(r),
        ContainsSubstring("| spawn 50.0 (25.0 %) → engine_start+load 100 (50.0 %) → teardown 10.0 (5.0 %) "
                          "| 40.0 (20.0 %) | 200 |"));
    auto const text = to_terminal(r, 400);
    CHECK_THAT(text, ContainsSubstring("phase by phase") &&
                         ContainsSubstring(": 200 ms: spawn 50.0 (25.0 %), engine_start+load 100 (50.0 %), teardown 10.0 "
                                           "(5.0 %),") &&
                         ContainsSubstring("unattributed 40.0 (20.0 %)."));
}

TEST_CASE("a phase that only some trials showed says in how many") {
    testing::CampaignBuilder c;
    auto const key = testing::service_key("wasmcloud");
    c.describe(key);
    for (std::uint32_t i = 0; i < 3; ++i)
        c.trial(key, i, [&](RunKey const& k) {
            c.measure(k, Phase::start, i == 1 ? "phase/load:component" : "phase/load+instantiate",
                Unit::seconds, {0.1});
            c.measure(k, Phase::stop, "phase/wall", Unit::seconds, {0.1});
        });
    auto const r = build_report(c.plan, c.records, "{}");
    CHECK_THAT(to_markdown(r), ContainsSubstring("load+instantiate (2 of 3) 100 (100.0 %)") &&
                                   ContainsSubstring("load:component (1 of 3) 100 (100.0 %)"));
}

TEST_CASE("a failed trial's ledger enters no figure, and without a ledger there is no table") {
    testing::CampaignBuilder c;
    auto const key = testing::service_key("native");
    c.describe(key);
    c.trial(key, 0, [&](RunKey const& k) {
        measure_ledger(c, k, 0.1, 0.2, 0.4);
        c.add(results::Failed{k, "wasmbench", 7, "wrong", {}});
    });
    auto const r = build_report(c.plan, c.records, "{}");
    CHECK_FALSE(r.rows.at(0).ledger);
    CHECK(to_markdown(r).find("Phase ledger") == std::string::npos);
    CHECK(to_terminal(r, 120).find("phase by phase") == std::string::npos);
}
