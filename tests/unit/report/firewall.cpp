// Rows with a firewall: against the row that differs in the rules alone, and the table of them.
#include <wasmbench/report/chart.hpp>
#include <wasmbench/report/markdown.hpp>
#include <wasmbench/report/report.hpp>
#include <wasmbench/report/terminal.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/campaign_builder.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;
using testing::CampaignBuilder;

namespace {

struct FirewallCondition {
    std::string firewall;
    double slowdown;
};

// Eight blocks; what a block has in common is divided out, each condition takes `slowdown` times as long as off.
CampaignBuilder firewall_campaign(std::vector<FirewallCondition> const& conditions) {
    CampaignBuilder c;
    c.plan.settings.connections = 10;
    std::uint32_t number = 0;
    for (auto const& condition : conditions) {
        auto key = testing::service_key("native");
        key.firewall = condition.firewall;
        c.describe(key);
        for (std::uint32_t block = 0; block < 8; ++block) {
            key.block = block;
            c.trial(key, number++, [&](RunKey const& k) {
                double const time = 0.001 * (1 + 0.1 * block) * condition.slowdown;
                c.measure(k, Phase::measure, "http/service_time", Unit::seconds, {time});
                c.measure(k, Phase::measure, "http/ok", Unit::count, {100});
                c.measure(k, Phase::measure, "http/ok", Unit::count, {300}, 10);
                c.measure(k, Phase::measure, "http/throughput", Unit::per_second, {10 / time}, 10);
                if (firewall_from_string(k.firewall).value_or(Firewall{}).kind != FirewallKind::off)
                    c.measure(k, Phase::measure, "firewall/packets", Unit::count, {1000});
            });
        }
    }
    return c;
}

} // namespace

TEST_CASE("a row with rules is set against the one without, pair by pair") {
    auto const c = firewall_campaign({{"off", 1}, {"off behind veth", 1}, {"chain of 1000", 2}, {"set of 1000", 1.25}});
    auto const r = build_report(c.plan, c.records, "{}");
    REQUIRE(r.rows.size() == 4);
    CHECK_FALSE(r.rows[0].firewall); // the loopback
    REQUIRE(r.rows[1].firewall);
    CHECK(r.rows[1].firewall->condition == Firewall{});
    CHECK_FALSE(r.rows[1].firewall->latency);
    auto const& chain = r.rows[2].firewall.value();
    CHECK(chain.condition == Firewall{FirewallKind::chain, 1000});
    CHECK(chain.latency.value().ratio == Approx(2));
    CHECK(chain.latency->pairs == 8);
    REQUIRE(chain.latency->interval);
    CHECK(chain.latency->interval->low == Approx(2));
    CHECK(chain.throughput.value().ratio == Approx(0.5));
    CHECK(chain.packets_per_answer.value().value == Approx(2.5));
    CHECK(r.rows[3].firewall.value().latency.value().ratio == Approx(1.25));
}

TEST_CASE("without the row to compare with there is no ratio") {
    auto const c = firewall_campaign({{"off", 1}, {"chain of 10", 2}});
    auto const r = build_report(c.plan, c.records, "{}");
    CHECK_FALSE(r.rows[1].firewall.value().latency);
    CHECK_FALSE(r.rows[1].firewall->throughput);
}

TEST_CASE("the table has off first, then the chains and the sets by their number of rules") {
    auto const c = firewall_campaign({{"set of 1000", 1.25}, {"chain of 10000", 4}, {"off behind veth", 1}, {"chain of 10", 2}});
    auto const text = to_markdown(build_report(c.plan, c.records, "{}"));
    auto const begin = text.find("### Firewall");
    REQUIRE(begin != std::string::npos);
    std::size_t last = begin;
    for (auto const* line : {"| off | - | 8 |", "| chain | 10 | 8 |", "| chain | 10000 | 8 |", "| set | 1000 | 8 |"}) {
        INFO(line);
        auto const at = text.find(line, begin);
        REQUIRE(at != std::string::npos);
        CHECK(at > last);
        last = at;
    }
    CHECK_THAT(text, ContainsSubstring("×2.000 [2.000, 2.000]"));
    CHECK_THAT(text, ContainsSubstring("×0.800 [0.800, 0.800]"));
    CHECK_THAT(text, ContainsSubstring("| native (long-lived) | chain |") || ContainsSubstring("| native 1.0 (long-lived) | chain |"));
}

TEST_CASE("every table says the condition of a row; without such rows nothing is said") {
    auto const with = firewall_campaign({{"off", 1}, {"chain of 10", 2}});
    auto const report = build_report(with.plan, with.records, "{}");
    CHECK_THAT(to_markdown(report), ContainsSubstring("| firewall chain of 10 |"));
    CHECK_THAT(to_terminal(report, 100), ContainsSubstring("firewall chain of 10"));
    auto const without = firewall_campaign({{"off", 1}});
    auto const text = to_markdown(build_report(without.plan, without.records, "{}"));
    CHECK(text.find("irewall") == std::string::npos);
}

TEST_CASE("which row is fastest is asked of the loopback's alone") {
    auto c = firewall_campaign({{"off", 1}, {"off behind veth", 1}});
    for (auto& event : c.records.events)
        if (auto* m = std::get_if<Measurement>(&event.what); m && m->metric.name == "http/service_time") {
            m->metric.name = "start/ready";
            m->phase = Phase::start;
        }
    for (auto const& sentence : build_report(c.plan, c.records, "{}").summary)
        CHECK(sentence.find("fastest") == std::string::npos); // there is one row only
}

TEST_CASE("latency over rules is a curve for each kind; what has no number of rules stands beside it") {
    auto const c = firewall_campaign({{"off behind veth", 1}, {"chain of 0", 1.1}, {"chain of 10", 2}, {"chain of 100", 3}, {"set of 10", 1.2}});
    auto const charts = firewall_charts(build_report(c.plan, c.records, "{}"));
    REQUIRE(charts.size() == 1);
    auto const& plot = std::get<CurvePlot>(charts[0].plot);
    REQUIRE(plot.curves.size() == 1); // one set is no curve
    auto const& chain = plot.curves[0];
    CHECK_THAT(chain.label, ContainsSubstring("chain"));
    CHECK_THAT(chain.note, ContainsSubstring("off 1.3"));
    REQUIRE(chain.points.size() == 2);
    CHECK(chain.points[0].first == 10);
    CHECK(chain.points[1].second == Approx(1.5 * chain.points[0].second));
    CHECK(firewall_charts(build_report(testing::CampaignBuilder().plan, {}, "{}")).empty());
}
