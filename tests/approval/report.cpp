// What a report looks like. A change of these files is a change that readers see: look at it before
// approving.
#include "approve.hpp"
#include "synthetic_campaign.hpp"

#include <wasmbench/report/csv.hpp>
#include <wasmbench/report/html.hpp>
#include <wasmbench/report/markdown.hpp>
#include <wasmbench/report/terminal.hpp>
#include <wasmbench/report/tex.hpp>

#include <catch2/catch_test_macros.hpp>

#include <support/plotted_campaign.hpp>
#include <string>
#include <variant>

using namespace wasmbench;
using testing::difference_from_approved;

namespace {

report::Report synthetic_report() {
    auto const campaign = testing::synthetic_campaign(12, 50);
    return report::build_report(campaign.plan, campaign.records, testing::synthetic_environment());
}

/// The synthetic campaign as if each of its services had been measured by the old method too.
testing::CampaignBuilder with_old_method(testing::CampaignBuilder campaign) {
    auto const events = campaign.records.events;
    for (auto const& e : events) {
        auto const* m = std::get_if<Measurement>(&e.what);
        if (m == nullptr || m->key.endpoint.empty()) continue;
        auto const seconds = m->samples.front().value;
        if (m->metric.name == "start/ready") {
            campaign.measure(m->key, Phase::start, "old/cold_start", Unit::seconds, {seconds + 0.012});
            campaign.measure(m->key, Phase::start, "old/bracket", Unit::seconds, {0.018});
            if (m->key.mode == ExecutionMode::aot)
                campaign.add(results::NotMeasured{m->key, "old/rss", "the instance has no process of its own"});
        }
        if (m->metric.name == "http/service_time")
            campaign.measure(m->key, Phase::measure, "old/latency", Unit::seconds, {seconds + 0.011});
    }
    return campaign;
}

/// The section of `text` with that title, up to the next one.
std::string section(std::string const& text, std::string const& title) {
    auto const begin = text.find("\n## " + title + "\n");
    if (begin == std::string::npos) return {};
    auto const end = text.find("\n## ", begin + 1);
    return text.substr(begin + 1, end - begin);
}

} // namespace

TEST_CASE("the CSV summary of the synthetic campaign") {
    CHECK(difference_from_approved("summary.csv", report::to_csv(synthetic_report())) == "");
}

TEST_CASE("the Markdown summary of the synthetic campaign") {
    CHECK(difference_from_approved("summary.md", report::to_markdown(synthetic_report())) == "");
}

TEST_CASE("the TeX summary of the synthetic campaign") {
    CHECK(difference_from_approved("summary.tex", report::to_tex(synthetic_report())) == "");
}

// Of a smaller campaign: the drawings of the synthetic one are too many to look at.
TEST_CASE("the page of the plotted campaign") {
    auto const campaign = testing::plotted_campaign();
    auto const report = report::build_report(campaign.plan, campaign.records, testing::synthetic_environment());
    CHECK(difference_from_approved("report.html", report::to_html(report)) == "");
}

TEST_CASE("the terminal report of the synthetic campaign at 120 columns") {
    CHECK(difference_from_approved("terminal-120.txt", report::to_terminal(synthetic_report(), 120)) == "");
}

TEST_CASE("the terminal report of the synthetic campaign at 100 columns") {
    CHECK(difference_from_approved("terminal-100.txt", report::to_terminal(synthetic_report(), 100)) == "");
}

TEST_CASE("the method ablation of the synthetic campaign") {
    auto const campaign = with_old_method(testing::synthetic_campaign(12, 50));
    auto const text = report::to_markdown(report::build_report(campaign.plan, campaign.records, ""));
    CHECK(difference_from_approved("method-ablation.md", section(text, "The old method beside ours")) == "");
}

TEST_CASE("the Markdown summary of a campaign with too few trials") {
    auto campaign = testing::synthetic_campaign(2, 5);
    auto& events = campaign.records.events;
    events.erase(events.end() - 2, events.end()); // killed in its last trial
    campaign.records.torn = results::TornLine{300, "{\"type\":\"trial_en"};
    CHECK(difference_from_approved("summary-cut-short.md",
              report::to_markdown(report::build_report(campaign.plan, campaign.records, ""))) == "");
}
