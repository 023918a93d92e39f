// What can be told without a privilege: whose entries are touched. The rest is in tests/integration/network_cell.cpp.
#include "net/cell_journal.hpp"

#include <wasmbench/core/owner.hpp>
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

TEST_CASE("an entry says whose it is: of another machine's or container's harness it is not for us to judge") {
    testing::ScratchFolder const scratch;
    CellJournal const journal(scratch.path());
    auto owner = this_owner();
    auto const entry = [&](std::uint32_t number) { return CellRecord{{1 << 24, 5, Role::workload}, number, 0, to_string(owner)}; };
    owner.pid = 1 << 24;
    owner.start_ticks = 5;
    auto const dead = entry(1);
    owner.pid_namespace = "1";
    auto const elsewhere = entry(2);
    owner.boot = "an earlier one";
    auto const before_boot = entry(3);
    for (auto const& r : {dead, elsewhere, before_boot}) REQUIRE_FALSE(journal.write(r));
    auto const found = find_leftovers(scratch.path());
    REQUIRE(found.size() == 2);
    for (auto const& l : found) {
        CHECK(l.kind == "network cell");
        CHECK(l.owner->pid == 1 << 24);
        CHECK(l.detail == "no interface, 0 processes");
    }
    CHECK(journal.read().size() == 3); // looking removes nothing
    for (auto const& l : found) CHECK(l.remove().has_value());
    CHECK(journal.read() == std::vector{elsewhere});
}

TEST_CASE("a journal that is not there has nothing in it") {
    testing::ScratchFolder const scratch;
    CHECK(remove_leftovers(scratch.path() / "nowhere") == Leftovers{});
    CHECK_FALSE(std::filesystem::exists(scratch.path() / "nowhere"));
}
