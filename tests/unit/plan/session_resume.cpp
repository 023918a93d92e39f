// A session that goes on where an earlier one has stopped.
#include "session_fixture.hpp"

#include <wasmbench/core/error.hpp>
#include <wasmbench/plan/schedule.hpp>

#include <algorithm>

using namespace wasmbench;
using namespace wasmbench::plan;

TEST_CASE("trials that were run before are not run again, and the others are those of the same schedule") {
    SessionFixture whole;
    whole.run();
    SessionFixture f;
    auto const& keys = whole.diary.keys;
    f.finished = {{keys.at(0), TrialEnd::completed}, {keys.at(1), TrialEnd::failed}, {keys.at(4), TrialEnd::discarded}};
    f.run();
    CHECK_FALSE(f.ec);
    CHECK(f.diary.lines.at(0) == "session 6");
    CHECK(f.diary.lines.at(1) == "resumed 3");
    REQUIRE(f.diary.keys.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        auto const position = std::vector<std::size_t>{2, 3, 5}.at(i);
        CHECK(f.diary.keys[i] == whole.diary.keys.at(position));
    }
    CHECK(f.outcome.completed == 4);
    CHECK(f.outcome.failed == 1);
    CHECK(f.outcome.discarded == 1);
    CHECK(f.outcome.stopped == StopReason::all_blocks);
}

TEST_CASE("a session of which everything was run before ends at once") {
    SessionFixture whole;
    whole.run();
    SessionFixture f;
    for (auto const& key : whole.diary.keys) f.finished.push_back({key, TrialEnd::completed});
    f.run();
    CHECK(f.diary.keys.empty());
    CHECK(f.outcome.completed == 6);
    CHECK(f.outcome.stopped == StopReason::all_blocks);
}

TEST_CASE("a trial that stands elsewhere in the schedule, or nowhere, is refused") {
    SessionFixture whole;
    whole.run();
    auto beyond = whole.diary.keys.at(0), other_block = beyond, other_row = beyond;
    beyond.trial = 6;
    other_block.block = 1;
    other_row.version = "another";
    for (auto const& key : {beyond, other_block, other_row}) {
        SessionFixture f;
        f.finished = {{key, TrialEnd::completed}};
        CHECK_THROWS_AS(f.run(), Error);
    }
}

TEST_CASE("a precision counts the trials of before: the session ends where it would have ended") {
    auto const steady = [](int) {
        FakeStart s;
        s.shows = 0.010;
        return s;
    };
    auto const fixture = [&](SessionFixture& f) {
        f.plan.blocks = 200;
        f.plan.precision = Precision{};
        f.a->behaviour = f.b->behaviour = steady;
    };
    SessionFixture whole;
    fixture(whole);
    whole.run();
    REQUIRE(whole.outcome.stopped == StopReason::satisfied);
    auto const all = whole.diary.keys.size();

    SessionFixture f;
    fixture(f);
    constexpr std::uint32_t before = 13; // in the middle of a block
    for (std::uint32_t i = 0; i < before; ++i) {
        FinishedTrial t{whole.diary.keys.at(i), TrialEnd::completed};
        for (auto const& m : whole.diary.measurements)
            if (m.key.trial == t.key.trial) t.measurements.push_back(m);
        REQUIRE_FALSE(t.measurements.empty());
        f.finished.push_back(std::move(t));
    }
    f.run();
    CHECK(f.outcome.stopped == StopReason::satisfied);
    CHECK(f.diary.keys.size() + before == all);
    CHECK(f.diary.stop->rows == whole.diary.stop->rows);
}
