#include <wasmbench/probe/parse_smaps_rollup.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace wasmbench::probe;

namespace {

// Captured from Linux 6.18.
constexpr std::string_view of_cat =
    R"(55f7eaf6b000-7ffe35969000 ---p 00000000 00:00 0                          [rollup]
Rss:                1752 kB
Pss:                 321 kB
Pss_Dirty:           112 kB
Pss_Anon:            112 kB
Pss_File:            209 kB
Pss_Shmem:             0 kB
Shared_Clean:       1600 kB
Shared_Dirty:          8 kB
Private_Clean:        40 kB
Private_Dirty:       112 kB
Referenced:         1752 kB
Anonymous:           112 kB
KSM:                   0 kB
LazyFree:              0 kB
AnonHugePages:         0 kB
ShmemPmdMapped:        0 kB
FilePmdMapped:         0 kB
Shared_Hugetlb:     4096 kB
Private_Hugetlb:    2048 kB
Swap:                 12 kB
SwapPss:               0 kB
Locked:                0 kB
)";

// The least that Linux 4.14 prints.
constexpr std::string_view least = "00400000-7ffe35969000 ---p 00000000 00:00 0 [rollup]\n"
                                   "Rss: 4 kB\nPss: 3 kB\nShared_Clean: 1 kB\nShared_Dirty: 0 kB\n"
                                   "Private_Clean: 2 kB\nPrivate_Dirty: 1 kB\n";

std::string with(std::string_view from, std::string_view to) {
    std::string text(least);
    return text.replace(text.find(from), from.size(), to);
}

} // namespace

TEST_CASE("smaps_rollup: a captured text, in bytes") {
    auto const parsed = parse_smaps_rollup(of_cat);
    REQUIRE(parsed);
    CHECK(parsed->rss == 1752u * 1024);
    CHECK(parsed->pss == 321u * 1024);
    CHECK(parsed->shared_clean == 1600u * 1024);
    CHECK(parsed->shared_dirty == 8u * 1024);
    CHECK(parsed->private_clean == 40u * 1024);
    CHECK(parsed->private_dirty == 112u * 1024);
    CHECK(parsed->shared_hugetlb == 4096u * 1024);
    CHECK(parsed->private_hugetlb == 2048u * 1024);
    CHECK(parsed->swap == 12u * 1024);
    CHECK(parsed->uss() == 152u * 1024);
}

TEST_CASE("smaps_rollup: lines that old kernels do not have are 0") {
    auto const parsed = parse_smaps_rollup(least);
    REQUIRE(parsed);
    CHECK(*parsed == SmapsRollup{4096, 3072, 1024, 0, 2048, 1024, 0, 0, 0});
}

TEST_CASE("smaps_rollup: what is not one is refused") {
    CHECK_FALSE(parse_smaps_rollup(""));
    CHECK_FALSE(parse_smaps_rollup("\n\n:\n"));
    CHECK_FALSE(parse_smaps_rollup("Rss: 4 kB\n"));
    for (std::string_view key :
        {"Rss", "Pss", "Shared_Clean", "Shared_Dirty", "Private_Clean", "Private_Dirty"}) {
        CAPTURE(key);
        CHECK_FALSE(parse_smaps_rollup(with(key, "Else")));
    }
    // Cut off in the middle of a number's unit, then of the number.
    CHECK_FALSE(parse_smaps_rollup(least.substr(0, least.size() - 2)));
    CHECK_FALSE(parse_smaps_rollup(least.substr(0, least.size() - 5)));
}

TEST_CASE("smaps_rollup: malformed numbers are refused") {
    for (std::string_view value : {"Pss: -3 kB", "Pss: 3 MB", "Pss: 3", "Pss: 3kB", "Pss: 3 kB kB",
             "Pss: 0x3 kB", "Pss: 3.5 kB", "Pss:  kB", "Pss: +3 kB", "Pss: 18446744073709551616 kB",
             "Pss: 18014398509481984 kB"}) { // 2^54 KiB is 2^64 bytes
        CAPTURE(value);
        CHECK_FALSE(parse_smaps_rollup(with("Pss: 3 kB", value)));
    }
    CHECK(parse_smaps_rollup(with("Pss: 3 kB", "Pss: 18014398509481983 kB"))->pss == 18446744073709550592u);
    CHECK_FALSE(parse_smaps_rollup(with("Pss: 3 kB", std::string_view("Pss: 3\0 kB", 10))));
    CHECK_FALSE(parse_smaps_rollup(std::string(least) + "Swap: much kB\n"));
}

TEST_CASE("smaps_rollup: smaps itself, with a block per mapping, is refused") {
    CHECK_FALSE(parse_smaps_rollup(std::string(least) + std::string(least)));
}
