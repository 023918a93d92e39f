// What can be told without a privilege: whose entries are touched. The rest is in tests/integration/network_cell.cpp.
#include "net/cell_journal.hpp"

#include <wasmbench/core/process_table.hpp>
#include <wasmbench/net/system.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>

#include <unistd.h>

using namespace wasmbench;
using namespace wasmbench::net;

TEST_CASE("entries of harnesses that live are not touched, those of dead ones go") {
    testing::ScratchFolder const scratch;
    CellJournal const journal(scratch.path());
    auto const self = identify(::getpid()).value();
    CellRecord const ours{self, 1, 0};
    // The same pid, but another process: the number was given away again.
    CellRecord const before_us{{self.pid, self.start_ticks - 1, Role::workload}, 7, 0};
    CellRecord const gone{{1 << 24, 5, Role::workload}, 1, 0};
    for (auto const& r : {ours, before_us, gone}) REQUIRE_FALSE(journal.write(r));
    CHECK(remove_leftovers(scratch.path()) == Leftovers{2, 0, 0});
    CHECK(journal.read() == std::vector{ours});
    CHECK(remove_leftovers(scratch.path()) == Leftovers{});
}

TEST_CASE("a journal that is not there has nothing in it") {
    testing::ScratchFolder const scratch;
    CHECK(remove_leftovers(scratch.path() / "nowhere") == Leftovers{});
    CHECK_FALSE(std::filesystem::exists(scratch.path() / "nowhere"));
}
