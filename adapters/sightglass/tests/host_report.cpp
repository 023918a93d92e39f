#include "host_report.hpp"

#include <catch2/catch_test_macros.hpp>

#include <support/start_entries.hpp>

using namespace wasmbench;
using namespace wasmbench::adapters::sightglass;

namespace {

std::string const whole = "engine_loaded 100\nengine_created 200\ncompilation_begun 210\ncompilation_ended 290\ncompiled 300\n"
                          "instantiation_begun 310\ninstantiation_ended 390\ninstantiated 400\nexecuted 500\nfreed 600\n";

TimePoint at(int ns) {
    return TimePoint(std::chrono::nanoseconds(ns));
}

std::string refusal(std::string const& text) {
    auto const r = parse_host_report(text);
    REQUIRE(r.has_error());
    CHECK(r.error().code == errc::malformed_input);
    return r.error().diagnostics.subject + "|" + r.error().diagnostics.expected;
}

} // namespace

TEST_CASE("a whole report is the moments in their order") {
    auto const moments = parse_host_report(whole);
    REQUIRE(moments.has_value());
    REQUIRE(moments->size() == 10);
    CHECK(moments->front() == Mark{"engine_loaded", at(100)});
    CHECK(moments->back() == Mark{"freed", at(600)});
}

TEST_CASE("a report that lacks a step, or is none, is refused by the line") {
    CHECK(refusal("") == "|the moment engine_loaded");
    CHECK(refusal(whole.substr(0, whole.find("freed"))) == "|the moment freed");
    CHECK(refusal("engine_loaded\n") == "engine_loaded|a name and nanoseconds");
    CHECK(refusal("engine_loaded x\n") == "engine_loaded x|a name and nanoseconds");
    CHECK(refusal("engine_loaded 1x\n") == "engine_loaded 1x|a name and nanoseconds");
    CHECK(refusal("engine_loaded -1\n") == "engine_loaded -1|a name and nanoseconds");
    CHECK(refusal("A 1\n") == "A 1|a name and nanoseconds");
    CHECK(refusal("\n" + whole) == "|a name and nanoseconds");
}

TEST_CASE("the moments are borders of the start's phases, and what was executed is told from the end of the process") {
    Timeline t;
    t.mark(marks::launch, at(0));
    t.mark(marks::spawned, at(50));
    t.ends(StartPhase::spawn, at(50));
    add_moments(*parse_host_report(whole), t);
    t.mark(marks::ready, at(700));
    CHECK(t.at("compilation_begun") == at(210));
    CHECK(tests::start_entries(t) ==
          std::vector<std::string>{"spawn", "engine_start", "load", "instantiate", "first_answer:execute", "first_answer"});
}
