#include "net/firewall_script.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <nlohmann/json.hpp>

#include <set>
#include <string>
#include <vector>

using namespace wasmbench;
using namespace wasmbench::net;
using Catch::Matchers::ContainsSubstring;
using Json = nlohmann::json;

namespace {

// The objects of one kind that a script adds, in order.
std::vector<Json> added(Firewall const& firewall, char const* kind) {
    std::vector<Json> out;
    auto const script = Json::parse(firewall_script(firewall));
    for (auto const& command : script.at("nftables")) {
        REQUIRE(command.size() == 1);
        if (command.at("add").contains(kind)) out.push_back(command.at("add").at(kind));
    }
    return out;
}

std::vector<Json> rules_of(Firewall const& firewall, std::string const& chain) {
    std::vector<Json> out;
    for (auto const& rule : added(firewall, "rule"))
        if (rule.at("chain") == chain) out.push_back(rule.at("expr"));
    return out;
}

} // namespace

TEST_CASE("everything is in one table of our own") {
    for (auto const kind : {FirewallKind::chain, FirewallKind::set}) {
        auto const script = Json::parse(firewall_script({kind, 3}));
        for (auto const& command : script.at("nftables")) {
            auto const& object = command.at("add").front();
            CHECK(object.at("family") == "inet");
            CHECK(object.value("table", object.value("name", "")) == "wasmbench");
        }
    }
}

TEST_CASE("a chain compares with one address after the other, a set with all at once") {
    auto const chain = rules_of({FirewallKind::chain, 3}, "rules");
    REQUIRE(chain.size() == 3);
    for (std::size_t n = 0; n < chain.size(); ++n) {
        CHECK(chain[n].size() == 2);
        CHECK(chain[n][0].at("match").at("left") == Json::parse(R"({"payload":{"protocol":"ip","field":"saddr"}})"));
        CHECK(chain[n][0].at("match").at("right") == "240.0.0." + std::to_string(n));
        CHECK(chain[n][1] == Json::parse(R"({"drop":null})"));
    }
    CHECK(added({FirewallKind::chain, 3}, "set").empty());

    auto const set = rules_of({FirewallKind::set, 3}, "rules");
    REQUIRE(set.size() == 1);
    CHECK(set[0][0].at("match").at("right") == "@blocked");
    CHECK(added({FirewallKind::set, 3}, "set").at(0).at("elem") ==
          Json::parse(R"(["240.0.0.0","240.0.0.1","240.0.0.2"])"));
    CHECK_FALSE(added({FirewallKind::set, 0}, "set").at(0).contains("elem")); // nft refuses an empty list
    CHECK(rules_of({FirewallKind::chain, 0}, "rules").empty());
}

TEST_CASE("both directions go through the rules first and are counted behind them") {
    for (auto const& [hook, key, counter] :
        {std::tuple{"input", "iif", "incoming"}, std::tuple{"output", "oif", "outgoing"}}) {
        auto const rules = rules_of({FirewallKind::chain, 3}, hook);
        REQUIRE(rules.size() == 3);
        // The loopback's packets are not the load's.
        CHECK(rules[0][0].at("match").at("left").at("meta").at("key") == key);
        CHECK(rules[0][0].at("match").at("right") == "lo");
        CHECK(rules[1] == Json::parse(R"([{"jump":{"target":"rules"}}])"));
        CHECK(rules[2][0].at("counter") == counter);
        CHECK(rules[2][1].contains("accept"));
    }
    std::set<std::string> hooks;
    for (auto const& chain : added({FirewallKind::set, 1}, "chain"))
        if (chain.contains("hook")) {
            hooks.insert(chain.at("hook").get<std::string>());
            CHECK(chain.at("policy") == "accept");
            CHECK(chain.at("type") == "filter");
        }
    CHECK(hooks == std::set<std::string>{"input", "output"});
}

TEST_CASE("no two rules are the same, and none has an address that a packet of ours could have") {
    std::set<std::string> addresses;
    for (std::uint32_t n = 0; n < most_firewall_rules; ++n) {
        auto const a = blocked_address(n);
        CHECK(a.starts_with("240."));
        addresses.insert(a);
    }
    CHECK(addresses.size() == most_firewall_rules);
    CHECK(blocked_address(65536 + 256 + 1) == "240.1.1.1");
}

TEST_CASE("the counters are read from what nft 1.0.6 says") {
    auto const* text = R"({"nftables": [{"metainfo": {"version": "1.0.6", "release_name": "Lester Gooch #5",
        "json_schema_version": 1}},
        {"counter": {"family": "inet", "name": "incoming", "table": "wasmbench", "handle": 1, "packets": 4,
            "bytes": 224}},
        {"counter": {"family": "inet", "name": "outgoing", "table": "wasmbench", "handle": 2, "packets": 5,
            "bytes": 300}},
        {"counter": {"family": "inet", "name": "incoming", "table": "other", "handle": 2, "packets": 9,
            "bytes": 9}}]})";
    CHECK(parse_packet_counts(text).value() == PacketCounts{4, 224, 5, 300});
}

TEST_CASE("counters that are missing or damaged are an error that says which") {
    auto const line = [](char const* text) {
        auto const r = parse_packet_counts(text);
        return r ? std::string("accepted") : to_line(r.error());
    };
    CHECK_THAT(line(""), ContainsSubstring("JSON"));
    CHECK_THAT(line("{}"), ContainsSubstring("/nftables"));
    CHECK_THAT(line(R"({"nftables":[]})"), ContainsSubstring("the counter incoming of the table wasmbench"));
    CHECK_THAT(line(R"({"nftables":[{"counter":{"name":"incoming","table":"wasmbench","packets":1,"bytes":1}}]})"),
        ContainsSubstring("the counter outgoing"));
    CHECK_THAT(line(R"({"nftables":[{"counter":{"name":"incoming","table":"wasmbench","packets":-1,"bytes":1}}]})"),
        ContainsSubstring("/nftables/0/counter/packets"));
}
