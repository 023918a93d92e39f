// Cells of macOS over a scripted pfctl and ifconfig.
#include "fake_pf.hpp"

#include "net/pf_cells.hpp"
#include "net/pf_journal.hpp"

#include <wasmbench/core/process_table.hpp>
#include <wasmbench/core/system.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <fstream>
#include <iterator>

#include <unistd.h>

using namespace wasmbench;
using namespace wasmbench::net;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr ProcessIdentity nobody{1 << 24, 5, Role::workload}; ///< larger than any pid

struct PfBench {
    FakePf pf;
    testing::ScratchFolder scratch;
    std::filesystem::path journal = scratch.path() / "journal";
    std::unique_ptr<Launcher> launcher = make_posix_launcher({false});
    std::unique_ptr<Connector> connector = make_tcp_connector();
    std::unique_ptr<NetworkCells> cells;
    FakePf::State const before = pf.state();

    explicit PfBench(ProcessIdentity harness = nobody)
        : cells(make_pf_cells(std::make_unique<FakePfTools>(pf), *launcher, *connector, journal, harness)) {}

    std::unique_ptr<NetworkCell> cell(Firewall const& firewall) {
        auto made = cells->make(firewall);
        if (!made) FAIL(to_line(made.error()));
        return std::move(*made);
    }

    // What the one entry of the journal says now.
    std::string entry() const {
        std::error_code ec;
        for (auto const& file : std::filesystem::directory_iterator(journal, ec))
            if (file.path().extension() == ".pf") {
                std::ifstream in(file.path());
                return {std::istreambuf_iterator<char>(in), {}};
            }
        return "none";
    }

    bool journal_is_empty() const { return !std::filesystem::exists(journal) || std::filesystem::is_empty(journal); }

    Leftovers clear_away() {
        FakePfTools tools(pf);
        return remove_pf_leftovers(tools, journal);
    }

    void check_restored() const {
        CHECK(pf.state() == before);
        CHECK(journal_is_empty());
    }
};

} // namespace

TEST_CASE("pf: a cell is an alias with rules in anchors of its own, and goes without a trace") {
    PfBench b;
    {
        auto const cell = b.cell({FirewallKind::chain, 2});
        CHECK(cell->address().starts_with("127.198."));
        CHECK(b.pf.aliases.back() == cell->address());
        CHECK(&cell->launcher() == b.launcher.get()); // there is no namespace to enter
        CHECK(b.pf.tokens.size() == 1);
        REQUIRE(b.pf.anchors.size() == 3);
        auto const own = std::next(b.pf.anchors.begin());
        CHECK(own->first.starts_with("com.apple/wasmbench.16777216-5-"));
        CHECK_THAT(own->second, ContainsSubstring("from any to " + cell->address() + " port "));
        auto const inner = std::next(own);
        CHECK(inner->first == own->first + "/blocklist");
        CHECK(inner->second == "block drop quick inet from 240.0.0.0 to any\nblock drop quick inet from 240.0.0.1 to any\n");
        CHECK(cell->packets().value() == PacketCounts{4, 400, 5, 500});
        CHECK(b.pf.main_rules == std::get<3>(b.before));
    }
    b.check_restored();
}

TEST_CASE("pf: each thing is written down before it is made, and taken away in reverse order") {
    PfBench b;
    std::vector<std::string> seen;
    b.pf.before = [&](std::string const& command) {
        auto const changes = [&](char const* option) { return command.find(option) != command.npos; };
        if (changes(" alias ") || changes(" -f ") || command == "pfctl -E" || changes(" -F ") || changes(" -X ") ||
            changes(" -alias "))
            seen.push_back(command + " | " + b.entry());
    };
    auto cell = b.cell({FirewallKind::set, 1});
    auto const address = cell->address();
    auto const alias = "alias " + address + "\n";
    auto const anchor = std::next(b.pf.anchors.begin())->first;
    CHECK(b.entry() == alias + "rules\ntoken 4485624375129377107\n");
    REQUIRE(seen.size() == 4);
    CHECK(seen[0] == "ifconfig lo0 alias " + address + " netmask 255.255.255.255 | " + alias);
    CHECK(seen[1].starts_with("pfctl -o none -a " + anchor + "/blocklist -f "));
    CHECK(seen[1].ends_with(" | " + alias + "rules\n"));
    CHECK(seen[2].starts_with("pfctl -o none -a " + anchor + " -f "));
    CHECK(seen[3] == "pfctl -E | " + alias + "rules\n");
    seen.clear();
    cell.reset();
    auto const whole = " | " + alias + "rules\ntoken 4485624375129377107\n";
    CHECK(seen == std::vector{"pfctl -X 4485624375129377107" + whole, "pfctl -a " + anchor + " -F rules" + whole,
                      "pfctl -a " + anchor + "/blocklist -F rules" + whole, "ifconfig lo0 -alias " + address + whole});
    b.check_restored();
}

TEST_CASE("pf: a cell that is off is the same alias and nothing of pf") {
    PfBench b;
    {
        auto const cell = b.cell(Firewall{});
        CHECK(b.pf.aliases.back() == cell->address());
        CHECK(cell->packets().error().code == errc::unsupported);
        for (auto const& command : b.pf.commands) CHECK(command.starts_with("ifconfig "));
        // Another one at once has another address.
        CHECK(b.cell(Firewall{})->address() != cell->address());
    }
    b.check_restored();
}

TEST_CASE("pf: whichever command fails, what had been made by then is undone") {
    bool const acts = GENERATE(false, true); // or has done its work when it fails
    std::size_t n = 0;
    for (;; ++n) {
        PfBench b;
        b.pf.fails = n;
        b.pf.acts_all_the_same = acts;
        auto made = b.cells->make({FirewallKind::chain, 2});
        if (made) break;
        auto const command = b.pf.commands.at(n);
        INFO(command);
        CHECK(made.error().code == errc::command_failed);
        CHECK_FALSE(made.error().diagnostics.stage.empty());
        // What -E took and did not tell cannot be given back.
        if (acts && command == "pfctl -E") b.pf.tokens.clear();
        b.check_restored();
    }
    CHECK(n == 9); // 2 of the alias, 2 looks, 2 loads, a count, -E and a look
}

TEST_CASE("pf: what would not go is in the journal, and goes at the next start") {
    std::vector<std::string> left;
    for (std::size_t after = 0;; ++after) {
        PfBench b;
        auto cell = b.cell({FirewallKind::chain, 2});
        b.pf.fails = b.pf.commands.size() + after;
        cell.reset();
        if (b.pf.commands.size() <= *b.pf.fails) {
            b.check_restored();
            break;
        }
        INFO(b.pf.commands.at(*b.pf.fails));
        CHECK(b.pf.state() != b.before);
        left.push_back(b.entry());
        b.pf.fails.reset();
        CHECK(b.clear_away().cells == 1);
        b.check_restored();
    }
    // The reference, each of the two anchors, the list of the addresses and the alias.
    REQUIRE(left.size() == 5);
    CHECK(left[0] == "token 4485624375129377107\n");
    CHECK(left[1] == "rules\n");
    CHECK(left[2] == "rules\n");
    CHECK(left[3].starts_with("alias 127.198."));
    CHECK(left[4].starts_with("alias 127.198."));
}

TEST_CASE("pf: what a killed harness has left is removed at the next start, and nothing else") {
    auto const self = identify(::getpid()).value();
    PfBench b(self); // the living one
    auto const ours = b.cell({FirewallKind::chain, 1});
    auto const before = b.pf.state();
    PfJournal const journal(b.journal);

    // Killed with everything in place; killed while its rules were loaded; killed before its alias was made.
    PfRecord whole{{nobody, 1}, "127.198.7.1", true, 77}, half{{nobody, 2}, "127.198.7.2", true, {}},
        planned{{nobody, 3}, "127.198.7.3", false, {}};
    b.pf.tokens.insert(77);
    b.pf.anchors[anchor_of(whole.key)] = b.pf.anchors[blocklist_anchor_of(whole.key)] = "pass all\n";
    b.pf.anchors[blocklist_anchor_of(half.key)] = "pass all\n";
    for (auto const& r : {whole, half}) b.pf.aliases.push_back(r.address);
    for (auto const& r : {whole, half, planned}) REQUIRE_FALSE(journal.write(r));
    std::ofstream(journal.rules_file(half.key)) << "pass all\n";

    CHECK(b.clear_away() == Leftovers{3, 0, 3});
    CHECK(b.pf.state() == before);
    CHECK(journal.read().size() == 1); // ours
    CHECK_FALSE(std::filesystem::exists(journal.rules_file(half.key)));
    CHECK(b.clear_away() == Leftovers{});
    CHECK(ours->packets().has_value());
}

TEST_CASE("pf: after a restart of the machine an entry has nothing to remove, and goes") {
    for (bool const somebody_else_enables : {false, true}) {
        PfBench b;
        if (somebody_else_enables) b.pf.tokens.insert(5);
        auto const before = b.pf.state();
        REQUIRE_FALSE(PfJournal(b.journal).write({{nobody, 1}, "127.198.7.1", true, 77}));
        CHECK(b.clear_away().cells == 1);
        CHECK(b.pf.state() == before);
        CHECK(b.journal_is_empty());
    }
}

TEST_CASE("pf: an entry that may not be cleared stays for somebody who may") {
    PfBench b;
    PfRecord const record{{nobody, 1}, "127.198.7.1", true, 77};
    REQUIRE_FALSE(PfJournal(b.journal).write(record));
    b.pf.tokens.insert(77);
    b.pf.last_words = "pfctl: /dev/pf: Permission denied\n";
    b.pf.fails = 0; // the reference
    CHECK(b.clear_away() == Leftovers{0, 0, 1});
    CHECK(PfJournal(b.journal).read() == std::vector{PfRecord{{nobody, 1}, {}, false, 77}});
    CHECK(b.clear_away().cells == 1);
    CHECK(b.pf.tokens.empty());
}

TEST_CASE("pf: a loopback that no rule can reach is a reason, with what to do") {
    PfBench whole;
    CHECK(whole.cells->availability() == Availability::yes());
    whole.check_restored();

    PfBench no_anchor;
    no_anchor.pf.main_rules = "pass all flags S/SA keep state\n";
    auto const first = no_anchor.cells->availability();
    CHECK_FALSE(first.usable);
    CHECK_THAT(first.reason, ContainsSubstring("does not call the anchors below com.apple"));
    CHECK_THAT(first.fix, ContainsSubstring("pfctl -f /etc/pf.conf"));
    CHECK(no_anchor.pf.aliases == whole.pf.aliases);

    PfBench skipped;
    skipped.pf.interfaces = "ALL\nen0\nlo0 (skip)\n";
    auto const second = skipped.cells->availability();
    CHECK_THAT(second.reason, ContainsSubstring("set skip on lo0"));
    CHECK_FALSE(second.fix.empty());
    skipped.check_restored();
    auto const asked = skipped.pf.commands.size();
    CHECK(skipped.cells->availability() == second); // remembered
    CHECK(skipped.pf.commands.size() == asked);

    PfBench forbidden;
    forbidden.pf.fails = 2;
    forbidden.pf.last_words = "pfctl: /dev/pf: Permission denied\n";
    CHECK(forbidden.cells->availability().fix == "run it as root");
    forbidden.check_restored();
}

TEST_CASE("pf: rules that an optimizer has made fewer are refused, and so is pf that is not enabled") {
    PfBench optimized;
    optimized.pf.optimizes = true;
    auto const fewer = optimized.cells->make({FirewallKind::chain, 3});
    REQUIRE_FALSE(fewer.has_value());
    CHECK_THAT(to_line(fewer.error()), ContainsSubstring("has 1 rules") && ContainsSubstring("expected 3"));
    optimized.check_restored();

    PfBench dead;
    dead.pf.enables = false;
    CHECK_THAT(to_line(dead.cells->make({FirewallKind::set, 3}).error()), ContainsSubstring("pf is not enabled"));
    dead.check_restored();
}

TEST_CASE("pf: a reference whose token is not told is an error that says where to look") {
    PfBench b;
    b.pf.token_line = "Token:";
    auto const made = b.cells->make({FirewallKind::chain, 1});
    REQUIRE_FALSE(made.has_value());
    CHECK(made.error().code == errc::malformed_input);
    CHECK_THAT(to_line(made.error()), ContainsSubstring("pfctl -s References"));
    b.pf.tokens.clear();
    b.check_restored();
}

TEST_CASE("pf: without a journal nothing is made") {
    PfBench b;
    std::ofstream(b.journal) << "in the way";
    auto const made = b.cells->make({FirewallKind::chain, 1});
    REQUIRE_FALSE(made.has_value());
    CHECK_THAT(to_line(made.error()), ContainsSubstring("write the journal of network cells"));
    CHECK(b.pf.state() == b.before);
    CHECK(b.pf.commands == std::vector<std::string>{"ifconfig lo0"});
}
