#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::net {

/// An address of 127.198.0.0/16 for a cell on the loopback: the first, from number `first` (taken modulo 65534) on, that
/// is none of `taken`, which are those that the loopback has; nullopt when all are. No host but this one is reached by
/// such an address, and nobody is given one unasked.
std::optional<std::string> choose_alias(std::vector<std::string> const& taken, std::uint32_t first);

} // namespace wasmbench::net
