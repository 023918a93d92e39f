// Records that no session tells in this order: a figure would be made of a trial twice, or of none.
#include <wasmbench/results/raw_reader.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>

using namespace wasmbench;
using namespace wasmbench::results;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string const header =
    R"({"type":"header","schema":1,"library":"0.1.0","started_at":"2026-11-23T06:30:00Z","origin_ns":0})"
    "\n";

std::string line(std::string const& type, int trial, std::string const& more = "", int block = 0) {
    return R"({"type":")" + type + R"(","at":5,"key":{"runtime":"native","version":"","mode":"native","cache":"none",)" +
           R"("instance":"one-shot","workload":"hello","endpoint":"","firewall":"off","concurrency":1,"block":)" +
           std::to_string(block) + R"(,"trial":)" + std::to_string(trial) + "}" + more + "}\n";
}

std::string begin(int trial) { return line("trial_starting", trial); }
std::string end(int trial) { return line("trial_ended", trial); }
std::string measured(int trial, int block = 0) {
    return line("measured", trial, R"(,"phase":"start","metric":"start/ready","unit":"s","samples":[[6,0.5]])", block);
}

std::string message(std::string const& lines) {
    auto const records = read_raw_text(header + lines, "raw.jsonl");
    return records ? "accepted" : to_line(records.error());
}

} // namespace

TEST_CASE("trials one after the other are as they should be, however the last one ends") {
    auto const reason = std::string(R"(,"reason":"interrupted")");
    CHECK(message(begin(0) + measured(0) + end(0) + begin(1) + end(1)) == "accepted");
    CHECK(message(begin(3) + line("skipped", 3, reason) + end(3)) == "accepted");
    CHECK(message(line("skipped", 0, reason) + begin(0)) == "accepted"); // a row's
    CHECK(message(begin(0) + "{\"type\":\"session_ended\",\"at\":9,\"interrupted\":true}\n") == "accepted");
}

TEST_CASE("what belongs to no trial that is under way is an error") {
    auto const reason = std::string(R"(,"reason":"x")");
    for (auto const& lost : {measured(0), end(0), line("instance_ready", 0, R"(,"endpoint":"x")"),
             line("command_run", 0, R"(,"command":"x")"), line("not_measured", 0, R"(,"metric":"x","reason":"x")"),
             line("state_observed", 0, R"(,"state":"mixed")"),
             line("discarded", 0, reason),
             line("failed", 0,
                 R"(,"category":"wasmbench","code":7,"line":"x","diagnostics":{"stage":"","subject":"","command":"","exit":"",)"
                 R"("stderr_tail":"","expected":"","remedy":""})")}) {
        CAPTURE(lost);
        CHECK_THAT(message(lost), ContainsSubstring("raw.jsonl line 2)") && ContainsSubstring("no trial is under way"));
        CHECK_THAT(message(begin(1) + lost),
            ContainsSubstring("raw.jsonl line 3)") && ContainsSubstring("what belongs to trial 1 in block 0, which is under way"));
        CHECK(message(begin(0) + lost) == "accepted");
    }
    CHECK_THAT(message(begin(1) + line("skipped", 0, reason)), ContainsSubstring("what belongs to trial 1"));
    CHECK_THAT(message(begin(0) + measured(0, 1)), ContainsSubstring("a measurement of trial 0 in block 1"));
}

TEST_CASE("a trial that is there twice is an error") {
    CHECK_THAT(message(begin(0) + end(0) + begin(0)), ContainsSubstring("line 4)") && ContainsSubstring("a second begin of trial 0"));
    CHECK_THAT(message(begin(0) + end(0) + end(0)), ContainsSubstring("line 4)") && ContainsSubstring("a second end of trial 0"));
    CHECK_THAT(message(begin(0) + begin(0)), ContainsSubstring("line 3)") && ContainsSubstring("the end of trial 0 before it"));
    CHECK_THAT(message(begin(0) + begin(1)), ContainsSubstring("the end of trial 0 before it"));
}
