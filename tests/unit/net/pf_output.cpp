// With texts as pfctl and ifconfig of macOS print them.
#include "net/pf_output.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace wasmbench;
using namespace wasmbench::net;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr char const* warnings = "No ALTQ support in kernel\nALTQ related functions disabled\n";

std::string after_warnings(std::string const& text) {
    return warnings + text;
}

} // namespace

TEST_CASE("pf: the token of a reference") {
    CHECK(parse_token(after_warnings("pf enabled\nToken : 4485624375129377107\n")) == 4485624375129377107u);
    CHECK(parse_token("pfctl: pf already enabled\nToken : 18446744073709551615") == 18446744073709551615u);
    for (auto const* text : {"", "pf enabled\n", "Token : \n", "Token : 12x\n", "Token : -1\n", "Token : 99999999999999999999\n",
             "My Token : 7\n", "Token : 7 8\n"})
        CHECK_FALSE(parse_token(text));
}

TEST_CASE("pf: a reference that is not there any more, and other reasons why it cannot be given back") {
    CHECK(says_reference_is_gone(after_warnings("pfctl: pf: token invalid\n")));
    CHECK(says_reference_is_gone("pfctl: pf not enabled\n"));
    CHECK_FALSE(says_reference_is_gone("pfctl: /dev/pf: Permission denied\n"));
    CHECK_FALSE(says_reference_is_gone(""));
}

TEST_CASE("pf: whether it is enabled") {
    CHECK(says_enabled(after_warnings("Status: Enabled for 0 days 00:12:34           Debug: Urgent\n\nState Table\n")));
    CHECK_FALSE(says_enabled("Status: Disabled                              Debug: Urgent\n"));
    CHECK_FALSE(says_enabled("pfctl: /dev/pf: Permission denied\n"));
}

TEST_CASE("pf: the anchors below com.apple have to be called for every packet") {
    CHECK(calls_apple_anchors(
        after_warnings("scrub-anchor \"com.apple/*\" all fragment reassemble\nanchor \"com.apple/*\" all\n")));
    CHECK_FALSE(calls_apple_anchors("scrub-anchor \"com.apple/*\" all fragment reassemble\n"));
    CHECK_FALSE(calls_apple_anchors("anchor \"com.apple/*\" on en0 all\n"));
    CHECK_FALSE(calls_apple_anchors("anchor \"org.pfsense/*\" all\n"));
    CHECK_FALSE(calls_apple_anchors("pass all flags S/SA keep state\n"));
    CHECK_FALSE(calls_apple_anchors(""));
}

TEST_CASE("pf: a loopback that is left out, by its name, its group or with all") {
    CHECK_FALSE(skipped_loopback("ALL\nanpi0\nbridge100\nen0\nlo0\nutun0\n"));
    CHECK_FALSE(skipped_loopback("en0 (skip)\nlo0\nlo1 (skip)\n"));
    CHECK(skipped_loopback(after_warnings("ALL\nen0\nlo0 (skip)\nutun0\n")) == "lo0");
    CHECK(skipped_loopback("en0\nlo (skip)\nlo0\n") == "lo");
    CHECK(skipped_loopback("all (skip)\n") == "all");
    // As -vv prints them.
    CHECK(skipped_loopback("lo0 (skip)\n\tCleared:     Mon Nov 23 06:30:00 2026\n\tReferences:  [ States:  0 ]\n") == "lo0");
}

TEST_CASE("pf: how many rules block") {
    CHECK(count_block_rules(after_warnings("block drop quick inet from 240.0.0.0 to any\n"
                                           "block drop quick inet from 240.0.0.1 to any\npass in all no state\n")) == 2);
    CHECK(count_block_rules(warnings) == 0);
}

TEST_CASE("pf: the counters are read by their labels") {
    auto const* text = "wasmbench-incoming 1520 700 61000 700 61000 0 0\n"
                       "wasmbench-outgoing 820 701 161000 0 0 701 161000\n";
    CHECK(parse_labels(after_warnings(text)).value() == PacketCounts{700, 61000, 701, 161000});
    // Another version of pfctl prints how many states there were as well.
    CHECK(parse_labels("someone 1 2 3 2 3 0 0\nwasmbench-outgoing 8 7 6 0 0 7 6 0\nwasmbench-incoming 5 4 3 4 3 0 0 0\n")
              .value() == PacketCounts{4, 3, 7, 6});
}

TEST_CASE("pf: counters that are missing or damaged are an error that says which") {
    auto const line = [](char const* text) {
        auto const r = parse_labels(text);
        return r ? std::string("accepted") : to_line(r.error());
    };
    CHECK_THAT(line(""), ContainsSubstring("the label wasmbench-incoming"));
    CHECK_THAT(line("wasmbench-incoming 5 4 3 4 3 0 0\n"), ContainsSubstring("the label wasmbench-outgoing"));
    CHECK_THAT(line("wasmbench-incoming 5 4\n"), ContainsSubstring("pfctl: wasmbench-incoming 5 4") &&
                                                     ContainsSubstring("packets and bytes"));
    CHECK_THAT(line("wasmbench-incoming 5 -4 3\n"), ContainsSubstring("wasmbench-incoming 5 -4 3"));
}

TEST_CASE("ifconfig: the addresses of the loopback") {
    CHECK(parse_addresses("lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384\n"
                          "\toptions=1203<RXCSUM,TXCSUM,TXSTATUS,SW_TIMESTAMP>\n"
                          "\tinet 127.0.0.1 netmask 0xff000000\n"
                          "\tinet6 ::1 prefixlen 128\n"
                          "\tinet6 fe80::1%lo0 prefixlen 64 scopeid 0x1\n"
                          "\tinet 127.198.0.5 netmask 0xffffffff\n"
                          "\tnd6 options=201<PERFORMNUD,DAD>\n") == std::vector<std::string>{"127.0.0.1", "127.198.0.5"});
    CHECK(parse_addresses("ifconfig: interface lo0 does not exist\n").empty());
}
