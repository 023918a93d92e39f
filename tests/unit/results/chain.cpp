// The chain of raw.jsonl: what happened to a file since it was written is found, and named by its line.
#include "example_key.hpp"

#include "results/chain.hpp"

#include <wasmbench/results/raw_reader.hpp>
#include <wasmbench/results/raw_writer.hpp>
#include <wasmbench/results/resume_point.hpp>
#include <wasmbench/testing/fake_clock.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>
#include <vector>

#include <support/files.hpp>

using namespace wasmbench;
using namespace wasmbench::results;
using Catch::Matchers::ContainsSubstring;

namespace {

RunKey key_of(std::uint32_t trial) {
    auto k = testing::example_key();
    k.trial = trial;
    return k;
}

/// The lines, with their line feeds, of a campaign of three whole trials and one that has begun:
/// 1 the header, 2 the session, 3 to 5, 6 to 8 and 9 to 11 a trial each, 12 and 13 what was begun.
std::vector<std::string> lines_of_a_campaign() {
    testing::ScratchFolder const folder;
    testing::FakeClock clock{TimePoint()};
    {
        RawWriter w(folder.path() / "raw.jsonl", clock, std::chrono::system_clock::time_point());
        w.session_starting(4);
        for (std::uint32_t n = 0; n < 4; ++n) {
            clock.advance(std::chrono::milliseconds(1));
            w.trial_starting(key_of(n));
            w.measured({key_of(n), Phase::start, {"start/ready", Unit::seconds}, {{clock.now(), 0.25 + n}}});
            if (n < 3) w.trial_ended(key_of(n));
        }
    }
    std::vector<std::string> out;
    auto const text = testing::read_file(folder.path() / "raw.jsonl");
    for (std::size_t at = 0; at < text.size(); at += out.back().size()) out.push_back(text.substr(at, text.find('\n', at) + 1 - at));
    REQUIRE(out.size() == 13);
    return out;
}

std::string joined(std::vector<std::string> const& lines) {
    std::string out;
    for (auto const& line : lines) out += line;
    return out;
}

std::string message(std::vector<std::string> const& lines) {
    auto const records = read_raw_text(joined(lines), "x/raw.jsonl");
    return records ? "accepted" : to_line(records.error());
}

void change(std::string& line, std::string const& what, std::string const& with) {
    auto const at = line.find(what);
    REQUIRE(at != std::string::npos);
    line.replace(at, what.size(), with);
}

} // namespace

TEST_CASE("the check is CRC-32C, as its catalogue entry says") {
    CHECK(check_of("", "123456789") == "e3069283"); // the check value of CRC-32/ISCSI
    CHECK(check_of("1234", "56789") == "e3069283");
    CHECK(check_of("", "") == "00000000");
}

TEST_CASE("a line is chained, taken apart and known again") {
    std::string previous = "0badcafe";
    auto const line = chained(R"({"a":1})", previous);
    CHECK(line == R"({"a":1,"crc":")" + previous + "\"}\n");
    CHECK(previous == check_of("0badcafe", R"({"a":1)"));
    auto const bare = std::string_view(line).substr(0, line.size() - 1);
    auto const parts = take_apart(bare);
    REQUIRE(parts);
    CHECK(parts->bytes == R"({"a":1)");
    CHECK(parts->check == previous);
    CHECK(follows("0badcafe", bare));
    CHECK_FALSE(follows("0badcaff", bare));
    for (auto const* none : {"", "{}", "\"}", R"({"a":1,"crc":"0badcafe"])", R"({"a":1,"crd":"0badcafe"})", R"("crc":"0badcafe"})"}) {
        CAPTURE(none);
        CHECK_FALSE(take_apart(none));
        CHECK_FALSE(follows("", none));
    }
}

TEST_CASE("what is written is a chain, and its header says so") {
    auto const lines = lines_of_a_campaign();
    std::string_view previous;
    for (auto const& line : lines) {
        auto const bare = std::string_view(line).substr(0, line.size() - 1);
        CHECK(follows(previous, bare));
        previous = take_apart(bare)->check;
    }
    auto const records = read_raw_text(joined(lines));
    REQUIRE(records.has_value());
    CHECK(records->header.chain == "crc32c");
    CHECK(records->events.size() == 12);
    CHECK(!records->torn);
}

TEST_CASE("any bit that changes in a line is found, and the line named") {
    auto const whole = lines_of_a_campaign();
    for (std::size_t const number : {2u, 4u, 7u, 11u})
        for (std::size_t at = 0; at + 1 < whole[number - 1].size(); at += 3) {
            auto lines = whole;
            lines[number - 1][at] = static_cast<char>(lines[number - 1][at] ^ 1);
            auto const said = message(lines);
            CAPTURE(number, at, said);
            if (number == 11 && said == "accepted") continue; // no longer a line, and nothing settled behind it: a torn end
            // A brace or a quotation mark that is gone makes it no line at all; the next one is then the first with a check.
            CHECK_THAT(said, ContainsSubstring("x/raw.jsonl line " + std::to_string(number) + ")"));
        }
}

TEST_CASE("a line that was changed, taken out, put in or moved is one error that says what is intact") {
    auto lines = lines_of_a_campaign();
    std::string place;
    SECTION("a value changed") {
        change(lines[6], "1.25", "1.26");
        place = "line 7)";
    }
    SECTION("a line taken out") {
        lines.erase(lines.begin() + 6);
        place = "line 7)";
    }
    SECTION("a whole trial taken out") {
        lines.erase(lines.begin() + 5, lines.begin() + 8);
        place = "line 6)";
    }
    SECTION("a line put in twice") {
        lines.insert(lines.begin() + 6, lines[5]);
        place = "line 7)";
    }
    SECTION("two lines that changed places") {
        std::swap(lines[6], lines[9]);
        place = "line 7)";
    }
    SECTION("a line that another program wrote") {
        lines.insert(lines.begin() + 6, "{\"type\":\"skipped\"}\n");
        place = "line 7)";
    }
    SECTION("a line feed lost") {
        lines[6].pop_back();
        place = "line 7)";
    }
    auto const said = message(lines);
    CAPTURE(said);
    CHECK_THAT(said, ContainsSubstring("read the raw results") && ContainsSubstring("x/raw.jsonl " + place));
    CHECK_THAT(said, ContainsSubstring("check"));
    auto const intact = place == "line 6)" ? 5 : 6;
    CHECK_THAT(said, ContainsSubstring("lines 1 to " + std::to_string(intact) + " are intact and hold 1 whole trials") &&
                         ContainsSubstring("head -n " + std::to_string(intact)));
    // And that is true.
    auto const kept = read_raw_text(joined({lines.begin(), lines.begin() + intact}));
    REQUIRE(kept.has_value());
    CHECK(!kept->torn);
    CHECK(resume_point(*kept).trials.size() == 1);
}

TEST_CASE("a changed header is an error") {
    auto lines = lines_of_a_campaign();
    change(lines[0], "\"origin_ns\":0", "\"origin_ns\":1");
    CHECK_THAT(message(lines), ContainsSubstring("x/raw.jsonl line 1)") && ContainsSubstring("check"));
}

TEST_CASE("a chain of a later release is refused, not passed over") {
    auto lines = lines_of_a_campaign();
    change(lines[0], "crc32c", "blake9");
    CHECK_THAT(message(lines), ContainsSubstring("line 1 at /chain") && ContainsSubstring("read it with the release that wrote it"));
}

TEST_CASE("a value that changed in the last line is no torn end") {
    auto lines = lines_of_a_campaign();
    change(lines[12], "3.25", "4.25");
    CHECK_THAT(message(lines), ContainsSubstring("line 13)"));
}

TEST_CASE("an end that a power failure left is set aside, whatever is in it") {
    auto lines = lines_of_a_campaign();
    auto const begun = lines[12];
    std::string tail;
    SECTION("cut") {
        tail = begun.substr(0, GENERATE(1u, 20u, 200u));
    }
    SECTION("cut in its last byte") {
        tail = begun.substr(0, begun.size() - 1);
    }
    SECTION("a block of NUL bytes") {
        tail = std::string(4096, '\0');
    }
    SECTION("half a line, then NUL bytes") {
        tail = begun.substr(0, 100) + std::string(512, '\0');
    }
    SECTION("NUL bytes, then the end of the line") {
        tail = std::string(100, '\0') + begun.substr(100);
    }
    SECTION("what another file had there, with line feeds in it") {
        tail = "\x7f" "ELF\n\n\xff\xfe garbage\n{\"type\":\"trial_ended\"}\n";
    }
    SECTION("a block that was not written, and whole lines of the same trial behind it") {
        tail = std::string(begun.size() - 1, '\0') + "\n" + begun;
    }
    lines[12] = tail;
    auto const records = read_raw_text(joined(lines));
    if (records.has_error()) FAIL(to_line(records.error()));
    CHECK(records->events.size() == 11);
    REQUIRE(records->torn);
    CHECK(records->torn->number == 13);
    CHECK(records->torn->text == tail);
    CHECK(resume_point(*records).trials.size() == 3);
}

TEST_CASE("NUL bytes before something that was synchronised are no torn end") {
    auto lines = lines_of_a_campaign();
    lines[6] = std::string(lines[6].size() - 1, '\0') + "\n";
    CHECK_THAT(message(lines), ContainsSubstring("line 7)") && ContainsSubstring("without a check"));
}

TEST_CASE("what goes on with a file goes on with its chain") {
    auto const lines = lines_of_a_campaign();
    testing::ScratchFolder const folder;
    auto const raw = folder.path() / "raw.jsonl";
    testing::FakeClock clock{TimePoint(std::chrono::seconds(1))};
    for (std::string const tail : {"", "{\"ty", "\n\n"}) {
        testing::write_file(raw, joined(lines) + tail);
        auto const records = read_raw(raw).value();
        auto const point = resume_point(records);
        CHECK(point.settled_lines == 11);
        {
            RawWriter w(raw, clock, std::chrono::system_clock::time_point(), records.header, point);
            REQUIRE(set_unfinished_aside(raw, point.settled_lines).value());
            w.session_starting(4);
            w.trial_starting(key_of(3));
            w.trial_ended(key_of(3));
            w.session_ended(false);
        }
        auto const whole = read_raw(raw);
        if (whole.has_error()) FAIL(to_line(whole.error()));
        CHECK(!whole->torn);
        CHECK(resume_point(*whole).trials.size() == 4);
        CHECK(resume_point(*whole).over);
    }
}

TEST_CASE("a file without a chain is read and gone on with as before") {
    auto lines = lines_of_a_campaign();
    for (auto& line : lines) line = std::string(take_apart(std::string_view(line).substr(0, line.size() - 1))->bytes) + "}\n";
    change(lines[0], ",\"chain\":\"crc32c\"", "");
    auto const old = joined(lines);
    testing::ScratchFolder const folder;
    auto const raw = folder.path() / "raw.jsonl";
    testing::write_file(raw, old);
    auto const records = read_raw(raw).value();
    CHECK(records.header.chain.empty());
    CHECK(records.events == read_raw_text(joined(lines_of_a_campaign()))->events);
    testing::FakeClock clock{TimePoint(std::chrono::seconds(1))};
    auto const point = resume_point(records);
    {
        RawWriter w(raw, clock, std::chrono::system_clock::time_point(), records.header, point);
        REQUIRE(set_unfinished_aside(raw, point.settled_lines).value());
        w.trial_starting(key_of(3));
        w.trial_ended(key_of(3));
    }
    CHECK_THAT(testing::read_file(raw), !ContainsSubstring("crc"));
    CHECK(resume_point(read_raw(raw).value()).trials.size() == 4);
}
