// report.html: nothing of a campaign becomes markup, every section is there, and it stays small.
#include <wasmbench/report/html.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <support/campaign_builder.hpp>
#include <support/markup.hpp>
#include <support/plotted_campaign.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr auto hostile =
    "\"'></script></style></title><script>alert(1)</script><img src=x onerror=alert(2)>&lt;&#60;\x1b[2J";

Report report_of(
    testing::CampaignBuilder const& c, std::string const& environment = R"({"cpu": {"model": "x"}})") {
    return build_report(c.plan, c.records, environment);
}

std::string section_of(Report const& report, std::string const& id) {
    for (auto const& s : html_sections(report))
        if (s.id == id) return s.html;
    return "no such section";
}

} // namespace

TEST_CASE("a page is well formed and has every section") {
    auto const page = testing::read_markup(to_html(report_of(testing::plotted_campaign())));
    CHECK(page.fault == "");
    for (auto const* id : {"summary", "figures", "cold-start", "latency", "trials", "memory", "scaling",
             "ledger", "problems", "fairness", "environment", "commands"})
        CHECK(std::count(page.ids.begin(), page.ids.end(), id) == 1);
    CHECK(std::set<std::string>(page.ids.begin(), page.ids.end()).size() == page.ids.size());
    CHECK(page.elements.at("script") == 1);
    CHECK(page.elements.at("svg") > 10);
}

TEST_CASE("nothing of a campaign becomes markup") {
    auto const calm = testing::read_markup(to_html(report_of(testing::plotted_campaign())));
    auto campaign = testing::plotted_campaign(hostile);
    campaign.records.header.library += hostile;
    campaign.records.header.started_at += hostile;
    auto const environment =
        R"({"cpu": {"<b onclick=\"x()\">": "</td><script>alert(3)</script>"}, "disturbing": ["<i>hot</i>"]})";
    auto const page = testing::read_markup(to_html(report_of(campaign, environment)));
    CHECK(page.fault == "");
    // Texts become longer lines of a drawing, but no element of another kind and no attribute that was not
    // there.
    CHECK(page.elements.at("script") == 1);
    std::set<std::string> kinds, calm_kinds;
    for (auto const& [element, n] : page.elements) kinds.insert(element);
    for (auto const& [element, n] : calm.elements) calm_kinds.insert(element);
    CHECK(kinds == calm_kinds);
    CHECK(page.attributes == calm.attributes);
    CHECK_THAT(page.text, ContainsSubstring("</script></style></title><script>alert(1)</script>") &&
                              ContainsSubstring("</td><script>alert(3)</script>") &&
                              ContainsSubstring("<i>hot</i>") && ContainsSubstring("&lt;&#60;?[2J"));
}

TEST_CASE("an empty report is a page, too") {
    auto const page = testing::read_markup(to_html(Report{}));
    CHECK(page.fault == "");
    for (auto const* words : {"No start was measured", "No request was timed",
             "No trial of this campaign counts", "No memory was measured", "The campaign recorded none",
             "Nothing is known of the machine", "do not record the commands"})
        CHECK_THAT(page.text, ContainsSubstring(words));
}

TEST_CASE("a figure stands with its interval and its n") {
    auto const report = report_of(testing::plotted_campaign());
    CHECK_THAT(
        section_of(report, "figures"), ContainsSubstring(">2.05 <small>[2.00,\u00a02.10] n=6</small>"));
    CHECK_THAT(section_of(report, "figures"),
        ContainsSubstring(R"(6 <small class="warn">◇ 1 disturbed (steal 1)</small>)") &&
            ContainsSubstring(R"(<small class="warn">1 failed</small>)"));
    CHECK_THAT(section_of(report, "latency"), ContainsSubstring("n=360</small>"));
    CHECK_THAT(section_of(report, "trials"), ContainsSubstring("205 ms [200, 210], n=6, 1 disturbed"));
    CHECK_THAT(
        section_of(report, "commands"), ContainsSubstring("<code>wasmcloud-host --log-level error</code>"));
}

TEST_CASE("of one number of connections there is no scaling, in a line") {
    testing::CampaignBuilder c;
    c.trial(testing::service_key("native"), 0, [&](RunKey const& k) {
        c.measure(k, Phase::measure, "http/throughput", Unit::per_second, {5}, c.plan.settings.connections);
    });
    CHECK(section_of(report_of(c), "scaling") ==
          "<p>The campaign has no rows of several numbers of "
          "connections: the throughput was measured at 10 alone.</p>\n");
}

TEST_CASE("a section of somebody else's is a value") {
    Report r;
    auto sections = html_sections(r);
    sections.push_back({"density", "Density", "<p>3 &lt; 4</p>\n"});
    auto const page = testing::read_markup(to_html(r, sections));
    CHECK(page.fault == "");
    CHECK(page.ids.back() == "density-heading");
    CHECK_THAT(page.text, ContainsSubstring("3 < 4"));
}

TEST_CASE("a large campaign is a page of less than 2 MB") {
    testing::CampaignBuilder c;
    std::uint32_t number = 0;
    for (int row = 0; row < 60; ++row)
        for (std::uint32_t block = 0; block < 30; ++block) {
            auto key =
                testing::service_key("runtime" + std::to_string(row % 6), row % 2 == 0 ? "/" : "/state");
            key.variant = "configuration " + std::to_string(row);
            key.block = block;
            c.trial(key, number++, [&](RunKey const& k) {
                double const jump = 1 + (number * 7919 % 101) * 0.003;
                c.measure(k, Phase::start, "start/ready", Unit::seconds, {0.01 * jump});
                c.measure(k, Phase::start, "phase/spawn", Unit::seconds, {0.004 * jump});
                c.measure(k, Phase::start, "phase/load", Unit::seconds, {0.006 * jump});
                c.measure(k, Phase::stop, "phase/wall", Unit::seconds, {0.5});
                c.measure(k, Phase::measure, "http/service_time", Unit::seconds,
                    std::vector<double>{1e-4 * jump, 2e-4 * jump, 3e-4 * jump, 1e-3 * jump});
                c.measure(k, Phase::measure, "http/throughput", Unit::per_second, {5000 * jump}, 10);
                c.measure(k, Phase::measure, "memory/pss", Unit::bytes, {1e7 * jump}, 10);
            });
        }
    auto const text = to_html(report_of(c));
    CHECK(testing::read_markup(text).fault == "");
    CHECK(text.size() < 2'000'000);
}
