#include <wasmbench/probe/parse_meminfo.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace wasmbench::probe;

namespace {

// Captured from Linux 6.18, shortened; some swap put in.
constexpr std::string_view captured = "MemTotal:       24684084 kB\nMemFree:        23765000 kB\n"
                                      "MemAvailable:   24277376 kB\nBuffers:           66848 kB\n"
                                      "SwapTotal:       2097148 kB\nSwapFree:        2097000 kB\n"
                                      "HugePages_Total:       0\nHugepagesize:       2048 kB\n";

std::string with(std::string_view from, std::string_view to) {
    std::string text(captured);
    return text.replace(text.find(from), from.size(), to);
}

} // namespace

TEST_CASE("meminfo: a captured text, in bytes") {
    auto const parsed = parse_meminfo(captured);
    REQUIRE(parsed);
    CHECK(*parsed == MemInfo{24684084ull * 1024, 23765000ull * 1024, 24277376ull * 1024, 2097148ull * 1024,
                         2097000ull * 1024});
}

TEST_CASE("meminfo: MemAvailable may be missing") {
    auto const parsed = parse_meminfo(with("MemAvailable", "Else"));
    REQUIRE(parsed);
    CHECK_FALSE(parsed->available);
}

TEST_CASE("meminfo: what is not one is refused") {
    CHECK_FALSE(parse_meminfo(""));
    for (std::string_view key : {"MemTotal", "MemFree", "SwapTotal", "SwapFree"}) {
        CAPTURE(key);
        CHECK_FALSE(parse_meminfo(with(key, "Else")));
    }
    CHECK_FALSE(parse_meminfo(with("24684084 kB", "24684084 MB")));
    CHECK_FALSE(parse_meminfo(with("24277376 kB", "? kB")));
    CHECK_FALSE(parse_meminfo(with("2097000", "2097149"))); // more free than there is
    CHECK_FALSE(parse_meminfo(std::string(captured) + "MemFree: 1 kB\n"));
}
