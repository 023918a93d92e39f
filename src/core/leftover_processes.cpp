#include <wasmbench/core/leftover.hpp>

#include <wasmbench/core/process_table.hpp>
#include <wasmbench/core/system.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <string_view>
#include <thread>
#include <utility>

#include <unistd.h>

namespace wasmbench {
namespace {

constexpr auto kill_limit = std::chrono::seconds(5);

bool holds(std::vector<ProcessIdentity> const& list, ProcessIdentity const& p) {
    return std::find(list.begin(), list.end(), p) != list.end();
}

Result<void> end_one(ProcessIdentity const& process) {
    unsigned ignored = 0;
    auto const still_there = [&] { return alive(process) ? std::vector{process} : std::vector<ProcessIdentity>(); };
    if (kill_all(still_there, ignored)) return {};
    Failure f{errc::leaked_processes, {}};
    f.diagnostics.stage = "end a process";
    f.diagnostics.subject = std::to_string(process.pid);
    f.diagnostics.expected = "its end within 5 s of SIGKILL";
    f.diagnostics.remedy = "end it as the user that it belongs to; one that waits for a disk ends when that answers";
    return f;
}

} // namespace

bool kill_all(std::function<std::vector<ProcessIdentity>()> const& list, unsigned& ended) {
    auto const limit = std::chrono::steady_clock::now() + kill_limit;
    auto left = list();
    ended += static_cast<unsigned>(left.size());
    while (!left.empty()) {
        for (auto const& process : left) kill_process(process);
        if (std::chrono::steady_clock::now() > limit) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        left = list();
    }
    return true;
}

Leftover leftover_process(ProcessIdentity const& process, std::optional<Owner> owner) {
    return {"process", std::to_string(process.pid), command_line(process.pid), std::move(owner), [process] { return end_one(process); }};
}

std::vector<Leftover> leftover_processes() {
    struct Found {
        ProcessIdentity process;
        Owner owner;
    };
    std::vector<Found> dead;
    std::vector<ProcessIdentity> marked; // everybody's
    for (auto const& [process, entry] : environment_entries(any_children_mark)) {
        marked.push_back(process);
        auto const owner = owner_of_mark(entry);
        // A process that lives was not started before the last boot: such a text is no mark, whatever it is.
        if (owner && owner->boot == this_owner().boot && is_dead(*owner)) dead.push_back({process, *owner});
    }
    auto const self = identify(::getpid());
    std::vector<ProcessIdentity> listed;
    std::vector<Leftover> out;
    auto add = [&](ProcessIdentity const& process, Owner const& owner) {
        if (holds(listed, process)) return;
        listed.push_back(process);
        out.push_back(leftover_process(process, owner));
    };
    for (auto const& [root, owner] : dead) {
        auto const tree = descendants({root}); // root first
        // A tool that somebody calls from inside of what was left does not end itself.
        if (self && holds(tree, *self)) continue;
        for (auto const& process : tree)
            if (process == root || !holds(marked, process)) add(process, owner);
    }
    return out;
}

} // namespace wasmbench
