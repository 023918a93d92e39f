#include "account_groups.hpp"

#include "cgroup.hpp"

#include <wasmbench/core/owner.hpp>

#include <cerrno>

namespace wasmbench::adapters::docker {
namespace {

constexpr std::string_view account_prefix = "wasmbench-account-";

} // namespace

std::string account_group(std::string_view word) {
    return "/" + std::string(account_prefix) + to_string(this_owner()) + "-" + std::string(word);
}

std::vector<Leftover> dead_account_groups() {
    std::vector<Leftover> out;
    for (auto const& name : top_cgroups(account_prefix)) {
        auto const words = std::string_view(name).substr(account_prefix.size());
        auto const owner = parse_owner(words.substr(0, words.rfind('-')));
        if (!owner || owner->boot != this_owner().boot || !is_dead(*owner)) continue; // no group survives a boot
        out.push_back({"control group", "/" + name, "of a container", owner, [name]() -> Result<void> {
            if (remove_cgroup("/" + name)) return {};
            Failure f{{EBUSY, boost::system::system_category()}, {}};
            f.diagnostics.stage = "remove a control group";
            f.diagnostics.subject = "/" + name;
            f.diagnostics.remedy = "remove the container that is in it first: docker rm -f";
            return f;
        }});
    }
    return out;
}

std::size_t remove_dead_account_groups() {
    std::size_t removed = 0;
    for (auto const& group : dead_account_groups())
        if (group.remove()) ++removed;
    return removed;
}

} // namespace wasmbench::adapters::docker
