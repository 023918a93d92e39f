#include <wasmbench/report/report.hpp>

#include <catch2/catch_test_macros.hpp>

#include <optional>
#include <string>
#include <vector>

#include <support/campaign_builder.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using testing::CampaignBuilder;

namespace {

/// The second and later sentences of a campaign with one trial that ended like this.
std::vector<std::string> behind_the_extent(std::optional<plan::Precision> precision, SessionStop const& stop) {
    CampaignBuilder c;
    c.plan.precision = std::move(precision);
    c.add(results::SessionStarting{400});
    c.trial(testing::program_key("a"), 0, [](RunKey const&) {});
    c.add(stop);
    c.add(results::SessionEnded{false});
    auto out = build_report(c.plan, c.records, "{}").summary;
    CHECK(out.front().ends_with("0 failed, 0 skipped, 0 discarded, 399 not reached."));
    out.erase(out.begin());
    return out;
}

using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("the report says why a session that was asked for a precision ended") {
    plan::Precision p;
    p.most_seconds = 1200;
    CHECK(behind_the_extent(p, {StopReason::satisfied, 14, {}}) ==
          Lines{"Stopped after 14 blocks because every row that was waited for has the median of start/ready within "
                "5 % at 95 % confidence."});
    CHECK(behind_the_extent(p, {StopReason::most_seconds, 1, {}}) ==
          Lines{"Stopped after 1 block because 1200 s were up; asked for was the median of start/ready within 5 % at "
                "95 % confidence."});
    p.of = plan::PrecisionOf::ratio;
    CHECK(behind_the_extent(p, {StopReason::most_blocks, 200, {}}) ==
          Lines{"Stopped after 200 blocks because no more were allowed; asked for was the ratio of start/ready to "
                "that of the first row within 5 % at 95 % confidence."});
}

TEST_CASE("rows that lack the precision are named with what they have, rows without the metric are not") {
    SessionStop const stop{StopReason::most_blocks, 20,
        {{testing::program_key("a"), true, 12, 0.01}, {testing::program_key("b"), false, 20, 0.123},
            {testing::program_key("c"), false, 1, std::nullopt}, {testing::program_key("d"), false, 0, std::nullopt}}};
    auto const lines = behind_the_extent(plan::Precision{}, stop);
    REQUIRE(lines.size() == 2);
    CHECK(lines[1] == "Without that precision: hello on b 1.0 (native, one-shot) (12.3 %, 20 values) and hello on c "
                      "1.0 (native, one-shot) (1 value).");
}

TEST_CASE("a plan with a number of blocks has nothing to say of its end") {
    CHECK(behind_the_extent(std::nullopt, {StopReason::all_blocks, 10, {}}).empty());
}

TEST_CASE("a discarded trial is named with its reason") {
    CampaignBuilder c;
    c.trial(testing::program_key("a"), 0,
        [&](RunKey const& k) { c.add(results::Discarded{k, "page cache: 9 of 9 pages in memory"}); });
    auto const r = build_report(c.plan, c.records, "{}");
    CHECK(r.discarded == 1);
    CHECK(r.trials == 0);
    CHECK(r.problems ==
          Lines{"discarded: hello on a 1.0 (native, one-shot): page cache: 9 of 9 pages in memory"});
}
