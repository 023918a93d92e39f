// The conditions that a row states: what the session enforces before a start, and what becomes of a trial without.
#include "plan/page_cache.hpp"
#include "session_fixture.hpp"

#include <array>
#include <fstream>

using namespace wasmbench;
using namespace wasmbench::plan;

namespace {

std::vector<double> values_of(Diary const& diary, std::string const& metric) {
    std::vector<double> out;
    for (auto const& m : diary.measurements)
        if (m.metric.name == metric) out.push_back(m.samples.at(0).value);
    return out;
}

} // namespace

TEST_CASE("a trial whose runtime finds a cache otherwise than stated is discarded, not failed") {
    SessionFixture f;
    f.a->behaviour = [](int n) { return n == 1 ? FakeStart{errc::wrong_temperature} : FakeStart{}; };
    f.b->behaviour = [](int n) { return n == 0 ? FakeStart{errc::wrong_answer} : FakeStart{}; };
    f.run();
    CHECK_FALSE(f.ec);
    CHECK(f.outcome.discarded == 1);
    CHECK(f.outcome.failed == 1);
    CHECK(f.outcome.completed == 4);
    CHECK(f.outcome.not_reached == 0);
    CHECK(f.outcome.stopped == StopReason::all_blocks);
    CHECK(f.diary.count("discarded: a cache was not in the stated state, the trial is discarded (start 2)") == 1);
}

TEST_CASE("a trial whose runtime or workload is another file than at the begin fails, and the others go on") {
    SessionFixture f;
    testing::ScratchFolder const folder;
    auto const mine = folder.path() / "runtime";
    auto const other = folder.path() / "other";
    std::ofstream(mine) << "one";
    std::ofstream(other) << "two";
    f.a->available.files = {mine};
    std::function<void()> change;
    std::string expected;
    SECTION("another in its place, of the same size") {
        change = [&] { std::filesystem::rename(other, mine); };
        expected = "it is another or was written to since";
    }
    SECTION("written to") {
        change = [&] { std::ofstream(mine, std::ios::app) << "more"; };
        expected = "it is another or was written to since";
    }
    SECTION("gone") {
        change = [&] { std::filesystem::remove(mine); };
        expected = "it is gone";
    }
    f.diary.at_start = [&](int trial) {
        if (trial == 2) change(); // the second block: a and b have run once each
    };
    f.run();
    CHECK_FALSE(f.ec);
    CHECK(f.outcome.completed == 4); // 3 of b, the first of a
    CHECK(f.outcome.failed == 2);
    for (auto const& line : f.diary.lines)
        if (line.starts_with("failed: ")) {
            CHECK(line.find(mine.string()) != std::string::npos);
            CHECK(line.find(expected) != std::string::npos);
        }
    CHECK(f.a->starts == 1);
}

TEST_CASE("a file that was never there is none that changed") {
    SessionFixture f;
    f.a->available.files = {"/nonexistent/library"};
    f.run();
    CHECK(f.outcome.completed == 6);
}

TEST_CASE("a row with a page cache is skipped on a runtime that does not name its files") {
    SessionFixture f;
    f.plan.rows[1].page_cache = PageCache::cold;
    f.run();
    CHECK(f.outcome.skipped_rows == 1);
    CHECK(f.b->starts == 0);
    CHECK(f.diary.count("skipped: b does not say which files its starts read, so the page cache cannot be cold for "
                        "them") == 1);
}

TEST_CASE("an interrupted session accounts for the trials that it did not reach") {
    SessionFixture f;
    f.diary.at_start = [&](int trial) {
        if (trial == 1) f.cancel.emit(asio::cancellation_type::total);
    };
    f.run();
    CHECK(f.outcome.completed == 2);
    CHECK(f.outcome.not_reached == 4);
    CHECK_FALSE(f.outcome.stopped);
    CHECK_FALSE(f.diary.stop);
}

#ifdef __linux__

TEST_CASE("every start of a row finds the runtime's files as the row states") {
    SessionFixture f;
    testing::ScratchFolder const folder;
    std::array const files = {folder.path() / "runtime"};
    std::ofstream(files[0]) << std::string(50'000, 'x');
    if (!set_page_cache(PageCache::cold, files)) SKIP("the temporary folder is in memory");
    for (auto* r : {f.a, f.b}) {
        r->can = {Capability::command, Capability::page_cache};
        r->available.files = {files[0]};
    }
    f.plan.rows[0].page_cache = PageCache::cold;
    f.plan.rows[1].page_cache = PageCache::warm;
    std::vector<std::uint64_t> cold_starts, warm_starts;
    auto const look = [&](std::vector<std::uint64_t>& into) {
        return [&](int) {
            into.push_back(residency(files).value().resident);
            return FakeStart{};
        };
    };
    f.a->behaviour = look(cold_starts);
    f.b->behaviour = look(warm_starts);
    f.run();
    CHECK(f.outcome.completed == 6);
    auto const pages = residency(files).value().pages;
    CHECK(cold_starts == std::vector<std::uint64_t>(3, 0));
    CHECK(warm_starts == std::vector<std::uint64_t>(3, pages));
    CHECK(values_of(f.diary, "page_cache/pages") == std::vector<double>(6, static_cast<double>(pages)));
    for (auto const& m : f.diary.measurements)
        if (m.metric.name == "page_cache/resident")
            CHECK(m.samples.at(0).value == (m.key.runtime == "a" ? 0.0 : static_cast<double>(pages)));
    CHECK(f.diary.keys.at(0).page_cache != PageCache::any);
}

TEST_CASE("a file that cannot be brought into the condition discards the trial before its start") {
    SessionFixture f;
    f.a->can = {Capability::command, Capability::page_cache};
    f.a->available.files = {"/proc/self/exe"}; // mapped by this very process
    f.plan.rows[0].page_cache = PageCache::cold;
    f.run();
    CHECK(f.outcome.discarded == 3);
    CHECK(f.outcome.completed == 3);
    CHECK(f.a->starts == 0);
}

#endif
