#include "lasting_processes.hpp"

#include <wasmbench/core/process_table.hpp>

#include <algorithm>

namespace wasmbench::plan {

LastingProcesses::LastingProcesses(ProcessTree const& tree) {
    auto add = [&](ProcessPart part) {
        auto const known = std::any_of(
            seen_.begin(), seen_.end(), [&](ProcessPart const& p) { return p.process.pid == part.process.pid; });
        if (!known && alive(part.process)) seen_.push_back(std::move(part));
    };
    for (auto const& part : tree.parts) add(part); // their names first
    for (auto const& root : tree.roots) add({"", root});
    if (!tree.roots.empty() && alive(tree.roots.front())) main_ = tree.roots.front();
}

std::string LastingProcesses::ended() const {
    std::string out;
    for (auto const& part : seen_) {
        if (alive(part.process)) continue;
        auto const process = "process " + std::to_string(part.process.pid);
        out += (out.empty() ? "" : ", ") + (part.name.empty() ? process : part.name + " (" + process + ")");
    }
    return out;
}

bool LastingProcesses::main_ended() const {
    return main_.pid != 0 && !alive(main_);
}

} // namespace wasmbench::plan
