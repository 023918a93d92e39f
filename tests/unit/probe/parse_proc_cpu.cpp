#include <wasmbench/probe/parse_proc_cpu.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench::probe;

TEST_CASE("proc/stat: the line of all CPUs") {
    auto const parsed = parse_proc_cpu("cpu  8053 1 4531 212574 948 2 284 63 70 80\n"
                                       "cpu0 2362 0 1607 109077 88 0 102 22 0 0\nintr 5 0\nctxt 77\n");
    REQUIRE(parsed);
    CHECK(*parsed == ProcCpu{8053, 1, 4531, 212574, 948, 2, 284, 63});
    CHECK(parsed->total() == 8053u + 1 + 4531 + 212574 + 948 + 2 + 284 + 63); // guest is part of user
}

TEST_CASE("proc/stat: found behind other lines, and old kernels print less") {
    auto const parsed = parse_proc_cpu("cpu0 1 2 3 4\ncpu 5 6 7 8\n");
    REQUIRE(parsed);
    CHECK(*parsed == ProcCpu{5, 6, 7, 8, 0, 0, 0, 0});
}

TEST_CASE("proc/stat: what is not one is refused") {
    for (auto const* text :
        {"", "\n", "cpu0 1 2 3 4\n", "cpu\n", "cpu 1 2 3\n", "cpu 1 2 3 x\n", "cpu 1 2 3 -4\n",
            "cpu 1 2 3 4 5 6 7 8x\n", "cpu 1 2 18446744073709551616 4\n", "cpux 1 2 3 4\n"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_proc_cpu(text));
    }
}
