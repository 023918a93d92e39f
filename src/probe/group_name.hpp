#pragma once

#include <wasmbench/core/owner.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace wasmbench::probe::detail {

/// The folder of a control group of this process: "wasmbench-OWNER-NUMBER".
std::string group_name(Owner const& owner, unsigned number);

/// Whose it is; nullopt for a name that no such group has.
std::optional<Owner> owner_of_group(std::string_view name);

} // namespace wasmbench::probe::detail
