#include "route_messages.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include <arpa/inet.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sys/socket.h>

namespace wasmbench::net {
namespace {

constexpr std::size_t aligned(std::size_t n) {
    return (n + 3) & ~std::size_t{3};
}

class Message {
public:
    Message(std::uint16_t type, std::uint16_t flags) {
        nlmsghdr header{};
        header.nlmsg_type = type;
        header.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
        put(header);
    }

    template <class T>
    Message& put(T const& value) {
        static_assert(std::is_trivially_copyable_v<T>);
        return put_bytes(&value, sizeof value);
    }
    template <class T>
    Message& attribute(std::uint16_t type, T const& value) {
        auto const place = begin(type);
        put(value);
        return close(place, unpadded_);
    }
    Message& text(std::uint16_t type, std::string_view words) {
        auto const place = begin(type);
        put_bytes(std::string(words).c_str(), words.size() + 1);
        return close(place, unpadded_);
    }

    // An attribute that holds others.
    std::size_t begin(std::uint16_t type) {
        auto const place = bytes_.size();
        nlattr header{};
        header.nla_type = type;
        put(header);
        return place;
    }
    Message& end(std::size_t place) { return close(place, bytes_.size()); }

    Bytes take() {
        auto const length = static_cast<std::uint32_t>(bytes_.size());
        std::memcpy(bytes_.data() + offsetof(nlmsghdr, nlmsg_len), &length, sizeof length);
        return std::move(bytes_);
    }

private:
    // Netlink counts an attribute's length without its own padding.
    Message& close(std::size_t place, std::size_t stop) {
        auto const length = static_cast<std::uint16_t>(stop - place);
        std::memcpy(bytes_.data() + place + offsetof(nlattr, nla_len), &length, sizeof length);
        return *this;
    }

    Message& put_bytes(void const* data, std::size_t n) {
        auto const* first = static_cast<std::byte const*>(data);
        bytes_.insert(bytes_.end(), first, first + n);
        unpadded_ = bytes_.size();
        bytes_.resize(aligned(bytes_.size()));
        return *this;
    }

    Bytes bytes_;
    std::size_t unpadded_ = 0;
};

ifinfomsg interface_header(std::uint32_t index, unsigned flags = 0) {
    ifinfomsg info{};
    info.ifi_family = AF_UNSPEC;
    info.ifi_index = static_cast<int>(index);
    info.ifi_flags = flags;
    info.ifi_change = flags;
    return info;
}

template <class T>
std::optional<T> struct_at(std::span<std::byte const> bytes) {
    if (bytes.size() < sizeof(T)) return std::nullopt;
    T out{};
    std::memcpy(&out, bytes.data(), sizeof(T));
    return out;
}

std::string text_of(std::span<std::byte const> bytes) {
    std::string const all(reinterpret_cast<char const*>(bytes.data()), bytes.size());
    return all.substr(0, all.find('\0'));
}

std::optional<Link> read_link(std::span<std::byte const> payload) {
    auto const info = struct_at<ifinfomsg>(payload);
    if (!info) return std::nullopt;
    Link link;
    link.index = static_cast<std::uint32_t>(info->ifi_index);
    payload = payload.subspan(sizeof(ifinfomsg));
    while (auto const a = struct_at<nlattr>(payload)) {
        if (a->nla_len < sizeof(nlattr) || a->nla_len > payload.size()) break;
        auto const value = payload.subspan(sizeof(nlattr), a->nla_len - sizeof(nlattr));
        if (a->nla_type == IFLA_IFNAME) link.name = text_of(value);
        if (a->nla_type == IFLA_IFALIAS) link.alias = text_of(value);
        payload = payload.subspan(std::min(payload.size(), aligned(a->nla_len)));
    }
    return link;
}

} // namespace

std::string dotted(std::uint32_t address) {
    std::string out;
    for (auto shift : {24u, 16u, 8u, 0u}) out += (out.empty() ? "" : ".") + std::to_string(address >> shift & 255u);
    return out;
}

Bytes new_veth_pair(std::string_view name, std::string_view peer) {
    Message m(RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
    m.put(interface_header(0)).text(IFLA_IFNAME, name);
    auto const info = m.begin(IFLA_LINKINFO);
    m.text(IFLA_INFO_KIND, "veth");
    auto const data = m.begin(IFLA_INFO_DATA);
    auto const other = m.begin(VETH_INFO_PEER);
    m.put(interface_header(0)).text(IFLA_IFNAME, peer);
    m.end(other).end(data).end(info);
    return m.take();
}

Bytes set_alias(std::uint32_t index, std::string_view alias) {
    return Message(RTM_SETLINK, NLM_F_ACK).put(interface_header(index)).text(IFLA_IFALIAS, alias).take();
}

Bytes set_up(std::uint32_t index) {
    return Message(RTM_SETLINK, NLM_F_ACK).put(interface_header(index, IFF_UP)).take();
}

Bytes move_to_namespace(std::uint32_t index, int descriptor) {
    return Message(RTM_SETLINK, NLM_F_ACK)
        .put(interface_header(index))
        .attribute(IFLA_NET_NS_FD, static_cast<std::uint32_t>(descriptor))
        .take();
}

Bytes new_address(std::uint32_t index, std::uint32_t address, std::uint8_t prefix) {
    ifaddrmsg header{};
    header.ifa_family = AF_INET;
    header.ifa_prefixlen = prefix;
    header.ifa_scope = RT_SCOPE_UNIVERSE;
    header.ifa_index = index;
    auto const network_order = htonl(address);
    return Message(RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL)
        .put(header)
        .attribute(IFA_LOCAL, network_order)
        .attribute(IFA_ADDRESS, network_order)
        .take();
}

Bytes delete_link(std::uint32_t index) {
    return Message(RTM_DELLINK, NLM_F_ACK).put(interface_header(index)).take();
}

Bytes get_link(std::string_view name) {
    return Message(RTM_GETLINK, 0).put(interface_header(0)).text(IFLA_IFNAME, name).take();
}

std::optional<RouteAnswer> read_answer(std::span<std::byte const> datagram) {
    auto const header = struct_at<nlmsghdr>(datagram);
    if (!header || header->nlmsg_len < sizeof(nlmsghdr) || header->nlmsg_len > datagram.size()) return std::nullopt;
    auto const payload = datagram.subspan(sizeof(nlmsghdr), header->nlmsg_len - sizeof(nlmsghdr));
    RouteAnswer answer;
    answer.sequence = header->nlmsg_seq;
    if (header->nlmsg_type == NLMSG_ERROR) {
        auto const number = struct_at<int>(payload);
        if (!number) return std::nullopt;
        answer.error = -*number;
    } else if (header->nlmsg_type == RTM_NEWLINK) {
        answer.link = read_link(payload);
    }
    return answer;
}

} // namespace wasmbench::net
