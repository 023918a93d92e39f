#include "account_groups.hpp"

#include "cgroup.hpp"
#include "owner.hpp"

#include <wasmbench/core/process_table.hpp>

namespace wasmbench::adapters::docker {
namespace {

constexpr std::string_view account_prefix = "wasmbench-account-";

} // namespace

std::string account_group(std::string_view word) {
    return "/" + std::string(account_prefix) + to_string(this_owner()) + "-" + std::string(word);
}

std::size_t remove_dead_account_groups() {
    auto const us = this_owner();
    std::size_t removed = 0;
    for (auto const& name : top_cgroups(account_prefix)) {
        auto const words = std::string_view(name).substr(account_prefix.size());
        auto const owner = parse_owner(words.substr(0, words.rfind('-')));
        if (owner && is_dead(*owner, us, [](auto const& p) { return alive(p); }) && remove_cgroup("/" + name)) ++removed;
    }
    return removed;
}

} // namespace wasmbench::adapters::docker
