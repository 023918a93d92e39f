#include "commands.hpp"
#include "exit_status.hpp"
#include "leftovers.hpp"
#include "state_folder.hpp"

#include <wasmbench/core/diagnostics.hpp>

#include <fmt/format.h>

#include <memory>

namespace wasmbench::tool {
namespace {

void print_leftover(Leftover const& l, std::vector<DeadRun> const& runs) {
    auto const shown = fmt::format("{} {}{}{}", l.kind, l.name, l.detail.empty() ? "" : ": ", l.detail);
    fmt::print("{}\n    {}\n", detail::printable(shown, ' '), detail::printable(owner_text(l.owner, runs), ' '));
}

int list_leftovers() {
    auto const found = find_all_leftovers();
    for (auto const& l : found.left) print_leftover(l, found.runs);
    for (auto const& note : found.notes) fmt::print(stderr, "wasmbench: {}\n", note);
    if (found.left.empty())
        fmt::print("nothing is left of a killed run\n");
    else
        fmt::print("{}: wasmbench clean removes them\n", count_by_kind(found.left));
    return found.left.empty() ? everything_measured : leftovers_remain;
}

int clean_up() {
    auto const runs = dead_runs(run_records()); // they go with what is removed
    auto const outcome = remove_all_leftovers();
    for (auto const& l : outcome.removed) {
        fmt::print("removed ");
        print_leftover(l, runs);
    }
    for (auto const& note : outcome.notes) fmt::print(stderr, "wasmbench: {}\n", note);
    for (auto const& failure : outcome.failures) fmt::print(stderr, "wasmbench: not removed: {}\n", failure);
    if (outcome.removed.empty() && outcome.failures.empty()) fmt::print("nothing is left of a killed run\n");
    return outcome.failures.empty() ? everything_measured : leftovers_remain;
}

} // namespace

void add_clean_command(CLI::App& app, Run& run) {
    auto dry = std::make_shared<bool>(false);
    auto* command = app.add_subcommand("clean",
        "Remove what killed runs have left: processes, containers, networks, control groups, temporary folders. Nothing of a run "
        "that lives. Exit status: 0 nothing is left, 1 something is");
    command->add_flag("--dry-run", *dry, "Only list it");
    command->callback([dry, &run] { run = [dry] { return *dry ? list_leftovers() : clean_up(); }; });
}

} // namespace wasmbench::tool
