#include "campaign.hpp"
#include "catalog.hpp"
#include "commands.hpp"
#include "study_design.hpp"
#include "study_profile.hpp"
#include "workload_folder.hpp"

#include <memory>
#include <random>
#include <utility>

namespace wasmbench::tool {
namespace {

struct StudyOptions {
    StudyChoice choice;
    StudyDesign design;
    std::optional<std::uint64_t> seed;
    std::string out = "results";
    std::string workloads_dir;
};

// A new one for each campaign, so that a peculiarity of one order is not measured again and again.
std::uint64_t fresh_seed() {
    std::random_device device;
    return (static_cast<std::uint64_t>(device()) << 32u) | device();
}

} // namespace

void add_study_command(CLI::App& app, Run& run) {
    auto o = std::make_shared<StudyOptions>();
    auto* command = app.add_subcommand("study", "Run the study and write a report");
    command
        ->add_option("--profile", o->choice.profile, "quick: minutes; seed: the published study's own counts")
        ->check(CLI::IsMember({"quick", "seed"}))
        ->capture_default_str();
    command->add_option("--runtimes", o->choice.runtimes, "Only these, separated by commas")->delimiter(',');
    command->add_option("--workloads", o->choice.workloads, "Only these, separated by commas")
        ->delimiter(',');
    command->add_option("--blocks", o->choice.blocks, "How often each row is run (default 10)")
        ->check(CLI::Range(1u, 100000u));
    add_design_options(*command, o->design);
    command
        ->add_option("--ready-within", o->choice.ready_within_seconds,
            "Seconds for the first correct answer (default 30)")
        ->check(CLI::PositiveNumber);
    command->add_option("--seed", o->seed, "Of the schedule; default: a new one, recorded in plan.json")
        ->check(CLI::NonNegativeNumber); // CLI11 alone takes -1 for the largest unsigned number
    command->add_option("--out", o->out, "Folder for the campaign's own folder")->capture_default_str();
    command->add_option(
        "--workloads-dir", o->workloads_dir, "Folder of the workloads (default: those of this build)");
    command->callback([o, &run] {
        run = [o] {
            auto const workloads = workload_folder(o->workloads_dir);
            auto const catalog = make_catalog(workloads);
            o->choice.seed = o->seed ? *o->seed : fresh_seed();
            auto plan = study_plan(o->choice, catalog);
            apply(o->design, plan);
            return run_campaign(catalog, std::move(plan), workloads, o->out);
        };
    });
}

} // namespace wasmbench::tool
