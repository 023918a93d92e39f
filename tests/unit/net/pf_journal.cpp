#include "net/pf_journal.hpp"

#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>

#include <fstream>
#include <iterator>

using namespace wasmbench;
using namespace wasmbench::net;

namespace {

constexpr CellKey pf_key{{31415, 271828, Role::workload}, 2};

std::string text_in(std::filesystem::path const& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

TEST_CASE("pf: the anchors of a cell are below Apple's and nobody else's") {
    CHECK(anchor_of(pf_key) == "com.apple/wasmbench.31415-271828-2");
    CHECK(blocklist_anchor_of(pf_key) == "com.apple/wasmbench.31415-271828-2/blocklist");
    // A component of an anchor's path has fewer than 64 characters; a start on macOS is in microseconds since 1970.
    CellKey const largest{{99999, 9'999'999'999'999'999, Role::workload}, 4294967295};
    CHECK(anchor_of(largest).size() - std::string("com.apple/").size() < 64);
}

TEST_CASE("pf: what is written down is read back, line by line") {
    testing::ScratchFolder const scratch;
    PfJournal const journal(scratch.path() / "a");
    CHECK(journal.read().empty());
    PfRecord record{pf_key};
    record.address = "127.198.0.5";
    REQUIRE_FALSE(journal.write(record));
    CHECK(journal.read() == std::vector{record});
    record.rules = true;
    record.token = 18446744073709551615u;
    REQUIRE_FALSE(journal.write(record));
    CHECK(journal.read() == std::vector{record});
    CHECK(text_in(scratch.path() / "a" / "31415-271828-2.pf") == "alias 127.198.0.5\nrules\ntoken 18446744073709551615\n");
    std::ofstream(journal.rules_file(pf_key)) << "block all\n";
    journal.remove(pf_key);
    CHECK(std::filesystem::is_empty(scratch.path() / "a"));
}

TEST_CASE("pf: files that are not its own, and lines that it does not know, are passed over") {
    testing::ScratchFolder const scratch;
    for (auto const* name : {"notes.txt", "1-2-3.cell", "1-2.pf", "01-2-3.pf", ".pf", "1-2-3.pf.new", "1-2-3.rules"})
        std::ofstream(scratch.path() / name) << "rules\n";
    CHECK(PfJournal(scratch.path()).read().empty());
    std::ofstream(scratch.path() / "31415-271828-2.pf") << "mood good\n\ntoken x\nrules\nalias";
    PfRecord record{pf_key};
    record.rules = true;
    CHECK(PfJournal(scratch.path()).read() == std::vector{record});
}
