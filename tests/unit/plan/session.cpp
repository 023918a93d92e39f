#include "fake_program.hpp"

#include <wasmbench/core/system.hpp>
#include <wasmbench/plan/schedule.hpp>
#include <wasmbench/plan/session.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <thread>

using namespace wasmbench;
using namespace wasmbench::plan;

namespace {

// Writes down what it hears, and does what the test wants at a trial's start.
class Diary final : public Observer {
public:
    std::vector<std::string> lines;
    std::vector<RunKey> keys;
    std::vector<Measurement> measurements;
    std::function<void(int trial)> at_start = [](int) {};
    std::function<void()> at_instance = [] {};
    std::function<void()> at_end = [] {};

    void session_starting(std::uint32_t n) override { lines.push_back("session " + std::to_string(n)); }
    void trial_starting(RunKey const& k) override {
        lines.push_back("begin");
        keys.push_back(k);
        at_start(static_cast<int>(keys.size()) - 1);
    }
    void instance_ready(RunKey const&, Endpoint const&) override { at_instance(); }
    void measured(Measurement const& m) override { measurements.push_back(m); }
    void skipped(RunKey const&, std::string_view why) override {
        lines.push_back("skipped: " + std::string(why));
    }
    void failed(RunKey const&, Failure const& f) override { lines.push_back("failed: " + to_line(f)); }
    void trial_ended(RunKey const&) override {
        lines.push_back("end");
        at_end();
    }
    void session_ended(bool interrupted) override { lines.push_back(interrupted ? "interrupted" : "over"); }

    long count(std::string const& line) const { return std::count(lines.begin(), lines.end(), line); }
};

struct Fixture {
    Catalog catalog;
    FakeRuntime* a = nullptr;
    FakeRuntime* b = nullptr;
    Plan plan;
    Diary diary;
    testing::ScratchFolder scratch;
    std::unique_ptr<Launcher> launcher = make_posix_launcher({false});
    std::unique_ptr<Connector> connector = make_tcp_connector();
    std::unique_ptr<Clock> clock = make_system_clock();
    asio::cancellation_signal cancel;
    error_code ec;
    SessionOutcome outcome;
    Failure failure;

    Fixture() {
        for (auto** r : {&a, &b}) {
            auto runtime = std::make_unique<FakeRuntime>(r == &a ? "a" : "b");
            *r = runtime.get();
            catalog.add(std::move(runtime));
        }
        catalog.add(std::make_unique<FakeProgram>("program"));
        plan.name = "test";
        plan.seed = 5;
        plan.blocks = 3;
        plan.settings.memory_trials = 0;
        plan.rows = {{"a", {}, "program", ""}, {"b", {}, "program", ""}};
    }

    void run() {
        asio::io_context io;
        Session session(catalog, plan, {*launcher, *connector, *clock, scratch.path(), {}, {}}, diary);
        session.async_run(io.get_executor(),
            asio::bind_cancellation_slot(cancel.slot(), [&](error_code e, SessionOutcome o) {
                ec = e;
                outcome = o;
            }));
        io.run_for(std::chrono::seconds(20));
        failure = session.failure();
        CHECK(a->alive + b->alive == 0);
        CHECK(std::filesystem::is_empty(scratch.path()));
        CHECK(diary.count("begin") == diary.count("end"));
    }
};

} // namespace

TEST_CASE("every trial of the schedule is run, in its order, each in a folder of its own") {
    Fixture f;
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
    Fixture f;
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
    Fixture f;
    f.a->behaviour = [](int n) { return n == 1 ? FakeStart{errc::wrong_answer} : FakeStart{}; };
    f.run();
    CHECK_FALSE(f.ec);
    CHECK(f.outcome.failed == 1);
    CHECK(f.outcome.completed == 5);
    CHECK(f.diary.count("failed: the answer was wrong (start 2)") == 1);
}

TEST_CASE("a row that cannot be run is skipped once, with its reason") {
    Fixture f;
    f.b->available = Availability::no("not installed");
    f.run();
    CHECK(f.outcome.skipped_rows == 1);
    CHECK(f.outcome.scheduled == 3);
    CHECK(f.diary.count("skipped: not installed") == 1);
    CHECK(f.b->starts == 0);
}

TEST_CASE("total cancellation finishes the current trial") {
    Fixture f;
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
    Fixture f;
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
    Fixture f;
    f.diary.at_end = [] { throw Error(errc::results_io, {"write", "raw.jsonl", {}, {}, {}, {}, {}}); };
    f.run();
    CHECK(f.ec == errc::results_io);
    CHECK(f.failure.diagnostics.subject == "raw.jsonl");
    CHECK(f.diary.keys.size() == 1);
    CHECK(f.diary.lines.back() == "interrupted");
}

TEST_CASE("a trial's ledger accounts for its wall time, without what the observer does") {
    Fixture f;
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
    Fixture f;
    f.a->behaviour = f.b->behaviour = [](int) { return FakeStart{errc::wrong_answer}; };
    f.run();
    CHECK(f.diary.measurements.empty());
}
