#include "pf_steps.hpp"

#include "pf_output.hpp"
#include "pf_rules.hpp"
#include "whole_file.hpp"

#include <algorithm>
#include <system_error>

namespace wasmbench::net {
namespace {

constexpr char const* loading = "load the firewall's rules";
constexpr char const* removing = "take the firewall's rules away";

Failure not_in_path(std::string subject, std::string expected, std::string remedy) {
    Failure f{errc::unavailable, {}};
    f.diagnostics.stage = "see whether packets of the loopback can meet rules of pf";
    f.diagnostics.subject = std::move(subject);
    f.diagnostics.expected = std::move(expected);
    f.diagnostics.remedy = std::move(remedy);
    return f;
}

Result<void> load_into(
    PfTools& tools, std::string const& anchor, std::string const& rules, std::filesystem::path const& file) {
    if (auto const ec = write_whole_file(file, rules)) {
        Failure f{ec, {}};
        f.diagnostics.stage = loading;
        f.diagnostics.subject = file.string();
        return f;
    }
    // The optimizer is on by default, and makes a table of a chain.
    auto const loaded = tools.pfctl(loading, {"-o", "none", "-a", anchor, "-f", file.string()});
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
    if (!loaded) return loaded.error();
    return {};
}

bool flush(PfTools& tools, std::string const& anchor) {
    return tools.pfctl(removing, {"-a", anchor, "-F", "rules"}).has_value();
}

bool release(PfTools& tools, std::uint64_t token) {
    auto const released = tools.pfctl("give back the reference that keeps pf enabled", {"-X", std::to_string(token)});
    return released || says_reference_is_gone(released.error().diagnostics.stderr_tail);
}

bool remove_alias(PfTools& tools, std::string const& address) {
    auto const present = loopback_addresses(tools);
    if (!present) return false;
    if (std::find(present->begin(), present->end(), address) == present->end()) return true;
    return tools.ifconfig("take the loopback's alias away", {"lo0", "-alias", address}).has_value();
}

} // namespace

Result<std::vector<std::string>> loopback_addresses(PfTools& tools) {
    auto const printed = tools.ifconfig("list the loopback's addresses", {"lo0"});
    if (!printed) return printed.error();
    return parse_addresses(printed->out);
}

Result<void> add_alias(PfTools& tools, std::string const& address) {
    auto const added =
        tools.ifconfig("give the loopback an alias", {"lo0", "alias", address, "netmask", "255.255.255.255"});
    if (!added) return added.error();
    return {};
}

Result<void> check_packets_meet_rules(PfTools& tools) {
    auto const rules = tools.pfctl("read the main ruleset of pf", {"-s", "rules"});
    if (!rules) return rules.error();
    if (!calls_apple_anchors(rules->out))
        return not_in_path("the main ruleset that is loaded does not call the anchors below com.apple",
            "the line: anchor \"com.apple/*\" all", "load the one that macOS comes with (pfctl -f /etc/pf.conf)");
    auto const interfaces = tools.pfctl("list the interfaces of pf", {"-v", "-s", "Interfaces"});
    if (!interfaces) return interfaces.error();
    if (auto const name = skipped_loopback(interfaces->out))
        return not_in_path("the loopback is left out (set skip on " + *name + ")", "rules that hold for lo0",
            "end what has loaded that setting (a VPN, internet sharing), or take it out of the main ruleset");
    return {};
}

Result<void> load_cell_rules(
    PfTools& tools, PfRecord const& record, Firewall const& firewall, std::filesystem::path const& file) {
    // What is called first: a packet between the two loads would meet the counters alone.
    auto const inner = blocklist_anchor_of(record.key);
    if (auto const done = load_into(tools, inner, blocklist_rules(firewall), file); !done) return done;
    if (auto const done = load_into(tools, anchor_of(record.key), cell_rules(record.address), file); !done) return done;
    auto const printed = tools.pfctl("count the firewall's rules", {"-a", inner, "-s", "rules"});
    if (!printed) return printed.error();
    auto const loaded = count_block_rules(printed->out);
    if (loaded == blocklist_size(firewall)) return {};
    Failure f{errc::command_failed, {}};
    f.diagnostics.stage = loading;
    f.diagnostics.subject = "the anchor " + inner + " has " + std::to_string(loaded) + " rules";
    f.diagnostics.expected = std::to_string(blocklist_size(firewall));
    return f;
}

Result<std::uint64_t> take_reference(PfTools& tools) {
    auto const printed = tools.pfctl("enable pf", {"-E"});
    if (!printed) return printed.error();
    // pfctl says it on its standard error.
    auto token = parse_token(printed->err);
    if (!token) token = parse_token(printed->out);
    if (token) return *token;
    Failure f{errc::malformed_input, {}};
    f.diagnostics.stage = "enable pf";
    f.diagnostics.subject = "pfctl -E: " + printed->err + printed->out;
    f.diagnostics.expected = "a line \"Token : NUMBER\"";
    f.diagnostics.remedy = "look for a reference that is left (pfctl -s References) and give it back (pfctl -X NUMBER)";
    return f;
}

Result<void> check_enabled(PfTools& tools) {
    auto const printed = tools.pfctl("see whether pf is enabled", {"-s", "info"});
    if (!printed) return printed.error();
    if (says_enabled(printed->out)) return {};
    Failure f{errc::unavailable, {}};
    f.diagnostics.stage = "enable pf";
    f.diagnostics.subject = "pf is not enabled although a reference was taken";
    f.diagnostics.expected = "Status: Enabled";
    return f;
}

Result<PacketCounts> read_labels(PfTools& tools, CellKey const& key) {
    auto const printed = tools.pfctl("read the firewall's counters", {"-a", anchor_of(key), "-s", "labels"});
    if (!printed) return printed.error();
    return parse_labels(printed->out);
}

void take_away(PfTools& tools, PfRecord& record) {
    if (record.token && release(tools, *record.token)) record.token.reset();
    // Both are tried: the outer one without the inner one lets everything through.
    if (record.rules) {
        bool const outer = flush(tools, anchor_of(record.key));
        bool const inner = flush(tools, blocklist_anchor_of(record.key));
        record.rules = !outer || !inner;
    }
    if (!record.address.empty() && remove_alias(tools, record.address)) record.address.clear();
}

} // namespace wasmbench::net
