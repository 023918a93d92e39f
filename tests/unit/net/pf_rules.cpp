#include "net/pf_rules.hpp"

#include "net/firewall_script.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

using namespace wasmbench;
using namespace wasmbench::net;

namespace {

long count_of(std::string const& text, char c) {
    return std::count(text.begin(), text.end(), c);
}

} // namespace

TEST_CASE("pf: both directions of a cell go through the blocklist and are counted behind it, without a state") {
    CHECK(cell_rules("127.198.1.2") ==
          "anchor \"blocklist\" in on lo0 inet proto tcp from any to 127.198.1.2 port 20000:29999\n"
          "anchor \"blocklist\" out on lo0 inet proto tcp from 127.198.1.2 port 20000:29999 to any\n"
          "pass in quick on lo0 inet proto tcp from any to 127.198.1.2 port 20000:29999 no state label "
          "\"wasmbench-incoming\"\n"
          "pass out quick on lo0 inet proto tcp from 127.198.1.2 port 20000:29999 to any no state label "
          "\"wasmbench-outgoing\"\n");
}

TEST_CASE("pf: a chain is a rule for each address, a set one rule and a table") {
    CHECK(blocklist_rules({FirewallKind::chain, 3}) == "block drop quick inet from 240.0.0.0 to any\n"
                                                       "block drop quick inet from 240.0.0.1 to any\n"
                                                       "block drop quick inet from 240.0.0.2 to any\n");
    CHECK(blocklist_rules({FirewallKind::set, 3}) == "table <blocked> const { 240.0.0.0, 240.0.0.1, 240.0.0.2 }\n"
                                                     "block drop quick inet from <blocked> to any\n");
    CHECK(blocklist_rules({FirewallKind::chain, 0}).empty());
    CHECK(blocklist_rules({FirewallKind::set, 0}) == "table <blocked>\n"
                                                     "block drop quick inet from <blocked> to any\n");
    CHECK(blocklist_rules({}).empty());
    CHECK(blocklist_size({FirewallKind::chain, 3}) == 3);
    CHECK(blocklist_size({FirewallKind::chain, 0}) == 0);
    CHECK(blocklist_size({FirewallKind::set, 3}) == 1);
    CHECK(blocklist_size({FirewallKind::off, 3}) == 0);
}

TEST_CASE("pf: the largest blocklists have every address") {
    auto const chain = blocklist_rules({FirewallKind::chain, most_firewall_rules});
    CHECK(count_of(chain, '\n') == most_firewall_rules);
    CHECK(chain.ends_with("from " + blocked_address(most_firewall_rules - 1) + " to any\n"));
    auto const set = blocklist_rules({FirewallKind::set, most_firewall_rules});
    CHECK(count_of(set, '\n') == 2);
    CHECK(count_of(set, ',') == most_firewall_rules - 1);
}
