#include <wasmbench/report/report.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include <support/campaign_builder.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using testing::CampaignBuilder;

namespace {

using Lines = std::vector<std::string>;

Lines summary(CampaignBuilder const& c) {
    return build_report(c.plan, c.records, "{}").summary;
}

/// The sentence that has `word` in it; empty when there is none.
std::string with(Lines const& lines, std::string const& word) {
    auto const it = std::find_if(
        lines.begin(), lines.end(), [&](auto const& l) { return l.find(word) != std::string::npos; });
    return it == lines.end() ? "" : *it;
}

void start_times(CampaignBuilder& c, RunKey const& key, std::vector<double> const& seconds) {
    for (std::uint32_t i = 0; i < seconds.size(); ++i)
        c.trial(key, i,
            [&](RunKey const& k) { c.measure(k, Phase::start, "start/ready", Unit::seconds, {seconds[i]}); });
}

} // namespace

TEST_CASE("the first sentence is the extent") {
    CampaignBuilder c;
    c.plan.blocks = 1;
    c.add(results::SessionStarting{1});
    c.trial(testing::program_key("a"), 0, [](RunKey const&) {});
    c.add(results::SessionEnded{false});
    CHECK(
        summary(c) == Lines{"1 of 1 trials of 1 row in 1 block, seed 42: 0 failed, 0 skipped, 0 discarded."});
    c.trial(testing::program_key("a"), 1,
        [&](RunKey const& k) { c.measure(k, Phase::measure, "disturbed/load", Unit::count, {1}); });
    CHECK(summary(c)[0] ==
          "2 of 1 trials of 1 row in 1 block, seed 42: 0 failed, 0 skipped, 0 discarded; 1 trial marked as "
          "disturbed by the machine, which are part of the figures.");
    CHECK(summary(c)[1] == "Disturbed trials: hello on a 1.0 (native, one-shot) (1 of 2: load 1).");
}

TEST_CASE("of many rows with disturbed trials the numbers are said") {
    CampaignBuilder c;
    for (std::string const name : {"a", "b", "c", "d", "e"})
        c.trial(testing::program_key(name), 0, [&](RunKey const& k) {
            c.measure(k, Phase::measure, "disturbed/steal", Unit::ratio, {0.1});
            if (name == "b") c.measure(k, Phase::measure, "disturbed/swap", Unit::count, {3});
        });
    CHECK(with(summary(c), "Disturbed") == "Disturbed trials: 5, in 5 rows, by reason: steal 5, swap 1. summary.csv has them "
                                           "row by row.");
}

TEST_CASE("the fastest row is named, with the next and the ratio") {
    CampaignBuilder c;
    start_times(c, testing::service_key("slow"), {0.030, 0.031, 0.032, 0.033, 0.034, 0.035});
    start_times(c, testing::service_key("quick"), {0.010, 0.011, 0.012, 0.013, 0.014, 0.015});
    start_times(c, testing::service_key("slower"), {0.040, 0.041, 0.042, 0.043, 0.044, 0.045});
    CHECK(with(summary(c), "fastest") == "http_service /: quick 1.0 (native, long-lived) starts fastest, "
                                         "12.5 ms [10.0, 15.0]; next is slow 1.0 (native, "
                                         "long-lived), 32.5 ms [30.0, 35.0], 2.60 times as long.");
}

TEST_CASE("an order that may be chance is called so") {
    CampaignBuilder overlapping;
    start_times(overlapping, testing::program_key("a"), {0.030, 0.031, 0.032, 0.033, 0.034, 0.035});
    start_times(overlapping, testing::program_key("b"), {0.029, 0.030, 0.031, 0.032, 0.033, 0.034});
    CHECK(with(summary(overlapping), "hello: b 1.0 (native, one-shot) runs fastest")
              .ends_with("times as long. The intervals overlap: this order may be chance."));
    CampaignBuilder few;
    start_times(few, testing::program_key("a"), {1, 1});
    start_times(few, testing::program_key("b"), {9, 9});
    CHECK(
        with(summary(few), "fastest")
            .ends_with("9000 ms (n<6), 9.00 times as long. Too few trials to tell whether that is chance."));
}

TEST_CASE("a row alone is not the fastest of anything") {
    CampaignBuilder c;
    start_times(c, testing::program_key("a"), {1, 1});
    c.describe(testing::program_key("never-ran"));
    CHECK(with(summary(c), "fastest") == "");
}

TEST_CASE("rows are named stateful, stateless and mixed") {
    CampaignBuilder c;
    std::uint32_t number = 0;
    for (auto [name, state] :
        {std::pair{"keeps", Statefulness::stateful}, {"forgets", Statefulness::stateless},
            {"also-forgets", Statefulness::stateless}, {"loses", Statefulness::mixed}})
        c.trial(testing::service_key(name, "/state"), number++, [&, s = state](RunKey const& k) {
            c.add(results::StateObserved{k, s});
        });
    auto const lines = summary(c);
    CHECK(with(lines, "is stateful") ==
          "http_service /state is stateful on keeps 1.0 (native, long-lived): each answer builds "
          "on the one before, the counter grows by one with every request.");
    CHECK(with(lines, "is stateless") == "http_service /state is stateless on forgets 1.0 (native, "
                                         "long-lived) and also-forgets 1.0 (native, long-lived): every "
                                         "request meets a new instance, the counter stays at 1. That is a "
                                         "fact about the configuration, not an error.");
    CHECK(with(lines, "is mixed")
              .starts_with("http_service /state is mixed on loses 1.0 (native, long-lived): "));
}

TEST_CASE("a load generator that is busy is named as a possible limit") {
    auto const busy = [](double client_seconds) {
        CampaignBuilder c;
        c.trial(testing::service_key("a"), 0, [&](RunKey const& k) {
            c.measure(k, Phase::measure, "http/ok", Unit::count, {1000}, 10);
            c.measure(k, Phase::measure, "http/throughput", Unit::per_second, {1000}, 10);
            c.measure(k, Phase::measure, "cpu/client_seconds", Unit::seconds, {client_seconds}, 10);
        });
        return with(summary(c), "load generator");
    };
    CHECK(busy(0.79) == "");
    CHECK(busy(0.81) ==
          "The load generator (1 thread) was busy for 80 % of its time or more in these rows, so their "
          "throughput "
          "may be its limit and not the server's: http_service / on a 1.0 (native, long-lived) (81.0 %).");
}

TEST_CASE("a session that did not end as planned is said") {
    CampaignBuilder c;
    CHECK(!with(summary(c), "no session_ended").empty());
    c.add(results::SessionEnded{false});
    CHECK(with(summary(c), "session") == "");
    c.add(results::SessionEnded{true});
    CHECK(!with(summary(c), "was interrupted").empty());
    c.records.torn = results::TornLine{17, "{"};
    CHECK(with(summary(c), "torn").starts_with("Line 17 of raw.jsonl is torn"));
}

TEST_CASE("skipped and failed rows are lines with their reasons, equal ones once with their number") {
    CampaignBuilder c;
    c.add(results::Skipped{testing::program_key("w"), "not installed"});
    for (std::uint32_t i = 0; i < 3; ++i)
        c.trial(testing::service_key("a"), i, [&](RunKey const& k) {
            c.add(results::Failed{k, "wasmbench", 7, i == 0 ? "port in use" : "wrong answer", {}});
        });
    CHECK(build_report(c.plan, c.records, "{}").problems ==
          Lines{"skipped: hello on w 1.0 (native, one-shot): not installed",
              "failed: http_service / on a 1.0 (native, long-lived): port in use",
              "failed: http_service / on a 1.0 (native, long-lived): wrong answer (2 times)"});
}

TEST_CASE("a missing or damaged environment is a sentence, not the end of the report") {
    CampaignBuilder c;
    for (auto const* text : {"", "{\"cut", "[1]"}) {
        auto const r = build_report(c.plan, c.records, text);
        CHECK(r.summary.back() ==
              "environment.json is missing or not JSON: what machine this was is not known.");
        CHECK(r.environment.empty());
    }
    CHECK(with(summary(c), "environment") == "");
}
