#include "example_key.hpp"

#include <wasmbench/core/system.hpp>
#include <wasmbench/results/raw_reader.hpp>
#include <wasmbench/results/raw_writer.hpp>
#include <wasmbench/results/resume_point.hpp>
#include <wasmbench/testing/fake_clock.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include <support/files.hpp>

using namespace wasmbench;
using namespace wasmbench::results;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr std::chrono::system_clock::time_point wall{};

RunKey key_of(std::uint32_t trial) {
    auto k = testing::example_key();
    k.trial = trial;
    return k;
}

Measurement measurement(std::uint32_t trial) {
    return {key_of(trial), Phase::measure, {"start/ready", Unit::seconds}, {{TimePoint(5s), 0.25}}};
}

struct Campaign {
    testing::ScratchFolder folder;
    testing::FakeClock clock{TimePoint(1s)};
    std::filesystem::path file = folder.path() / "raw.jsonl";

    void begin(RawWriter& w) {
        w.set_children_mark(children_mark());
        w.describe_row(key_of(0), {ExecutionMode::aot, "off", InstancePolicy::new_per_request, {"One."}});
        w.session_starting(4);
        auto absent = testing::example_key();
        absent.runtime = "absent";
        w.skipped(absent.row(), "not installed");
    }
    void trial(RawWriter& w, std::uint32_t n) {
        clock.advance(1ms);
        w.trial_starting(key_of(n));
        w.measured(measurement(n));
        w.trial_ended(key_of(n));
    }
    std::string text() const { return testing::read_file(file); }
    ResumePoint point() const { return resume_point(read_raw(file).value()); }
    static std::size_t lines(std::string const& t) { return static_cast<std::size_t>(std::count(t.begin(), t.end(), '\n')); }
    void append(std::string const& more) { testing::write_file(file, text() + more); }
};

} // namespace

TEST_CASE("a campaign goes on behind its last whole trial") {
    Campaign c;
    {
        RawWriter w(c.file, c.clock, wall);
        c.begin(w);
        c.trial(w, 0);
        c.trial(w, 1);
    }
    auto const settled = c.text();
    auto const more = [&] {
        auto const point = c.point();
        RawWriter w(c.file, c.clock, wall, read_raw(c.file)->header, point);
        w.trial_starting(key_of(2));
        w.measured(measurement(2));
        return c.text().substr(settled.size());
    }();
    for (std::string const& unfinished : {std::string(), more, more + "{\"type\":\"meas", std::string("{\"ty")}) {
        CAPTURE(unfinished);
        testing::write_file(c.file, settled + unfinished);
        auto const p = c.point();
        CHECK_FALSE(p.over);
        CHECK(p.settled_lines == Campaign::lines(settled));
        REQUIRE(p.trials.size() == 2);
        CHECK(p.trials[1].key == key_of(1));
        CHECK(p.trials[1].measurements == std::vector{measurement(1)});
        CHECK(p.rows.size() == 1);
        CHECK(p.skipped_rows.size() == 1);
        CHECK(p.children == std::vector{children_mark()});

        auto const aside = set_unfinished_aside(c.file, p.settled_lines).value();
        CHECK(aside.has_value() == !unfinished.empty());
        CHECK(c.text() == settled);
        if (aside) CHECK(testing::read_file(*aside) == unfinished);
    }
    // Nothing of what was set aside was overwritten by what came later.
    CHECK(testing::read_file(c.folder.path() / "raw.unfinished-1.jsonl") == more);
    CHECK(testing::read_file(c.folder.path() / "raw.unfinished-3.jsonl") == "{\"ty");
}

TEST_CASE("a trial that an interruption has ended is run again; one that failed or was discarded is not") {
    Campaign c;
    {
        RawWriter w(c.file, c.clock, wall);
        c.begin(w);
        w.trial_starting(key_of(0));
        w.failed(key_of(0), {errc::wrong_answer, {}});
        w.trial_ended(key_of(0));
        w.trial_starting(key_of(1));
        w.discarded(key_of(1), "warm");
        w.trial_ended(key_of(1));
        w.trial_starting(key_of(2));
        w.skipped(key_of(2), "interrupted");
        w.trial_ended(key_of(2));
        w.session_ended(true);
    }
    auto const p = c.point();
    CHECK_FALSE(p.over);
    REQUIRE(p.trials.size() == 2);
    CHECK(p.trials[0].failed);
    CHECK(p.trials[1].discarded);
    set_unfinished_aside(c.file, p.settled_lines).value();
    CHECK_THAT(c.text(), !ContainsSubstring("interrupted"));
    CHECK(resume_point(read_raw(c.file).value()).trials == p.trials);
}

TEST_CASE("a campaign that came to its own end is over") {
    Campaign c;
    {
        RawWriter w(c.file, c.clock, wall);
        c.begin(w);
        c.trial(w, 0);
        w.session_stopped({StopReason::all_blocks, 1, {}});
        w.session_ended(false);
    }
    CHECK(c.point().over);
}

TEST_CASE("killed before its first trial, it keeps what it had said of its rows") {
    Campaign c;
    {
        RawWriter w(c.file, c.clock, wall);
        w.describe_row(key_of(0), {ExecutionMode::aot, "off", InstancePolicy::new_per_request, {}});
    }
    c.append("{\"type\":\"row\",\"at\":");
    auto const p = c.point();
    CHECK(p.settled_lines == 2);
    CHECK(p.trials.empty());
    CHECK(p.rows.size() == 1);
}

TEST_CASE("what goes on is one file: nothing is said twice, and time goes forward") {
    Campaign c;
    {
        RawWriter w(c.file, c.clock, wall);
        c.begin(w);
        c.trial(w, 0);
    }
    auto const records = read_raw(c.file).value();
    auto const p = resume_point(records);
    auto const last = records.events.back().at;
    // The second time after a restart of the machine: its clock begins anew.
    for (auto const now : {TimePoint(7s), TimePoint(10ms)}) {
        testing::write_file(c.folder.path() / "copy.jsonl", c.text());
        testing::FakeClock clock(now);
        {
            RawWriter w(c.folder.path() / "copy.jsonl", clock, wall, records.header, p);
            c.begin(w);
            w.session_resumed(1);
            clock.advance(1ms);
            w.trial_starting(key_of(1));
            w.trial_ended(key_of(1));
        }
        auto const whole = read_raw(c.folder.path() / "copy.jsonl").value();
        auto const count = [&]<class T>(T const*) {
            return std::count_if(whole.events.begin(), whole.events.end(), [](auto const& e) { return std::holds_alternative<T>(e.what); });
        };
        CHECK(count(static_cast<RowDescribed const*>(nullptr)) == 1);
        CHECK(count(static_cast<Skipped const*>(nullptr)) == 1);
        CHECK(count(static_cast<SessionStarting const*>(nullptr)) == 2);
        CHECK(count(static_cast<TrialEnded const*>(nullptr)) == 2);
        CHECK(std::is_sorted(whole.events.begin(), whole.events.end(), [](auto const& a, auto const& b) { return a.at < b.at; }));
        CHECK(whole.events.back().at > last);
        auto const again = resume_point(whole);
        CHECK(again.trials.size() == 2);
        CHECK(again.children.size() == 2);
    }
}

TEST_CASE("two harnesses never write to one campaign") {
    Campaign c;
    RawWriter first(c.file, c.clock, wall);
    c.begin(first);
    auto const records = read_raw(c.file).value();
    try {
        RawWriter second(c.file, c.clock, wall, records.header, resume_point(records));
        FAIL("the second one was let in");
    } catch (Error const& e) {
        CHECK(e.code() == errc::results_io);
        CHECK_THAT(e.what(), ContainsSubstring("no other wasmbench writes"));
    }
}

TEST_CASE("a raw file without a whole line has not begun, and does not stay") {
    testing::ScratchFolder const folder;
    auto const raw = folder.path() / "raw.jsonl";
    CHECK_FALSE(has_begun(raw).value());
    testing::write_file(raw, "");
    CHECK_FALSE(has_begun(raw).value());
    CHECK_FALSE(std::filesystem::exists(raw));
    testing::write_file(raw, "{\"type\": \"hea");
    CHECK_FALSE(has_begun(raw).value());
    CHECK_FALSE(std::filesystem::exists(raw));
    CHECK(testing::read_file(folder.path() / "raw.unfinished-1.jsonl") == "{\"type\": \"hea");
    testing::write_file(raw, "{}\n{");
    CHECK(has_begun(raw).value());
    CHECK(std::filesystem::exists(raw));
}
