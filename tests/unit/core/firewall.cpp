#include <wasmbench/core/firewall.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench;

TEST_CASE("a firewall is read back from the text that names it", "[core]") {
    CHECK(to_string(Firewall{}) == "off behind veth");
    CHECK(to_string(Firewall{FirewallKind::chain, 1000}) == "chain of 1000");
    CHECK(to_string(Firewall{FirewallKind::set, 0}) == "set of 0");
    for (auto const f : {Firewall{}, Firewall{FirewallKind::chain, 0}, Firewall{FirewallKind::chain, 10000},
             Firewall{FirewallKind::set, 4294967295u}})
        CHECK(firewall_from_string(to_string(f)) == f);
}

TEST_CASE("what is no firewall's name is none", "[core]") {
    for (auto const* text : {"", "off", "on", "nft", "off of 3", "chain", "chain of ", "chain of -1", "chain of 01",
             "chain of 1 ", "chain of 4294967296", "sets of 1", " chain of 1"})
        CHECK_FALSE(firewall_from_string(text));
}
