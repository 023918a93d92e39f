#include "tool/live_view.hpp"

#include "tool/fitted_text.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>

using namespace wasmbench::tool;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

using Lines = std::vector<std::string>;

LiveView example() {
    LiveView v;
    v.name = "quick";
    v.folder = "results/2026-01-02T03-04-05-quick";
    v.trials = 48;
    v.ended = 12;
    v.failed = 1;
    v.discarded = 2;
    v.skipped_rows = 3;
    v.elapsed_seconds = 62;
    v.seconds_left = 185;
    v.row = "wasmtime jit, cache off, new-per-request, http_service /state";
    v.step = "concurrent, 10 connections";
    v.results = {{"native, http_service /", 1.24e-3, 83.1e-6, 12345}, {"native, hello", 0.9e-3, {}, {}}};
    v.failures = {{"wasmtime jit, hello", "the command failed, exit status 3"}};
    return v;
}

std::string joined(Lines const& lines) {
    std::string out;
    for (auto const& line : lines) out += line + "\n";
    return out;
}

} // namespace

TEST_CASE("the live view of a campaign on a common terminal", "[tool]") {
    CHECK(joined(live_lines(example(), {80, 24})) == R"(quick   results/2026-01-02T03-04-05-quick
[##########..............................] 12/48   25 %  ETA 3:05  elapsed 1:02
done 9   failed 1   discarded 2   rows skipped 3
now  wasmtime jit, cache off, new-per-request, http_service /state
     concurrent, 10 connections

last results                                    cold start      p50  throughput
  native, http_service /                           1.24 ms  83.1 us     12.3k/s
  native, hello                                     900 us        -           -

last failures
  wasmtime jit, hello: the command failed, exit status 3
)");
}

TEST_CASE("nothing is known before the first trial has ended", "[tool]") {
    LiveView v;
    v.name = "quick";
    v.trials = 4;
    auto const text = joined(live_lines(v, {80, 24}));
    CHECK_THAT(text, ContainsSubstring("0/4    0 %  ETA -:--"));
    CHECK_THAT(text, !ContainsSubstring("last results"));
    CHECK_THAT(text, !ContainsSubstring("last failures"));
    v.trials = 0; // every row is skipped
    CHECK_THAT(joined(live_lines(v, {80, 24})), ContainsSubstring("0/0"));
}

TEST_CASE("the live view fits every screen", "[tool]") {
    auto v = example();
    v.name = std::string(300, 'n');
    v.failures.assign(5, {std::string(200, 'r'), std::string(900, 'x')});
    v.results.assign(30, {std::string(200, 'r'), 12.5, 1.0, 123456});
    for (std::size_t columns = 1; columns < 140; ++columns)
        for (std::size_t rows = 1; rows < 45; ++rows) {
            auto const lines = live_lines(v, {columns, rows});
            REQUIRE(!lines.empty());
            REQUIRE(lines.size() <= std::max<std::size_t>(rows - 1, 1)); // one is left for the cursor
            for (auto const& line : lines) REQUIRE(columns_of(line) <= std::max<std::size_t>(columns - 1, 1));
        }
}

TEST_CASE("on a small screen the bar stays, then the trial, then the counts", "[tool]") {
    auto const v = example();
    CHECK_THAT(joined(live_lines(v, {80, 2})), StartsWith("["));
    CHECK(live_lines(v, {80, 2}).size() == 1);
    CHECK_THAT(live_lines(v, {80, 3}).at(1), StartsWith("now"));
    CHECK_THAT(joined(live_lines(v, {80, 5})), ContainsSubstring("done 9"));
    CHECK_THAT(joined(live_lines(v, {80, 6})), StartsWith("quick"));
    CHECK_THAT(joined(live_lines(v, {80, 9})), ContainsSubstring("native, http_service /"));
    CHECK_THAT(joined(live_lines(v, {80, 9})), !ContainsSubstring("last failures"));
    // The bar goes before its figures do.
    CHECK_THAT(live_lines(v, {40, 2}).at(0), StartsWith("12/48"));
}

TEST_CASE("a long name keeps its end, which says the workload", "[tool]") {
    auto v = example();
    v.results = {{v.row, 1.0, 1.0, 1.0}};
    auto const lines = live_lines(v, {80, 24});
    CHECK_THAT(lines.at(7), StartsWith("  wasmtime jit, cache off, new-pe..."));
    CHECK_THAT(lines.at(7), ContainsSubstring("ice /state"));
}

TEST_CASE("no text of a runtime moves the cursor", "[tool]") {
    auto v = example();
    std::string const evil = "\x1b[2J\x1b]0;title\x07\r\n\xc2\x9b" "5A\xff";
    v.name += evil;
    v.folder += evil;
    v.row += evil;
    v.step += evil;
    v.results.front().row += evil;
    v.failures.front().row += evil;
    v.failures.front().reason += evil;
    for (auto const& line : live_lines(v, {200, 40})) {
        CHECK(std::none_of(line.begin(), line.end(), [](char c) {
            return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f;
        }));
    }
}
