// How charts become drawings.
#include <wasmbench/report/chart.hpp>
#include <wasmbench/report/svg.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <string>
#include <string_view>

using namespace wasmbench::report;

namespace {

std::size_t count(std::string_view text, std::string_view part) {
    std::size_t n = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++n;
    return n;
}

/// A thousand points on a line, but for one of them.
Chart spike() {
    CurvePlot::Curve curve;
    curve.label = "a curve";
    for (int i = 0; i <= 1000; ++i) curve.points.emplace_back(i, i == 500 ? 900 : 100);
    CurvePlot plot;
    plot.curves = {curve};
    Chart chart;
    chart.name = "spike";
    chart.title = "Spike";
    chart.plot = plot;
    return chart;
}

/// What is between `d="` and the next quote of the first curve.
std::string path_of(std::string const& svg) {
    auto const begin = svg.find("d=\"", svg.find("class=\"curve")) + 3;
    return svg.substr(begin, svg.find('"', begin) - begin);
}

} // namespace

TEST_CASE("a curve is drawn with the points that can be seen") {
    auto const path = path_of(to_svg(spike()));
    // Its ends, and the spike's foot, top and foot.
    CHECK(count(path, "L") == 4);
    CHECK(path.starts_with("M"));
}

TEST_CASE("points that are marked are all drawn") {
    auto chart = spike();
    std::get<CurvePlot>(chart.plot).dots = true;
    CHECK(count(path_of(to_svg(chart)), "L") == 1000);
}

TEST_CASE("tooltips can be left out; the title of the drawing stays") {
    SvgOptions options;
    CHECK(count(to_svg(spike(), options), "<title") == 2);
    options.tooltips = false;
    CHECK(count(to_svg(spike(), options), "<title") == 1);

    Chart bars = spike();
    BarPlot::Bar bar;
    bar.label = "a row";
    bar.segments = {{"spawn", "spawn", 1}, {"load", "load", 2}};
    BarPlot plot;
    plot.kinds = {"spawn", "load"};
    plot.bars = {bar};
    bars.plot = plot;
    CHECK(count(to_svg(bars, options), "<title") == 1);
}
