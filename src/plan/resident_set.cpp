#include "resident_set.hpp"

#include <wasmbench/probe/resident_bytes.hpp>

#include <string>
#include <vector>

namespace wasmbench::plan {
namespace {

Failure none(std::string why) {
    Failure f{errc::unavailable, {}};
    f.diagnostics.stage = std::move(why);
    return f;
}

std::vector<int> looked_at(ProcessTree const& tree) {
    if (tree.parts.empty()) return {tree.roots.front().pid};
    std::vector<int> pids;
    for (auto const& part : tree.parts) pids.push_back(part.process.pid);
    return pids;
}

} // namespace

Result<double> resident_snapshot(ProcessTree const& tree) {
    if (tree.roots.empty()) return none("the instance has no process of its own");
    if (tree.cgroup)
        return none("a container is no process of whoever started it, and the old method had no figure for it");
    double sum = 0;
    for (int const pid : looked_at(tree)) {
        auto const resident = probe::resident_bytes(pid);
        if (!resident) return resident.error();
        sum += static_cast<double>(*resident);
    }
    return sum;
}

} // namespace wasmbench::plan
