// Sequential stopping: which rows go on, when the session ends, and what it says of it.
#include "session_fixture.hpp"

#include <wasmbench/plan/schedule.hpp>
#include <wasmbench/stats/random.hpp>

#include <map>

using namespace wasmbench;
using namespace wasmbench::plan;

namespace {

/// What a start shows: `typical` seconds, up to `scatter` of it more or less.
std::function<FakeStart(int)> scattered(double typical, double scatter, std::uint64_t seed = 1) {
    return [=, engine = stats::Xoshiro256(seed)](int) mutable {
        FakeStart s;
        s.shows = typical * (1 + scatter * (2 * stats::uniform_unit(engine) - 1));
        return s;
    };
}

struct PrecisionFixture : SessionFixture {
    PrecisionFixture() {
        plan.blocks = 200;
        plan.precision = Precision{};
    }

    RowPrecision reached(std::string const& runtime, std::string const& workload = "program") const {
        for (auto const& r : diary.stop.value().rows)
            if (r.key.runtime == runtime && r.key.workload == workload) return r;
        FAIL("no row of " << runtime << " in the stop");
        return {};
    }

    /// How often each row was run, by runtime and workload.
    std::map<std::pair<std::string, std::string>, int> runs() const {
        std::map<std::pair<std::string, std::string>, int> out;
        for (auto const& k : diary.keys) ++out[{k.runtime, k.workload}];
        return out;
    }
};

} // namespace

TEST_CASE("a session ends when every row is known well enough, and says so") {
    PrecisionFixture f;
    f.a->behaviour = scattered(0.010, 0.01);
    f.b->behaviour = scattered(0.020, 0.01, 2);
    f.run();
    CHECK_FALSE(f.ec);
    CHECK(f.outcome.stopped == StopReason::satisfied);
    CHECK_FALSE(f.outcome.interrupted);
    CHECK(f.diary.lines.back() == "over");
    REQUIRE(f.diary.stop);
    CHECK(f.diary.stop->reason == StopReason::satisfied);
    CHECK(f.diary.stop->blocks >= f.plan.precision->least_blocks);
    CHECK(f.diary.stop->blocks < 60);
    CHECK(f.outcome.completed == 2 * f.diary.stop->blocks);
    CHECK(f.outcome.scheduled == 400);
    for (auto const* runtime : {"a", "b"}) {
        CHECK(f.reached(runtime).satisfied);
        CHECK(f.reached(runtime).values >= 12);
        CHECK(f.reached(runtime).relative_half_width.value() <= 0.05);
    }
}

TEST_CASE("a row that is known goes on with its group, so that every block holds whole pairs") {
    PrecisionFixture f;
    f.a->behaviour = scattered(0.010, 0.001);
    f.b->behaviour = scattered(0.020, 0.15, 2);
    f.run();
    CHECK(f.outcome.stopped == StopReason::satisfied);
    auto const runs = f.runs();
    CHECK(runs.at({"a", "program"}) == runs.at({"b", "program"}));
    CHECK(runs.at({"a", "program"}) > 12);
    CHECK(f.reached("a").values < f.reached("b").values);
    std::map<std::uint32_t, int> per_block;
    for (auto const& k : f.diary.keys) ++per_block[k.block];
    for (auto const& [block, n] : per_block) CHECK(n == 2);
}

TEST_CASE("a group that is known is not run any more while another goes on") {
    PrecisionFixture f;
    f.catalog.add(std::make_unique<FakeProgram>("other"));
    f.plan.rows.push_back({"a", {}, "other", ""});
    f.plan.rows.push_back({"b", {}, "other", ""});
    // Both runtimes run both programs; only b's "other" scatters.
    std::map<std::string, stats::Xoshiro256> engines;
    f.diary.at_start = [&](int n) {
        auto const& k = f.diary.keys[static_cast<std::size_t>(n)];
        auto const scatter = k.runtime == "b" && k.workload == "other" ? 0.15 : 0.001;
        (k.runtime == "a" ? f.a : f.b)->behaviour = scattered(0.01, scatter, static_cast<std::uint64_t>(n));
    };
    f.run();
    CHECK(f.outcome.stopped == StopReason::satisfied);
    auto const runs = f.runs();
    CHECK(runs.at({"a", "program"}) == runs.at({"b", "program"}));
    CHECK(runs.at({"a", "other"}) == runs.at({"b", "other"}));
    CHECK(runs.at({"a", "program"}) < runs.at({"a", "other"}));
    CHECK(f.outcome.not_reached == 800 - f.diary.keys.size());
}

TEST_CASE("a row that does not get there ends at the plan's blocks") {
    PrecisionFixture f;
    f.plan.blocks = 20;
    f.b->behaviour = scattered(0.010, 0.9);
    f.a->behaviour = scattered(0.010, 0.001);
    f.run();
    CHECK(f.outcome.stopped == StopReason::most_blocks);
    CHECK(f.diary.stop->blocks == 20);
    CHECK(f.outcome.completed == 40);
    CHECK_FALSE(f.reached("b").satisfied);
    CHECK(f.reached("b").values == 20);
    CHECK(f.reached("b").relative_half_width.value() > 0.05);
    CHECK(f.reached("a").satisfied);
}

TEST_CASE("no block is begun when the time is up, and the one that runs is finished") {
    PrecisionFixture f;
    f.plan.precision->most_seconds = 0.05;
    f.a->behaviour = f.b->behaviour = [](int) { return FakeStart{{}, std::chrono::milliseconds(20)}; };
    f.run();
    CHECK(f.outcome.stopped == StopReason::most_seconds);
    CHECK(f.diary.stop->blocks < 12);
    CHECK(f.outcome.completed == 2 * f.diary.stop->blocks);
}

TEST_CASE("rows that have no figure do not hold the others up") {
    PrecisionFixture f;
    f.a->behaviour = scattered(0.010, 0.001);
    f.b->behaviour = [](int) { return FakeStart{errc::wrong_answer}; };
    f.run();
    CHECK(f.outcome.stopped == StopReason::satisfied);
    CHECK(f.diary.stop->blocks < 60);
    CHECK(f.reached("b").values == 0);
    CHECK_FALSE(f.reached("b").satisfied);

    PrecisionFixture none;
    none.plan.blocks = 15;
    none.a->behaviour = none.b->behaviour = f.b->behaviour;
    none.run();
    CHECK(none.outcome.stopped == StopReason::most_blocks); // nothing was reached, so nothing was satisfied
    CHECK(none.outcome.failed == 30);
}

TEST_CASE("a row with fewer blocks of its own is not waited for") {
    PrecisionFixture f;
    f.plan.rows[1].blocks = 1;
    f.a->behaviour = scattered(0.010, 0.001);
    f.b->behaviour = scattered(0.010, 0.9);
    f.run();
    CHECK(f.outcome.stopped == StopReason::satisfied);
    CHECK(f.runs().at({"b", "program"}) == 1);
}

TEST_CASE("discarded and failed trials give the rule no value") {
    PrecisionFixture f;
    f.a->behaviour = [inner = scattered(0.010, 0.01)](int n) mutable {
        auto s = inner(n);
        if (n % 3 == 1) s.error = n % 2 == 0 ? errc::wrong_temperature : errc::wrong_answer;
        return s;
    };
    f.b->behaviour = scattered(0.010, 0.01, 2);
    f.run();
    CHECK(f.outcome.stopped == StopReason::satisfied);
    CHECK(f.outcome.discarded > 0);
    CHECK(f.outcome.failed > 0);
    CHECK(f.reached("a").values == static_cast<std::uint32_t>(f.a->starts) - f.outcome.failed - f.outcome.discarded);
}

TEST_CASE("the ratio to the first row may be what has to be known") {
    PrecisionFixture f;
    f.plan.precision->of = PrecisionOf::ratio;
    // Blocks differ by a factor of up to three, pairs by a percent: the ratio is known long before the rows are.
    f.diary.at_start = [&](int n) {
        auto const& k = f.diary.keys[static_cast<std::size_t>(n)];
        stats::Xoshiro256 engine(k.block);
        auto const pace = 1 + 2 * stats::uniform_unit(engine);
        f.a->behaviour = scattered(0.010 * pace, 0.01, k.block + 1000);
        f.b->behaviour = scattered(0.020 * pace, 0.01, k.block + 2000);
    };
    f.run();
    CHECK(f.outcome.stopped == StopReason::satisfied);
    CHECK(f.diary.stop->blocks < 60);
    CHECK(f.diary.stop->rows.size() == 1); // the baseline has no ratio
    CHECK(f.reached("b").relative_half_width.value() <= 0.05);

    PrecisionFixture rows; // the same of each row
    rows.diary.at_start = [&](int n) {
        auto const& k = rows.diary.keys[static_cast<std::size_t>(n)];
        stats::Xoshiro256 engine(k.block);
        auto const pace = 1 + 2 * stats::uniform_unit(engine);
        rows.a->behaviour = rows.b->behaviour = scattered(0.010 * pace, 0.01, k.block + 1000);
    };
    rows.run();
    CHECK(rows.diary.stop->blocks > 2 * f.diary.stop->blocks);
}

TEST_CASE("a goal of which no rule can be made is refused before anything runs") {
    PrecisionFixture f;
    f.plan.precision->relative_half_width = 2;
    CHECK_THROWS_AS(
        Session(f.catalog, f.plan, {*f.launcher, *f.connector, *f.clock, f.scratch.path(), {}, {}}, f.diary), Error);
}
