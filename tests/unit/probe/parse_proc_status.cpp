#include <wasmbench/probe/parse_proc_status.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace wasmbench::probe;

namespace {

// Captured from Linux 6.18, shortened.
constexpr std::string_view of_cat =
    "Name:\tcat\nUmask:\t0022\nState:\tR (running)\nTgid:\t8191\nPPid:\t8179\n"
    "Groups:\t \nVmPeak:\t    3060 kB\nVmHWM:\t    1688 kB\nVmRSS:\t    1576 kB\n"
    "RssAnon:\t     112 kB\nThreads:\t1\nCapInh:\t0000000000000000\n"
    "CapEff:\t000001fffeffffff\nCpus_allowed_list:\t0-1\n"
    "voluntary_ctxt_switches:\t3\nnonvoluntary_ctxt_switches:\t17\n";

constexpr std::string_view of_zombie = "Name:\tsh\nState:\tZ (zombie)\nCapEff:\t0000000000000000\n"
                                       "voluntary_ctxt_switches:\t0\nnonvoluntary_ctxt_switches:\t0\n";

std::string with(std::string_view from, std::string_view to) {
    std::string text(of_cat);
    return text.replace(text.find(from), from.size(), to);
}

} // namespace

TEST_CASE("status: a captured text") {
    auto const parsed = parse_proc_status(of_cat);
    REQUIRE(parsed);
    CHECK(*parsed == ProcStatus{'R', 1576u * 1024, 1688u * 1024, 0x1fffeffffff, 3, 17});
}

TEST_CASE("status: a zombie has no memory lines") {
    auto const parsed = parse_proc_status(of_zombie);
    REQUIRE(parsed);
    CHECK(*parsed == ProcStatus{'Z', {}, {}, 0, 0, 0});
}

TEST_CASE("status: a name that looks like a line does not count") {
    // The kernel writes a line break in a name as a backslash and an n.
    auto const parsed = parse_proc_status(with("Name:\tcat", "Name:\tx\\nVmRSS: 1 kB"));
    REQUIRE(parsed);
    CHECK(parsed->rss == 1576u * 1024);
}

TEST_CASE("status: what is not one is refused") {
    CHECK_FALSE(parse_proc_status(""));
    CHECK_FALSE(parse_proc_status(with("State:\tR (running)", "State:")));
    for (std::string_view key :
        {"State", "CapEff", "\nvoluntary_ctxt_switches", "nonvoluntary_ctxt_switches"}) {
        CAPTURE(key);
        CHECK_FALSE(parse_proc_status(with(key, "\nElse")));
    }
    CHECK_FALSE(parse_proc_status(with("1576 kB", "1576")));
    CHECK_FALSE(parse_proc_status(with("1688 kB", "-1 kB")));
    CHECK_FALSE(parse_proc_status(with("000001fffeffffff", "0x1ff")));
    CHECK_FALSE(parse_proc_status(with("000001fffeffffff", "10000000000000000")));
    CHECK_FALSE(parse_proc_status(with("switches:\t3", "switches:\tx")));
    CHECK_FALSE(parse_proc_status(with("switches:\t17", "switches:\t-17")));
    CHECK_FALSE(parse_proc_status(std::string(of_cat) + "VmRSS:\t 1 kB\n"));
}
