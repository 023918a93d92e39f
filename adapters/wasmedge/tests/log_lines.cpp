#include "log_lines.hpp"

#include <catch2/catch_test_macros.hpp>

using wasmbench::adapters::wasmedge::without_log_lines;

TEST_CASE("what the compiler logs is taken out, what the program prints stays to the last byte") {
    CHECK(without_log_lines("[2026-11-24 00:52:13.193] [info] compile start\n"
                            "[2026-11-24 00:52:13.228] [info] optimize done\nhello\n\n  [x]\nno end") ==
          "hello\n\n  [x]\nno end");
    CHECK(without_log_lines("") == "");
    CHECK(without_log_lines("\n") == "\n");
    CHECK(without_log_lines("[2026-11-24 00:52:13.193] [info] no end") == "");
}

TEST_CASE("a program's line that only begins like one stays") {
    for (auto const* line : {"[2026-11-24 00:52:13] [info] x\n", "[2026-11-24 00:52:13.193]\n",
             "x[2026-11-24 00:52:13.193] [info] x\n", "[2O26-11-24 00:52:13.193] [info] x\n"})
        CHECK(without_log_lines(line) == line);
}
