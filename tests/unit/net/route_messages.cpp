#include "net/route_messages.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cstring>

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>

using namespace wasmbench::net;

namespace {

template <class T>
T at(Bytes const& bytes, std::size_t place) {
    REQUIRE(place + sizeof(T) <= bytes.size());
    T out{};
    std::memcpy(&out, bytes.data() + place, sizeof out);
    return out;
}

nlmsghdr header_of(Bytes const& bytes) {
    auto const h = at<nlmsghdr>(bytes, 0);
    CHECK(h.nlmsg_len == bytes.size());
    CHECK(bytes.size() % 4 == 0);
    CHECK((h.nlmsg_flags & NLM_F_REQUEST) != 0);
    return h;
}

// The place of the first attribute of a type in [begin, end), which must be there.
std::size_t attribute_in(Bytes const& bytes, std::size_t begin, std::size_t end, int type) {
    while (begin + sizeof(nlattr) <= end) {
        auto const a = at<nlattr>(bytes, begin);
        REQUIRE(a.nla_len >= sizeof(nlattr));
        REQUIRE(begin + a.nla_len <= end);
        if (a.nla_type == type) return begin;
        begin += (a.nla_len + 3u) & ~3u;
    }
    FAIL("no attribute " << type);
    return 0;
}

std::string text_at(Bytes const& bytes, std::size_t attribute) {
    auto const a = at<nlattr>(bytes, attribute);
    auto const* first = reinterpret_cast<char const*>(bytes.data()) + attribute + sizeof(nlattr);
    std::string const all(first, a.nla_len - sizeof(nlattr));
    REQUIRE(all.back() == '\0');
    return all.substr(0, all.size() - 1);
}

constexpr auto after_header = sizeof(nlmsghdr) + sizeof(ifinfomsg);

} // namespace

TEST_CASE("a pair of interfaces: the peer is an attribute within the attributes of the first") {
    auto const m = new_veth_pair("wb1x1", "eth0");
    auto const h = header_of(m);
    CHECK(h.nlmsg_type == RTM_NEWLINK);
    CHECK((h.nlmsg_flags & (NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK)) == (NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK));
    CHECK(text_at(m, attribute_in(m, after_header, m.size(), IFLA_IFNAME)) == "wb1x1");
    auto const info = attribute_in(m, after_header, m.size(), IFLA_LINKINFO);
    auto const end_of = [&](std::size_t a) { return a + at<nlattr>(m, a).nla_len; };
    CHECK(text_at(m, attribute_in(m, info + sizeof(nlattr), end_of(info), IFLA_INFO_KIND)) == "veth");
    auto const data = attribute_in(m, info + sizeof(nlattr), end_of(info), IFLA_INFO_DATA);
    auto const peer = attribute_in(m, data + sizeof(nlattr), end_of(data), VETH_INFO_PEER);
    CHECK(text_at(m, attribute_in(m, peer + sizeof(nlattr) + sizeof(ifinfomsg), end_of(peer), IFLA_IFNAME)) == "eth0");
}

TEST_CASE("what is done to an interface names it by its index") {
    for (auto const& [message, type] : {std::pair{set_up(7), RTM_SETLINK}, {set_alias(7, "x"), RTM_SETLINK},
             {move_to_namespace(7, 5), RTM_SETLINK}, {delete_link(7), RTM_DELLINK}}) {
        CHECK(header_of(message).nlmsg_type == type);
        CHECK(at<ifinfomsg>(message, sizeof(nlmsghdr)).ifi_index == 7);
    }
    auto const up = at<ifinfomsg>(set_up(7), sizeof(nlmsghdr));
    CHECK(up.ifi_flags == 1u); // IFF_UP, and no other flag is changed
    CHECK(up.ifi_change == 1u);
    CHECK(at<ifinfomsg>(set_alias(7, "x"), sizeof(nlmsghdr)).ifi_change == 0u);
    auto const alias = set_alias(7, "wasmbench cell 1-2-3");
    CHECK(text_at(alias, attribute_in(alias, after_header, alias.size(), IFLA_IFALIAS)) == "wasmbench cell 1-2-3");
    auto const moved = move_to_namespace(7, 5);
    CHECK(at<std::uint32_t>(moved, attribute_in(moved, after_header, moved.size(), IFLA_NET_NS_FD) + sizeof(nlattr)) == 5u);
}

TEST_CASE("an address is in network order") {
    auto const m = new_address(7, 0xc6130002, 30);
    CHECK(header_of(m).nlmsg_type == RTM_NEWADDR);
    auto const a = at<ifaddrmsg>(m, sizeof(nlmsghdr));
    CHECK(a.ifa_index == 7u);
    CHECK(a.ifa_prefixlen == 30);
    auto const local = attribute_in(m, sizeof(nlmsghdr) + sizeof(ifaddrmsg), m.size(), IFA_LOCAL) + sizeof(nlattr);
    CHECK(m[local] == std::byte{198});
    CHECK(m[local + 1] == std::byte{19});
    CHECK(m[local + 3] == std::byte{2});
    CHECK(dotted(0xc6130002) == "198.19.0.2");
}

TEST_CASE("an answer is read, and one that is cut short is none") {
    nlmsghdr h{};
    h.nlmsg_type = NLMSG_ERROR;
    h.nlmsg_seq = 9;
    nlmsgerr e{};
    e.error = -17;
    h.nlmsg_len = sizeof h + sizeof e;
    Bytes bytes(h.nlmsg_len);
    std::memcpy(bytes.data(), &h, sizeof h);
    std::memcpy(bytes.data() + sizeof h, &e, sizeof e);
    auto const answer = read_answer(bytes);
    REQUIRE(answer);
    CHECK(answer->sequence == 9u);
    CHECK(answer->error == 17);
    for (std::size_t n = 0; n < bytes.size(); ++n) CHECK_FALSE(read_answer(std::span(bytes).first(n)));

    // A link is answered in the form in which one is asked for.
    auto link = set_alias(7, "ours");
    auto const type = std::uint16_t{RTM_NEWLINK};
    std::memcpy(link.data() + offsetof(nlmsghdr, nlmsg_type), &type, sizeof type);
    auto const found = read_answer(link);
    REQUIRE(found);
    CHECK(found->link == Link{7, "", "ours"});
    CHECK_FALSE(found->error);
    // An attribute that claims to be longer than the message ends the reading.
    auto const too_long = std::uint16_t{999};
    std::memcpy(link.data() + after_header, &too_long, sizeof too_long);
    CHECK(read_answer(link)->link == Link{7, "", ""});
}
