#include "session_fixture.hpp"

#include <wasmbench/plan/schedule.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <cmath>
#include <thread>

using namespace wasmbench;
using namespace wasmbench::plan;

TEST_CASE("every trial of the schedule is run, in its order, each in a folder of its own") {
    SessionFixture f;
    f.run();
    CHECK_FALSE(f.ec);
    CHECK(f.outcome.scheduled == 6);
    CHECK(f.outcome.completed == 6);
    auto const order = schedule(f.plan);
    REQUIRE(f.diary.keys.size() == order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        CHECK(f.diary.keys[i].runtime == f.plan.rows[order[i].row].runtime);
        CHECK(f.diary.keys[i].block == order[i].block);
        CHECK(f.diary.keys[i].trial == i);
    }
    CHECK(f.diary.lines.front() == "session 6");
    CHECK(f.diary.lines.back() == "over");
    auto folders = f.a->scratch;
    folders.insert(folders.end(), f.b->scratch.begin(), f.b->scratch.end());
    std::sort(folders.begin(), folders.end());
    CHECK(std::unique(folders.begin(), folders.end()) == folders.end());
}

TEST_CASE("a program's trial gives its time and its CPU time") {
    SessionFixture f;
    f.a->behaviour = f.b->behaviour = [](int) { return FakeStart{{}, std::chrono::milliseconds(20)}; };
    f.plan.blocks = 1;
    f.run();
    int ready = 0, usage = 0;
    for (auto const& m : f.diary.measurements) {
        if (m.metric.name == "start/ready") {
            ++ready;
            CHECK(m.samples.at(0).value >= 0.02);
        }
        if (m.metric.name == "cpu/usage") {
            ++usage;
            CHECK(m.samples.at(0).value == 2);
        }
    }
    CHECK(ready == 2);
    CHECK(usage == 2);
}

TEST_CASE("a trial that fails is told with its diagnostics, and the others go on") {
    SessionFixture f;
    f.a->behaviour = [](int n) { return n == 1 ? FakeStart{errc::wrong_answer} : FakeStart{}; };
    f.run();
    CHECK_FALSE(f.ec);
    CHECK(f.outcome.failed == 1);
    CHECK(f.outcome.completed == 5);
    CHECK(f.diary.count("failed: the answer was wrong (start 2)") == 1);
}

TEST_CASE("a row that cannot be run is skipped once, with its reason") {
    SessionFixture f;
    f.b->available = Availability::no("not installed");
    f.run();
    CHECK(f.outcome.skipped_rows == 1);
    CHECK(f.outcome.scheduled == 3);
    CHECK(f.diary.count("skipped: not installed") == 1);
    CHECK(f.b->starts == 0);
}

TEST_CASE("total cancellation finishes the current trial") {
    SessionFixture f;
    f.diary.at_start = [&](int trial) {
        if (trial == 1) f.cancel.emit(asio::cancellation_type::total);
    };
    f.run();
    CHECK(f.ec == asio::error::operation_aborted);
    CHECK(f.outcome.interrupted);
    CHECK(f.outcome.completed == 2);
    CHECK(f.diary.lines.back() == "interrupted");
}

TEST_CASE("terminal cancellation ends the current trial at once") {
    SessionFixture f;
    f.a->behaviour = f.b->behaviour = [](int) { return FakeStart{{}, std::chrono::minutes(1)}; };
    asio::io_context io;
    asio::steady_timer timer(io, std::chrono::milliseconds(30));
    auto const begun = SteadyClock::now();
    Session session(
        f.catalog, f.plan, {*f.launcher, *f.connector, *f.clock, f.scratch.path(), {}, {}}, f.diary);
    timer.async_wait([&](error_code) { f.cancel.emit(asio::cancellation_type::terminal); });
    session.async_run(
        io.get_executor(), asio::bind_cancellation_slot(f.cancel.slot(), [&](error_code e, SessionOutcome o) {
            f.ec = e;
            f.outcome = o;
        }));
    io.run_for(std::chrono::seconds(20));
    CHECK(SteadyClock::now() - begun < std::chrono::seconds(10));
    CHECK(f.ec == asio::error::operation_aborted);
    CHECK(f.outcome.completed == 0);
    CHECK(f.diary.lines ==
          std::vector<std::string>{"session 6", "begin", "skipped: interrupted", "end", "interrupted"});
}

TEST_CASE("an observer that cannot go on ends the session with its error") {
    SessionFixture f;
    f.diary.at_end = [] { throw Error(errc::results_io, {"write", "raw.jsonl", {}, {}, {}, {}, {}}); };
    f.run();
    CHECK(f.ec == errc::results_io);
    CHECK(f.failure.diagnostics.subject == "raw.jsonl");
    CHECK(f.diary.keys.size() == 1);
    CHECK(f.diary.lines.back() == "interrupted");
}

TEST_CASE("what disturbed a trial is measured with it, in the window around it") {
    SessionFixture f;
    f.plan.blocks = 1;
    f.plan.rows.resize(1);
    probe::MachineReading reading;
    reading.cpu_seconds = 1;
    reading.stalls = 0;
    std::vector<TimePoint> read_at;
    probe::DisturbanceWatch watch(
        {},
        [&](std::set<std::string> const&) {
            reading.at = f.clock->now();
            read_at.push_back(reading.at);
            if (read_at.size() > 1) *reading.stalls += 3;
            return reading;
        },
        1);
    f.disturbances = &watch;
    f.run();
    CHECK(f.outcome.completed == 1);
    REQUIRE(read_at.size() == 3);
    CHECK(read_at.back() - read_at.front() >= probe::DisturbanceLimits{}.shortest_window);
    int shown = 0, marked = 0;
    for (auto const& m : f.diary.measurements) {
        if (m.metric.name == "environment/swap") FAIL("it was not read");
        if (m.metric.name == "environment/foreign_cpu") {
            ++shown;
            CHECK(m.samples.at(0).value == 0);
            CHECK(m.samples.at(0).at == read_at.back());
        }
        if (m.metric.name == "disturbed/foreign_cpu") FAIL("nobody used a CPU");
        if (m.metric.name == "disturbed/reclaim_stalls") {
            ++marked;
            CHECK(m.metric.unit == Unit::count);
            CHECK(m.samples.at(0).value == 6);
        }
    }
    CHECK(shown == 1);
    CHECK(marked == 1);
}

TEST_CASE("a trial's ledger accounts for its wall time, without what the observer does") {
    SessionFixture f;
    f.a->behaviour = f.b->behaviour = [](int) { return FakeStart{{}, std::chrono::milliseconds(20)}; };
    f.plan.blocks = 1;
    f.diary.at_instance = [] { std::this_thread::sleep_for(std::chrono::milliseconds(100)); };
    f.run();
    CHECK_FALSE(f.ec);
    double start = 0, others = 0, wall = 0;
    for (auto const& m : f.diary.measurements) {
        if (m.key.runtime != "a" || !m.metric.name.starts_with("phase/")) continue;
        auto const value = m.samples.at(0).value;
        if (m.metric.name == "phase/wall")
            wall = value;
        else if (m.metric.name == "phase/spawn+engine_start+load+instantiate+first_answer") {
            start = value;
            CHECK(m.phase == Phase::start);
        } else
            others += value;
        if (m.metric.name == "phase/teardown") CHECK(m.phase == Phase::stop);
    }
    CHECK(start >= 0.02);
    CHECK(wall < start + 0.1);
    CHECK(std::abs(wall - start - others) < 1e-9);
}

TEST_CASE("a start that fails has no ledger") {
    SessionFixture f;
    f.a->behaviour = f.b->behaviour = [](int) { return FakeStart{errc::wrong_answer}; };
    f.run();
    CHECK(f.diary.measurements.empty());
}

TEST_CASE("a session tells which step of a trial begins") {
    SessionFixture f;
    f.plan.rows.resize(1);
    f.plan.blocks = 2;
    f.plan.settings.memory_trials = 1; // in the first block
    f.run();
    CHECK(f.outcome.completed == 2);
    CHECK(f.diary.steps ==
          std::vector<std::string>{"preparing", "starting", "starting", "memory", "preparing", "starting"});
}
