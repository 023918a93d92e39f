#include "firewall_script.hpp"

#include "json/json_reader.hpp"

#include <array>
#include <initializer_list>
#include <utility>

namespace wasmbench::net {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view family = "inet";
constexpr std::string_view blocklist = "blocked";
constexpr std::string_view common_chain = "rules";

struct Direction {
    std::string_view hook;
    std::string_view interface_key; ///< of nft's meta expression
    std::string_view counter;
};
constexpr std::array<Direction, 2> directions = {{{"input", "iif", "incoming"}, {"output", "oif", "outgoing"}}};

Json in_table(std::initializer_list<std::pair<std::string_view, Json>> members) {
    Json out = {{"family", family}, {"table", table_name}};
    for (auto const& [name, value] : members) out[std::string(name)] = value;
    return out;
}

Json add(std::string_view what, Json object) {
    return {{"add", {{std::string(what), std::move(object)}}}};
}

Json matches(Json left, Json right) {
    return {{"match", {{"op", "=="}, {"left", std::move(left)}, {"right", std::move(right)}}}};
}

Json verdict(std::string_view word) {
    return {{std::string(word), nullptr}};
}

Json rule(std::string_view chain, Json expressions) {
    return add("rule", in_table({{"chain", chain}, {"expr", std::move(expressions)}}));
}

Json drop_from(Json addresses) {
    auto source = Json{{"payload", {{"protocol", "ip"}, {"field", "saddr"}}}};
    return rule(common_chain, Json::array({matches(std::move(source), std::move(addresses)), verdict("drop")}));
}

void add_rules(Firewall const& firewall, Json& commands) {
    if (firewall.kind == FirewallKind::chain) {
        for (std::uint32_t n = 0; n < firewall.rules; ++n) commands.push_back(drop_from(blocked_address(n)));
    } else if (firewall.kind == FirewallKind::set) {
        auto set = in_table({{"name", blocklist}, {"type", "ipv4_addr"}});
        // nft refuses an empty list of elements.
        for (std::uint32_t n = 0; n < firewall.rules; ++n) set["elem"].push_back(blocked_address(n));
        commands.push_back(add("set", std::move(set)));
        commands.push_back(drop_from("@" + std::string(blocklist)));
    }
}

} // namespace

std::string blocked_address(std::uint32_t n) {
    return "240." + std::to_string(n >> 16u & 255u) + "." + std::to_string(n >> 8u & 255u) + "." +
           std::to_string(n & 255u);
}

std::string firewall_script(Firewall const& firewall) {
    auto commands = Json::array();
    commands.push_back(add("table", {{"family", family}, {"name", table_name}}));
    for (auto const& d : directions) commands.push_back(add("counter", in_table({{"name", d.counter}})));
    commands.push_back(add("chain", in_table({{"name", common_chain}})));
    for (auto const& d : directions)
        commands.push_back(add("chain", in_table({{"name", d.hook}, {"type", "filter"}, {"hook", d.hook},
                                            {"prio", 0}, {"policy", "accept"}})));
    add_rules(firewall, commands);
    for (auto const& d : directions) {
        auto device = Json{{"meta", {{"key", d.interface_key}}}};
        commands.push_back(rule(d.hook, Json::array({matches(std::move(device), "lo"), verdict("accept")})));
        commands.push_back(rule(d.hook, Json::array({{{"jump", {{"target", common_chain}}}}})));
        commands.push_back(rule(d.hook, Json::array({{{"counter", d.counter}}, verdict("accept")})));
    }
    return Json{{"nftables", std::move(commands)}}.dump();
}

Result<PacketCounts> parse_packet_counts(std::string_view text) {
    return json::read_strictly(text, "read the firewall's counters", "nft", [](json::Value const& document) {
        PacketCounts out;
        std::array<bool, 2> seen{};
        auto const list = document.at("nftables");
        for (auto const& element : list.elements()) {
            auto const counter = element.find("counter");
            if (!counter || counter->at("table").text() != table_name) continue;
            auto const name = counter->at("name").text();
            for (std::size_t i = 0; i < directions.size(); ++i) {
                if (name != directions[i].counter) continue;
                seen[i] = true;
                (i == 0 ? out.incoming : out.outgoing) = counter->at("packets").count();
                (i == 0 ? out.incoming_bytes : out.outgoing_bytes) = counter->at("bytes").count();
            }
        }
        for (std::size_t i = 0; i < directions.size(); ++i)
            if (!seen[i])
                throw json::Problem{list.where(), "none of that name",
                    "the counter " + std::string(directions[i].counter) + " of the table " + std::string(table_name)};
        return out;
    });
}

} // namespace wasmbench::net
