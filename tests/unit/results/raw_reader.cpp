#include <wasmbench/results/raw_reader.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>

#include <support/files.hpp>

using namespace wasmbench;
using namespace wasmbench::results;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string const header =
    R"({"type":"header","schema":1,"library":"0.1.0","started_at":"2026-11-23T06:30:00Z","origin_ns":1000})"
    "\n";
std::string const key =
    R"({"runtime":"native","version":"","mode":"native","cache":"none","instance":"one-shot",)"
    R"("workload":"hello","endpoint":"","firewall":"off","concurrency":1,"block":0,"trial":0})";
std::string const start = R"({"type":"trial_starting","at":5,"key":)" + key + "}\n";
std::string const end = R"({"type":"trial_ended","at":9,"key":)" + key + "}\n";
std::string const measured =
    R"({"type":"measured","at":7,"key":)" + key +
    R"(,"phase":"start","metric":"start/ready","unit":"s","samples":[[6,0.5],[-7,null]]})"
    "\n";

std::string replaced(std::string text, std::string const& what, std::string const& with) {
    auto const at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

} // namespace

TEST_CASE("times are relative to the header's origin") {
    auto const records = read_raw_text(header + start + measured);
    REQUIRE(records.has_value());
    REQUIRE(records->events.size() == 2);
    CHECK(records->events[0].at.time_since_epoch() == std::chrono::nanoseconds(1005));
    auto const& samples = std::get<Measurement>(records->events[1].what).samples;
    REQUIRE(samples.size() == 2);
    CHECK(samples[0].at.time_since_epoch() == std::chrono::nanoseconds(1006));
    CHECK(samples[1].at.time_since_epoch() == std::chrono::nanoseconds(993));
}

TEST_CASE("a torn last line is set aside, wherever it is torn") {
    for (std::size_t cut = 1; cut < measured.size(); ++cut) {
        auto const records = read_raw_text(header + start + measured.substr(0, cut));
        REQUIRE(records.has_value());
        CHECK(records->events.size() == 1);
        REQUIRE(records->torn);
        CHECK(records->torn->number == 3);
        CHECK(records->torn->text == measured.substr(0, cut));
    }
    auto const whole = read_raw_text(header + start + measured);
    REQUIRE(whole.has_value());
    CHECK(!whole->torn);
}

TEST_CASE("a fault in an inner line is an error with its number") {
    auto const records = read_raw_text(header + start + measured.substr(0, 50) + "\n" + start, "x/raw.jsonl");
    REQUIRE(records.has_error());
    CHECK(records.error().code == errc::malformed_input);
    CHECK_THAT(records.error().diagnostics.subject, ContainsSubstring("x/raw.jsonl line 3"));
}

TEST_CASE("a line of the wrong shape is an error with the place inside the line") {
    struct Fault {
        char const* what;
        char const* with;
        char const* where;
        char const* expected;
    };
    auto const fault = GENERATE(values<Fault>({
        {"\"type\":\"measured\"", "\"type\":\"mesured\"", "/type", "one of row, session_starting"},
        {"\"type\":\"measured\"", "\"tpe\":\"measured\"", "/type", "this field"},
        {"\"at\":7", "\"at\":7.5", "/at", "a whole number"},
        {"\"at\":7", "\"at\":9223372036854775807", "/at", "1152921504606846976"},
        {"[6,0.5]", "[9223372036854775807,0.5]", "/samples/0", "[nanoseconds, value]"},
        {"\"runtime\":\"native\"", "\"runtime\":1", "/key/runtime", "a string"},
        {"\"mode\":\"native\"", "\"mode\":\"fast\"", "/key/mode",
            "one of native, interpreter, jit, aot, found \"fast\""},
        {"\"instance\":\"one-shot\"", "\"instance\":\"once\"", "/key/instance", "one of one-shot"},
        {"\"trial\":0", "\"trial\":-1", "/key/trial", "from 0"},
        {"\"phase\":\"start\"", "\"phase\":\"end\"", "/phase", "one of prepare"},
        {"\"unit\":\"s\"", "\"unit\":\"ms\"", "/unit", "one of s, B"},
        {"[6,0.5]", "[6,\"0.5\"]", "/samples/0", "[nanoseconds, value]"},
        {"[-7,null]", "[-7.5,null]", "/samples/1", "[nanoseconds, value]"},
        {"[-7,null]", "[-7]", "/samples/1", "[nanoseconds, value]"},
        // Times that would overflow; the last two are beyond 64 bits.
        {"[-7,null]", "[1152921504606846977,1]", "/samples/1", "[nanoseconds, value]"},
        {"[-7,null]", "[-1152921504606846977,1]", "/samples/1", "[nanoseconds, value]"},
        {"[-7,null]", "[18446744073709551615,1]", "/samples/1", "[nanoseconds, value]"},
        {"[-7,null]", "[18446744073709551616,1]", "/samples/1", "[nanoseconds, value]"},
        {"\"at\":7", "\"at\":9223372036854775807", "/at", "a whole number of nanoseconds, from -1152921504606846976"},
        {"[[6,0.5],[-7,null]]", "{}", "/samples", "a list"},
    }));
    CAPTURE(fault.what, fault.with);
    auto const records =
        read_raw_text(header + start + replaced(measured, fault.what, fault.with) + start, "raw.jsonl");
    REQUIRE(records.has_error());
    CHECK(records.error().code == errc::malformed_input);
    CHECK(records.error().diagnostics.subject == std::string("raw.jsonl line 3 at ") + fault.where);
    CHECK_THAT(records.error().diagnostics.expected, ContainsSubstring(fault.expected));
}

TEST_CASE("a stop and a page cache of the wrong shape are errors, too") {
    auto const line_after = [](std::string const& text) {
        auto const records = read_raw_text(header + start + text + "\n" + end, "raw.jsonl");
        return records ? std::string("accepted") : to_line(records.error());
    };
    std::string const row =
        R"({"key":{"runtime":"native","version":"","mode":"native","cache":"none","page_cache":"cold",)"
        R"("instance":"one-shot","workload":"hello","endpoint":"","firewall":"off","concurrency":1,"block":0,"trial":0},)"
        R"("satisfied":true,"values":12,"relative_half_width":0.04})";
    auto const stop =
        R"({"type":"session_stopped","at":7,"reason":"satisfied","blocks":12,"rows":[)" + row + "]}";
    CHECK(line_after(stop) == "accepted");
    CHECK_THAT(line_after(replaced(stop, "\"satisfied\",", "\"bored\",")),
        ContainsSubstring("/reason") && ContainsSubstring("one of all-blocks, satisfied"));
    CHECK_THAT(line_after(replaced(stop, "\"cold\"", "\"icy\"")),
        ContainsSubstring("/rows/0/key/page_cache") && ContainsSubstring("one of any, warm, cold"));
    CHECK_THAT(line_after(replaced(stop, "0.04", "\"narrow\"")), ContainsSubstring("/rows/0/relative_half_width"));
    CHECK_THAT(line_after(replaced(stop, "true", "1")), ContainsSubstring("/rows/0/satisfied"));
}

TEST_CASE("what stands too deep is refused before it is read, and a message is short whatever is in the line") {
    auto const with_samples = [](std::string const& samples) {
        return read_raw_text(header + replaced(measured, "[6,0.5]", samples.c_str()), "raw.jsonl");
    };
    for (auto const& deep : {std::string(100'000, '[') + std::string(100'000, ']'), std::string(100'000, '[')}) {
        auto const records = with_samples(deep);
        REQUIRE(records.has_error());
        CHECK_THAT(records.error().diagnostics.expected, ContainsSubstring("at most 100 levels"));
    }
    auto const records = with_samples("\"" + std::string(100'000, '[') + "\"");
    REQUIRE(records.has_error());
    CHECK(records.error().diagnostics.expected.size() < 500);
}

TEST_CASE("a newer schema is refused, and the message says what to do") {
    auto const records = read_raw_text(replaced(header, "\"schema\":1", "\"schema\":2") + start, "raw.jsonl");
    REQUIRE(records.has_error());
    CHECK_THAT(to_line(records.error()), ContainsSubstring("raw.jsonl line 1 at /schema") &&
                                             ContainsSubstring("found schema version 2") &&
                                             ContainsSubstring("read it with the release that wrote it"));
}

TEST_CASE("a file without a header is refused") {
    for (auto const& text : {std::string(), header.substr(0, 40), start, std::string("\n")}) {
        CAPTURE(text);
        auto const records = read_raw_text(text, "raw.jsonl");
        REQUIRE(records.has_error());
        CHECK(records.error().code == errc::malformed_input);
        CHECK_THAT(to_line(records.error()), ContainsSubstring("raw.jsonl"));
    }
}

TEST_CASE("fields that a later release added are passed over") {
    auto const records = read_raw_text(
        replaced(header, "}", ",\"host\":{\"a\":[1]}}") + replaced(start, "}}", ",\"cpu\":3},\"x\":1}"));
    REQUIRE(records.has_value());
    CHECK(records->events.size() == 1);
}

TEST_CASE("a document that is nested deep is refused before anything follows it down") {
    auto const nest = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
    auto const with = [&](std::string const& value) {
        auto const records = read_raw_text(header + start + replaced(measured, "[-7,null]", value) + end, "raw.jsonl");
        return records ? "accepted" : to_line(records.error());
    };
    CHECK_THAT(with(nest(1'000'000)), ContainsSubstring("line 3)") && ContainsSubstring("at most 100 levels"));
    CHECK_THAT(with(nest(90)), ContainsSubstring("line 3 at /samples/1") && ContainsSubstring("[nanoseconds, value]"));
    // Brackets of a text are none.
    CHECK_THAT(with("[1,\"" + std::string(1000, '[') + "\\\"[\"]"), ContainsSubstring("/samples/1"));
}

TEST_CASE("a message is short, whatever is in the line") {
    auto const of = [&](std::string const& what, std::string const& with) {
        auto const records = read_raw_text(header + start + replaced(measured, what, with) + end, "raw.jsonl");
        return records ? "accepted" : to_line(records.error());
    };
    auto const much = std::string(100'000, 'x');
    for (auto const& said : {of("\"start\"", "\"" + much + "\""), of("[-7,null]", "[7,\"" + much + "\"]"),
             of("\"measured\"", "\"" + much + "\"")}) {
        CHECK(said.size() < 1000);
        CHECK_THAT(said, ContainsSubstring("line 3") && ContainsSubstring("xxx..."));
    }
}

TEST_CASE("a line that is longer than any writer's is refused before it is parsed") {
    auto const long_line = "{\"type\":\"" + std::string(std::size_t(65) << 20, 'x') + "\"}\n";
    auto const records = read_raw_text(header + long_line, "raw.jsonl");
    REQUIRE(records.has_error());
    CHECK_THAT(to_line(records.error()), ContainsSubstring("line 2)") && ContainsSubstring("a line of at most 64 MiB, found 65 MiB"));
}

TEST_CASE("a fault of an inner line says what is intact before it") {
    auto const records = read_raw_text(header + start + end + "{}\n" + start, "raw.jsonl");
    REQUIRE(records.has_error());
    CHECK_THAT(to_line(records.error()), ContainsSubstring("lines 1 to 3 are intact and hold 1 whole trials"));
}

TEST_CASE("a file that cannot be read is named") {
    auto const records = read_raw("/nonexistent/raw.jsonl");
    REQUIRE(records.has_error());
    CHECK(records.error().code == errc::results_io);
    testing::ScratchFolder const folder;
    testing::write_file(folder.path() / "raw.jsonl", header + start);
    CHECK(read_raw(folder.path() / "raw.jsonl").has_value());
}
