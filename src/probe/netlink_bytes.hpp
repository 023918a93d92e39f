#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <optional>
#include <span>

#include <linux/netlink.h>

// Walking what a netlink socket gave, without trusting any length in it.
namespace wasmbench::probe::detail {

/// A struct of the kernel at the begin of `bytes`; one that is cut short is filled up with zeros when `partial`
/// (an older kernel's), else nullopt. nullopt when there is nothing at all.
template <class T>
std::optional<T> struct_at(std::span<std::byte const> bytes, bool partial = false) {
    if (bytes.empty() || (bytes.size() < sizeof(T) && !partial)) return std::nullopt;
    T out{};
    std::memcpy(&out, bytes.data(), std::min(bytes.size(), sizeof(T)));
    return out;
}

/// Takes `n` bytes, rounded up to netlink's alignment of 4, off the front.
inline void skip(std::span<std::byte const>& bytes, std::size_t n) {
    bytes = bytes.subspan(std::min(bytes.size(), (n + 3) & ~std::size_t{3}));
}

/// Calls `each(header, payload)` for the messages of a datagram.
template <class Each>
void for_each_message(std::span<std::byte const> datagram, Each each) {
    while (auto const header = struct_at<nlmsghdr>(datagram)) {
        if (header->nlmsg_len < sizeof(nlmsghdr) || header->nlmsg_len > datagram.size()) return;
        each(*header, datagram.subspan(sizeof(nlmsghdr), header->nlmsg_len - sizeof(nlmsghdr)));
        skip(datagram, header->nlmsg_len);
    }
}

/// Calls `each(type, payload)` for the attributes in `bytes`.
template <class Each>
void for_each_attribute(std::span<std::byte const> bytes, Each each) {
    while (auto const header = struct_at<nlattr>(bytes)) {
        if (header->nla_len < sizeof(nlattr) || header->nla_len > bytes.size()) return;
        each(header->nla_type, bytes.subspan(sizeof(nlattr), header->nla_len - sizeof(nlattr)));
        skip(bytes, header->nla_len);
    }
}

} // namespace wasmbench::probe::detail
