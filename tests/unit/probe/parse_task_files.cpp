#include "parse_task_files.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench::probe::detail;

TEST_CASE("schedstat: three numbers, and nothing else") {
    CHECK(parse_schedstat("1234567 8900 42\n") == Schedstat{1234567, 8900, 42});
    for (auto const* bad : {"", "1 2\n", "1 2 3 4\n", "1 2 x\n", "-1 2 3\n"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_schedstat(bad));
    }
}

TEST_CASE("io: what went to and from storage") {
    constexpr auto captured = "rchar: 6986\nwchar: 10\nsyscr: 12\nsyscw: 1\nread_bytes: 4096\n"
                              "write_bytes: 8192\ncancelled_write_bytes: 1\n";
    CHECK(parse_storage_io(captured) == StorageIo{4096, 8192});
    CHECK_FALSE(parse_storage_io(""));
    CHECK_FALSE(parse_storage_io("read_bytes: 1\n"));
    CHECK_FALSE(parse_storage_io("read_bytes: 1\nwrite_bytes: x\n"));
    CHECK_FALSE(parse_storage_io("read_bytes: 1\nread_bytes: 1\nwrite_bytes: 1\n"));
}
