// What the plots show: the values themselves, before anything is drawn.
#include <wasmbench/report/chart.hpp>
#include <wasmbench/report/svg.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <set>
#include <string>

#include <support/campaign_builder.hpp>
#include <support/markup.hpp>
#include <support/plotted_campaign.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinRel;

namespace {

Report plotted() {
    auto const c = testing::plotted_campaign();
    return build_report(c.plan, c.records, "{}");
}

Chart chart_named(std::vector<Chart> const& charts, std::string const& name) {
    for (auto const& c : charts)
        if (c.name == name) return c;
    FAIL("no chart " + name);
    return {};
}

} // namespace

TEST_CASE("the bars of a start are one trial, whose phases add up") {
    auto const r = plotted();
    auto const start = r.rows.at(0).median_start.value();
    CHECK(start.block == 2); // of six the faster of the middle two
    CHECK_THAT(start.seconds, WithinRel(0.002 * 1.02, 1e-12));
    double sum = 0;
    for (auto const& phase : start.phases) sum += phase.seconds;
    CHECK_THAT(sum, WithinRel(start.seconds, 1e-12));

    auto const chart = chart_named(start_charts(r), "cold-start-phases-http_service");
    auto const& plot = std::get<BarPlot>(chart.plot);
    REQUIRE(plot.bars.size() == 2);
    CHECK(plot.bars[0].note == "2.05 ms [2.00, 2.10], n=6");
    CHECK(plot.bars[1].segments.at(0).name == "load:component");
    CHECK(plot.bars[1].segments.at(0).kind == "load");
    CHECK_THAT(to_csv(chart), ContainsSubstring("configuration,phase,kind,cold_start_seconds\n") &&
                                  ContainsSubstring(",load:component,load,0.051"));
}

TEST_CASE("a start without a ledger is one bar that says so") {
    auto const chart = chart_named(start_charts(plotted()), "run-phases-hello");
    auto const& bar = std::get<BarPlot>(chart.plot).bars.at(0);
    REQUIRE(bar.segments.size() == 1);
    CHECK(bar.segments[0].kind == "not split");
}

TEST_CASE("service times keep their ends, and every one of them was measured") {
    testing::CampaignBuilder c;
    auto const key = testing::service_key("native");
    std::set<double> measured;
    for (std::uint32_t i = 0; i < 4; ++i)
        c.trial(key, i, [&](RunKey const& k) {
            std::vector<double> times;
            for (int j = 0; j < 5000; ++j) times.push_back(1e-5 * (1 + j * 4 + static_cast<int>(i)));
            measured.insert(times.begin(), times.end());
            c.measure(k, Phase::measure, "http/service_time", Unit::seconds, times);
        });
    auto const times = build_report(c.plan, c.records, "{}").rows.at(0).service_times.value();
    CHECK(times.n == 20000);
    CHECK(times.trials == 4);
    CHECK(times.points.size() < 300);
    CHECK(times.points.front().rank == 1);
    CHECK(times.points.back().rank == 20000);
    for (auto const& p : times.points) CHECK(measured.count(p.seconds) == 1);
    for (std::size_t i = 1; i < times.points.size(); ++i) {
        CHECK(times.points[i].rank > times.points[i - 1].rank);
        CHECK(times.points[i].seconds >= times.points[i - 1].seconds);
    }
}

TEST_CASE("a percentile curve ends below one") {
    auto const chart = chart_named(latency_charts(plotted()), "latency-percentiles-http_service");
    for (auto const& curve : std::get<CurvePlot>(chart.plot).curves) {
        CHECK(curve.points.front().first == 0);
        CHECK(curve.points.back().first < 1);
        CHECK_THAT(curve.note, ContainsSubstring("n=360 in 6 trials"));
    }
}

TEST_CASE("disturbed trials are among the dots and marked") {
    auto const chart = chart_named(trial_charts(plotted()), "trials-cold-start-http_service");
    auto const& rows = std::get<DotPlot>(chart.plot).rows;
    REQUIRE(rows.size() == 2);
    REQUIRE(rows[1].dots.size() == 6);
    CHECK(rows[1].dots[3].disturbed);
    CHECK_FALSE(rows[1].dots[2].disturbed);
    CHECK(rows[0].note == "2.05 ms [2.00, 2.10], n=6");
    CHECK_THAT(to_csv(chart), ContainsSubstring(",3,10,0.206"));
    CHECK_THAT(to_svg(chart), ContainsSubstring("class=\"disturbed\""));
}

TEST_CASE("memory is split by the roles that were recorded") {
    auto const r = plotted();
    auto const& parts = r.rows.at(1).parts;
    REQUIRE(parts.size() == 3);
    CHECK(parts[0].role == Role::runtime_host);
    CHECK(parts[1].role == Role::shared_daemon);
    CHECK_FALSE(parts[2].role.has_value());
    auto const chart = chart_named(memory_charts(r), "memory-http_service");
    auto const& bars = std::get<BarPlot>(chart.plot).bars;
    CHECK(bars.at(0).segments.at(0).kind == "process tree");
    REQUIRE(bars.at(1).segments.size() == 3);
    CHECK(bars[1].segments[0].kind == "runtime-host");
    CHECK(bars[1].segments[1].kind == "wadm (role not recorded)");
    CHECK(bars[1].segments[2].kind == "shared-daemon");
}

TEST_CASE("throughput over connections has an interval at each") {
    auto const chart = chart_named(scaling_charts(plotted()), "scaling-http_service");
    auto const& curve = std::get<CurvePlot>(chart.plot).curves.at(0);
    REQUIRE(curve.points.size() == 2);
    CHECK(curve.points[1].first == 8);
    CHECK(curve.intervals.at(1).has_value());
    CHECK_THAT(to_csv(chart), ContainsSubstring("configuration,connections,throughput_per_second,throughput_"
                                                "per_second_low,throughput_per_second_high\n"));
}

TEST_CASE("names of charts are safe and unique") {
    testing::CampaignBuilder c;
    std::uint32_t number = 0;
    for (auto const* workload : {"../../a", "a", "a b", "a/b", "<a>"})
        c.trial(testing::program_key("native", workload), number++,
            [&](RunKey const& k) { c.measure(k, Phase::start, "start/ready", Unit::seconds, {1}); });
    std::set<std::string> names;
    for (auto const& chart : all_charts(build_report(c.plan, c.records, "{}"))) {
        CHECK(chart.name.find_first_not_of(
                  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == std::string::npos);
        CHECK_FALSE(chart.name.starts_with('.'));
        CHECK(names.insert(chart.name).second);
    }
    CHECK(names.size() == 15);
}

TEST_CASE("drawings are well formed at every width, whatever is in them") {
    for (auto const& chart : all_charts(plotted()))
        for (int const width : {320, 340, 960})
            for (bool const standalone : {false, true}) {
                auto const markup = testing::read_markup(to_svg(chart, {width, standalone, ""}));
                CAPTURE(chart.name, width);
                CHECK(markup.fault == "");
                CHECK(markup.elements.at("desc") == 1);
                CHECK(markup.attributes.count("svg role") == 1);
                CHECK_THAT(to_svg(chart, {width, standalone, ""}),
                    !ContainsSubstring("nan") && !ContainsSubstring("inf\""));
            }
}

TEST_CASE("a bar that would make slivers of all others is cut, and said to be") {
    testing::CampaignBuilder c;
    std::uint32_t number = 0;
    for (auto const& [runtime, seconds] : {std::pair{"a", 0.3}, {"b", 0.5}, {"c", 66.0}})
        c.trial(testing::program_key(runtime), number++, [&, s = seconds](RunKey const& k) {
            c.measure(k, Phase::start, "start/ready", Unit::seconds, {s});
        });
    auto const cut = chart_named(start_charts(build_report(c.plan, c.records, "{}")), "run-phases-hello");
    CHECK(std::get<BarPlot>(cut.plot).axis_end == 0.5);
    CHECK_THAT(cut.text, ContainsSubstring("A bar with an arrow"));
    CHECK_THAT(to_svg(cut), ContainsSubstring("class=\"arrow\"") && ContainsSubstring("66000 ms"));
    auto const whole = chart_named(start_charts(plotted()), "run-phases-hello");
    CHECK_FALSE(std::get<BarPlot>(whole.plot).axis_end.has_value());
    CHECK_THAT(to_svg(whole), !ContainsSubstring("class=\"arrow\""));
}
