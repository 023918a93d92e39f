#include "net/cell_journal.hpp"

#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>

#include <fstream>
#include <iterator>

using namespace wasmbench;
using namespace wasmbench::net;

namespace {

CellRecord record(int pid, std::uint32_t number, std::uint64_t inode) {
    return {{pid, 271828, Role::workload}, number, inode};
}

std::size_t files_in(std::filesystem::path const& folder) {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()));
}

} // namespace

TEST_CASE("names are the harness's own, and short enough for the kernel") {
    CHECK(link_name(record(31415, 2, 0)) == "wb31415x2");
    CHECK(link_name(record(4194304, 123456, 0)).size() <= 15); // the largest pid, IFNAMSIZ - 1
    CHECK(link_alias(record(31415, 2, 0)) == "wasmbench cell 31415-271828-2");
}

TEST_CASE("what is written is read back until it is removed") {
    testing::ScratchFolder const scratch;
    CellJournal const journal(scratch.path() / "a" / "b"); // made when it is needed
    CHECK(journal.read().empty());
    auto const first = record(31415, 1, 4026532321), second = record(31415, 2, 4026532400);
    CHECK_FALSE(journal.write(first));
    CHECK_FALSE(journal.write(second));
    auto const both = journal.read();
    CHECK(both.size() == 2);
    journal.remove(first);
    CHECK(journal.read() == std::vector{second});
    journal.remove(first); // a second time
    journal.remove(second);
    CHECK(files_in(scratch.path() / "a" / "b") == 0);
}

TEST_CASE("a file that is not one of ours is left alone") {
    testing::ScratchFolder const scratch;
    CellJournal const journal(scratch.path());
    for (auto const* name : {"notes.txt", "1-2.cell", "1-2-3-4.cell", "1-x-3.cell", "01-2-3.cell", "-1-2-3.cell",
             ".cell",
             "1-2-3.cell.new", "99999999999999999999-1-1.cell"})
        std::ofstream(scratch.path() / name) << "7\n";
    CHECK(journal.read().empty());
    CHECK(files_in(scratch.path()) == 9);
}

TEST_CASE("an entry whose text is damaged still names its cell") {
    testing::ScratchFolder const scratch;
    std::ofstream(scratch.path() / "31415-271828-2.cell") << "?";
    CHECK(CellJournal(scratch.path()).read() == std::vector{record(31415, 2, 0)});
}

TEST_CASE("a folder that cannot be made is an error") {
    testing::ScratchFolder const scratch;
    std::ofstream(scratch.path() / "file") << "in the way";
    CHECK(CellJournal(scratch.path() / "file" / "journal").write(record(1, 1, 1)));
}
