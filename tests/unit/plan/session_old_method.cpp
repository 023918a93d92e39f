#include "session_fixture.hpp"

#include <cmath>
#include <map>

using namespace wasmbench;
using namespace wasmbench::plan;

namespace {

/// The values of each metric that was measured, by name.
std::map<std::string, std::vector<double>> values(Diary const& diary) {
    std::map<std::string, std::vector<double>> out;
    for (auto const& m : diary.measurements)
        for (auto const& s : m.samples) out[m.metric.name].push_back(s.value);
    return out;
}

/// One row, whose starts take 1 s at first and 3 s by the old method.
struct OldMethodFixture : SessionFixture {
    OldMethodFixture() {
        plan.rows.resize(1);
        plan.settings.old_method.emplace();
        plan.rows[0].old_options = Options{{"cache", "old"}};
        a->behaviour = [](int n) { return FakeStart{{}, {}, n % 2 == 0 ? 1.0 : 3.0}; };
    }
};

} // namespace

TEST_CASE("a program that the study started otherwise is run once more, as it was, under another name") {
    OldMethodFixture f;
    f.run();
    CHECK(f.outcome.completed == 3);
    CHECK(f.a->starts == 6);
    auto const all = values(f.diary);
    CHECK(all.at("start/ready") == std::vector<double>{1, 1, 1});
    CHECK(all.at("old/run_time") == std::vector<double>{3, 3, 3});
    CHECK(all.at("cpu/usage").size() == 3);
    CHECK(f.diary.absent.empty());
    // A folder of its own: its caches are as fresh as the first one's were.
    CHECK(f.a->scratch[1] == f.a->scratch[0] / "old");
}

TEST_CASE("the old method is used in so many blocks, and not where the plan does not ask for it") {
    OldMethodFixture f;
    f.plan.settings.old_method->blocks = 1;
    f.run();
    CHECK(f.a->starts == 4);
    CHECK(values(f.diary).at("old/run_time").size() == 1);

    OldMethodFixture without;
    without.plan.settings.old_method.reset();
    without.run();
    CHECK(without.a->starts == 3);

    OldMethodFixture same; // as ours does: there is nothing to set beside it
    same.plan.rows[0].old_options.reset();
    same.run();
    CHECK(same.a->starts == 3);
}

TEST_CASE("a fault of the old method is the reason of its figure and fails no trial") {
    OldMethodFixture f;
    f.a->behaviour = [](int n) { return n == 1 ? FakeStart{errc::wrong_answer} : FakeStart{}; };
    f.run();
    CHECK(f.outcome.completed == 3);
    CHECK(f.outcome.failed == 0);
    CHECK(f.diary.absent == std::vector<std::string>{"old/run_time: the answer was wrong (start 2)"});
    CHECK(values(f.diary).at("old/run_time").size() == 2);
}

TEST_CASE("options of the old method that mean nothing are refused before anything runs") {
    OldMethodFixture f;
    f.plan.rows[0].old_options = Options{{"bad", "x"}};
    CHECK_THROWS_AS(resolve(f.catalog, f.plan), Error);
}

TEST_CASE("a session that is ended in the old method's start skips its trial") {
    OldMethodFixture f;
    f.plan.blocks = 1;
    asio::io_context io;
    asio::steady_timer timer(io, std::chrono::milliseconds(30));
    f.a->behaviour = [](int n) { return FakeStart{{}, n == 0 ? std::chrono::milliseconds(0) : std::chrono::minutes(1)}; };
    Session session(f.catalog, f.plan, {*f.launcher, *f.connector, *f.clock, f.scratch.path(), {}, {}}, f.diary);
    timer.async_wait([&](error_code) { f.cancel.emit(asio::cancellation_type::terminal); });
    session.async_run(
        io.get_executor(), asio::bind_cancellation_slot(f.cancel.slot(), [&](error_code e, SessionOutcome o) {
            f.ec = e;
            f.outcome = o;
        }));
    io.run_for(std::chrono::seconds(20));
    CHECK(f.outcome.skipped == 1);
    CHECK(f.diary.absent.empty());
    CHECK(f.a->alive == 0);
}
