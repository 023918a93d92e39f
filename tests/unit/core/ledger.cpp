#include <wasmbench/core/ledger.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <vector>

using namespace wasmbench;
using namespace std::chrono_literals;

namespace {

TimePoint at(int milliseconds) {
    return TimePoint{} + std::chrono::milliseconds(milliseconds);
}

// launch at 10, spawned at 20, ready at 100.
Timeline started() {
    Timeline t;
    t.mark(marks::launch, at(10));
    t.mark(marks::spawned, at(20));
    t.mark(marks::ready, at(100));
    return t;
}

Ledger ledger_of(Timeline const& start, std::vector<Span> const& later = {}, int begin = 10, int end = 100) {
    return make_ledger(at(begin), start, later, at(end));
}

} // namespace

TEST_CASE("each border that an adapter saw ends an entry") {
    auto t = started();
    t.ends(StartPhase::spawn, at(20));
    t.ends(StartPhase::engine_start, at(30));
    t.ends(StartPhase::load, at(60));
    t.ends(StartPhase::instantiate, at(65));
    auto const l = ledger_of(t);
    CHECK(l.entries == std::vector<Span>{{"spawn", at(10), at(20)}, {"engine_start", at(20), at(30)},
                           {"load", at(30), at(60)}, {"instantiate", at(60), at(65)},
                           {"first_answer", at(65), at(100)}});
    CHECK(l.wall == 90ms);
    CHECK(l.unattributed == 0ms);
}

TEST_CASE("phases without a border between them are one entry, whatever is known of others") {
    auto t = started();
    t.ends(StartPhase::spawn, at(20));
    t.ends(StartPhase::load, at(60));
    CHECK(ledger_of(t).entries == std::vector<Span>{{"spawn", at(10), at(20)},
                                      {"engine_start+load", at(20), at(60)},
                                      {"instantiate+first_answer", at(60), at(100)}});
}

TEST_CASE("a timeline without borders is split where the launch call returned") {
    CHECK(
        ledger_of(started()).entries == std::vector<Span>{{"spawn", at(10), at(20)},
                                            {"engine_start+load+instantiate+first_answer", at(20), at(100)}});
    Timeline t;
    t.mark(marks::launch, at(10));
    t.mark(marks::ready, at(100));
    CHECK(ledger_of(t).entries ==
          std::vector<Span>{{"spawn+engine_start+load+instantiate+first_answer", at(10), at(100)}});
}

TEST_CASE("stretches of a phase have names of their own") {
    auto t = started();
    t.part_ends(StartPhase::spawn, at(12), "create");
    t.ends(StartPhase::spawn, at(20), "start");
    t.part_ends(StartPhase::load, at(50), "order");
    t.ends(StartPhase::instantiate, at(90));
    CHECK(ledger_of(t).entries ==
          std::vector<Span>{{"spawn:create", at(10), at(12)}, {"spawn:start", at(12), at(20)},
              {"engine_start+load:order", at(20), at(50)}, {"engine_start+load+instantiate", at(50), at(90)},
              {"first_answer", at(90), at(100)}});
}

TEST_CASE("borders count by their phase and not by the order in which they were told") {
    auto t = started();
    t.ends(StartPhase::load, at(60));
    t.ends(StartPhase::spawn, at(20));
    CHECK(ledger_of(t).entries == std::vector<Span>{{"spawn", at(10), at(20)},
                                      {"engine_start+load", at(20), at(60)},
                                      {"instantiate+first_answer", at(60), at(100)}});
}

TEST_CASE("borders that contradict each other are one, at the later time") {
    auto t = started();
    t.ends(StartPhase::engine_start, at(50), "host");
    t.ends(StartPhase::load, at(40), "component");
    auto const l = ledger_of(t);
    CHECK(l.entries == std::vector<Span>{{"spawn+engine_start+load", at(10), at(50)},
                           {"instantiate+first_answer", at(50), at(100)}});
    CHECK(l.unattributed == 0ms);
}

TEST_CASE("one late border swallows all later phases that were told to be over before") {
    auto t = started();
    t.ends(StartPhase::spawn, at(80));
    t.ends(StartPhase::engine_start, at(30));
    t.ends(StartPhase::load, at(40));
    CHECK(ledger_of(t).entries == std::vector<Span>{{"spawn+engine_start+load", at(10), at(80)},
                                      {"instantiate+first_answer", at(80), at(100)}});
}

TEST_CASE("what was over at the launch has no entry") {
    auto t = started();
    t.ends(StartPhase::engine_start, at(10));
    t.ends(StartPhase::load, at(70));
    CHECK(ledger_of(t).entries ==
          std::vector<Span>{{"load", at(10), at(70)}, {"instantiate+first_answer", at(70), at(100)}});
    t.ends(StartPhase::engine_start, at(4)); // before it
    CHECK(ledger_of(t).entries.front() == Span{"load", at(10), at(70)});
}

TEST_CASE("a border after the answer was learnt too late to tell of anything") {
    auto t = started();
    t.ends(StartPhase::spawn, at(20));
    t.ends(StartPhase::load, at(101));
    CHECK(ledger_of(t, {}, 10, 120).entries ==
          std::vector<Span>{
              {"spawn", at(10), at(20)}, {"engine_start+load+instantiate+first_answer", at(20), at(100)}});
}

TEST_CASE("what an adapter does before the launch is the setup") {
    auto const l = ledger_of(started(), {}, 3);
    CHECK(l.entries.front() == Span{"setup", at(3), at(10)});
    CHECK(l.wall == 97ms);
    CHECK(l.unattributed == 0ms);
}

TEST_CASE("the rest is unattributed") {
    auto const l =
        ledger_of(started(), {{"steady", at(105), at(150)}, {"teardown", at(153), at(170)}}, 10, 171);
    REQUIRE(l.entries.size() == 4);
    CHECK(l.entries[2] == Span{"steady", at(105), at(150)});
    CHECK(l.entries[3] == Span{"teardown", at(153), at(170)});
    CHECK(l.wall == 161ms);
    CHECK(l.unattributed == 5ms + 3ms + 1ms);
}

TEST_CASE("no time is counted twice, and none outside of the trial") {
    auto const l = ledger_of(started(),
        {{"steady", at(90), at(150)}, {"inside", at(120), at(140)}, {"teardown", at(140), at(200)}}, 10, 180);
    REQUIRE(l.entries.size() == 4);
    CHECK(l.entries[2] == Span{"steady", at(100), at(150)});
    CHECK(l.entries[3] == Span{"teardown", at(150), at(180)});
    CHECK(l.unattributed == 0ms);
    auto const before = ledger_of(started(), {}, 15); // the trial is told to have begun after the launch
    CHECK(before.entries.front() == Span{"spawn", at(15), at(20)});
}

TEST_CASE("a span that ends before it begins is left out") {
    auto const l = ledger_of(started(), {{"teardown", at(130), at(110)}}, 10, 150);
    CHECK(l.entries.size() == 2);
    CHECK(l.unattributed == 50ms);
}

TEST_CASE("a start that failed has the entries whose ends were seen") {
    Timeline t;
    t.mark(marks::launch, at(10));
    t.ends(StartPhase::spawn, at(20));
    t.ends(StartPhase::engine_start, at(30));
    auto const l = ledger_of(t, {{"teardown", at(90), at(100)}});
    CHECK(l.entries == std::vector<Span>{{"spawn", at(10), at(20)}, {"engine_start", at(20), at(30)},
                           {"teardown", at(90), at(100)}});
    CHECK(l.unattributed == 60ms);
}

TEST_CASE("without a launch nothing of a start is attributed") {
    Timeline t;
    t.ends(StartPhase::spawn, at(20));
    t.mark(marks::ready, at(60));
    auto const l = ledger_of(t);
    CHECK(l.entries.empty());
    CHECK(l.unattributed == l.wall);
    CHECK(make_ledger(at(5), {}, {}, at(5)).wall == 0ms);
}

TEST_CASE("stretches that follow each other under one name are one entry") {
    auto t = started();
    t.ends(StartPhase::instantiate, at(30));
    t.part_ends(StartPhase::first_answer, at(50), "");
    CHECK(ledger_of(t).entries == std::vector<Span>{{"spawn+engine_start+load+instantiate", at(10), at(30)},
                                      {"first_answer", at(30), at(100)}});
}
