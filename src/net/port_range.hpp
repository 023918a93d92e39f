#pragma once

#include <wasmbench/core/result.hpp>

#include <cstdint>
#include <string>

namespace wasmbench::net {

/// A TCP port from `first` to `last` on which nobody listens at `host`, a numeric address of this machine; looks from
/// `begin` on, and goes on at `first` behind `last`. Errors: the last port's, when there is none.
Result<std::uint16_t> free_port_between(
    std::string const& host, std::uint16_t first, std::uint16_t last, std::uint16_t begin);

} // namespace wasmbench::net
