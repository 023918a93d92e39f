#include <wasmbench/probe/parse_proc_stat.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace wasmbench::probe;

namespace {

// Captured from Linux 6.18; times put in, because cat uses none.
std::string stat_of(std::string_view comm) {
    return "8190 (" + std::string(comm) +
           ") S 8179 8179 5634 0 -1 4194304 101 5 2 3 250 41 1007 13 20 0 9 0 113577 3133440 413 "
           "18446744073709551615 94128140460032 94128140479913 140727518383472 0 0 0 0 0 0 0 0 0 17 0 0 0 0 "
           "0 0 "
           "94128140495920 94128140497536 94128739635200 140727518390977 140727518390997 140727518390997 "
           "140727518392299 0\n";
}

} // namespace

TEST_CASE("stat: a captured text") {
    auto const parsed = parse_proc_stat(stat_of("cat"));
    REQUIRE(parsed);
    CHECK(*parsed == ProcStat{8190, "cat", 'S', 8179, 250, 41, 1007, 13, 9, 113577, 101, 2});
}

TEST_CASE("stat: the name may be anything") {
    for (std::string const comm : {"", " ", "a b", ")", "(", ") R 1 (",
             "a) Z 1 2 3 4 5 6 7 8 9 10 11 12 13 14", "tmux: server", "\n", "((sd-pam))", "\xff\xfe"}) {
        CAPTURE(comm);
        auto const parsed = parse_proc_stat(stat_of(comm));
        REQUIRE(parsed);
        CHECK(parsed->comm == comm);
        CHECK(parsed->state == 'S');
        CHECK(parsed->ppid == 8179);
        CHECK(parsed->start_ticks == 113577u);
    }
}

TEST_CASE("stat: the fields that old kernels end with are enough") {
    CHECK(parse_proc_stat("1 (init) S 0 1 1 0 -1 0 0 0 0 0 7 8 9 10 20 0 1 0 42"));
}

TEST_CASE("stat: what is not one is refused") {
    for (std::string_view text :
        {"", "(", ")", ")(", "1 (a)", "1 (a) ", "1 a S 0 1 1 0 -1 0 0 0 0 0 7 8 9 10 20 0 1 0 42",
            "x (a) S 0 1 1 0 -1 0 0 0 0 0 7 8 9 10 20 0 1 0 42",                   // pid
            "-1 (a) S 0 1 1 0 -1 0 0 0 0 0 7 8 9 10 20 0 1 0 42",                  // pid
            "1 (a) SS 0 1 1 0 -1 0 0 0 0 0 7 8 9 10 20 0 1 0 42",                  // state
            "1 (a) S 99999999999 1 1 0 -1 0 0 0 0 0 7 8 9 10 20 0 1 0 42",         // ppid
            "1 (a) S 0 1 1 0 -1 0 0 0 0 0 -7 8 9 10 20 0 1 0 42",                  // utime
            "1 (a) S 0 1 1 0 -1 0 0 0 0 0 7 8.5 9 10 20 0 1 0 42",                 // stime
            "1 (a) S 0 1 1 0 -1 0 0 0 0 0 7 8 x 10 20 0 1 0 42",                   // cutime
            "1 (a) S 0 1 1 0 -1 0 0 0 0 0 7 8 9 18446744073709551616 20 0 1 0 42", // cstime
            "1 (a) S 0 1 1 0 -1 0 0 0 0 0 7 8 9 10 20 0 many 0 42",                // threads
            "1 (a) S 0 1 1 0 -1 0 0 0 0 0 7 8 9 10 20 0 1 0 42s",                  // starttime
            "1 (a) S 0 1 1 0 -1 0 0 0 0 0 7 8 9 10 20 0 1 0"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_proc_stat(text));
    }
}
