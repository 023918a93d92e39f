#pragma once

#include "route_messages.hpp"

#include <wasmbench/core/detail/descriptor.hpp>
#include <wasmbench/core/error.hpp>
#include <wasmbench/core/result.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace wasmbench::net {

/// A conversation with the kernel about the interfaces of one network namespace: the one of the thread that opened it,
/// whoever uses it later.
class RouteSocket {
public:
    error_code open();

    /// Sends a message that asks for an acknowledgement, and waits for it: the kernel acts within the call.
    error_code request(Bytes message);

    /// nullopt: there is no interface of that name.
    Result<std::optional<Link>> find_link(std::string_view name);

private:
    Result<RouteAnswer> exchange(Bytes message);

    detail::Descriptor fd_;
    std::uint32_t sequence_ = 0;
};

} // namespace wasmbench::net
