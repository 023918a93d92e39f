#include "group_name.hpp"

#include "text.hpp"

namespace wasmbench::probe::detail {
namespace {

constexpr std::string_view group_prefix = "wasmbench-";

} // namespace

std::string group_name(Owner const& owner, unsigned number) {
    return std::string(group_prefix) + to_string(owner) + '-' + std::to_string(number);
}

std::optional<Owner> owner_of_group(std::string_view name) {
    if (!name.starts_with(group_prefix)) return std::nullopt;
    name.remove_prefix(group_prefix.size());
    auto const dash = name.rfind('-');
    if (dash == std::string_view::npos || !to_unsigned(name.substr(dash + 1))) return std::nullopt;
    return parse_owner(name.substr(0, dash));
}

} // namespace wasmbench::probe::detail
