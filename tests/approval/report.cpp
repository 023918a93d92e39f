// What a report looks like. A change of these files is a change that readers see: look at it before
// approving.
#include "approve.hpp"
#include "synthetic_campaign.hpp"

#include <wasmbench/report/csv.hpp>
#include <wasmbench/report/markdown.hpp>
#include <wasmbench/report/terminal.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench;
using testing::difference_from_approved;

namespace {

report::Report synthetic_report() {
    auto const campaign = testing::synthetic_campaign(12, 50);
    return report::build_report(campaign.plan, campaign.records, testing::synthetic_environment());
}

} // namespace

TEST_CASE("the CSV summary of the synthetic campaign") {
    CHECK(difference_from_approved("summary.csv", report::to_csv(synthetic_report())) == "");
}

TEST_CASE("the Markdown summary of the synthetic campaign") {
    CHECK(difference_from_approved("summary.md", report::to_markdown(synthetic_report())) == "");
}

TEST_CASE("the terminal report of the synthetic campaign at 120 columns") {
    CHECK(difference_from_approved("terminal-120.txt", report::to_terminal(synthetic_report(), 120)) == "");
}

TEST_CASE("the terminal report of the synthetic campaign at 100 columns") {
    CHECK(difference_from_approved("terminal-100.txt", report::to_terminal(synthetic_report(), 100)) == "");
}

TEST_CASE("the Markdown summary of a campaign with too few trials") {
    auto campaign = testing::synthetic_campaign(2, 5);
    auto& events = campaign.records.events;
    events.erase(events.end() - 2, events.end()); // killed in its last trial
    campaign.records.torn = results::TornLine{300, "{\"type\":\"trial_en"};
    CHECK(difference_from_approved("summary-cut-short.md",
              report::to_markdown(report::build_report(campaign.plan, campaign.records, ""))) == "");
}
