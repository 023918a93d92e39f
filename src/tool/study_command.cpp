#include "campaign.hpp"
#include "catalog.hpp"
#include "commands.hpp"
#include "exit_status.hpp"
#include "study_design.hpp"
#include "study_profile.hpp"
#include "workload_folder.hpp"

#include <fmt/format.h>

#include <memory>
#include <random>
#include <utility>

namespace wasmbench::tool {
namespace {

struct StudyOptions {
    StudyChoice choice;
    StudyDesign design;
    std::optional<std::uint64_t> seed;
    std::string firewall; ///< empty: as the profile has it
    std::string out = "results";
    std::string workloads_dir;
    std::string resume;
    std::vector<std::string> runtime_files;
    bool print_plan = false;
    bool quiet = false;
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
        ->add_option("--profile", o->choice.profile, "quick: minutes; seed: the published study's own counts and its method beside ours, scaling, "
                                                         "density, a firewall; full: all configurations, more blocks, longer loads")
        ->check(CLI::IsMember({"quick", "seed", "full"}))
        ->capture_default_str();
    command->add_option("--runtimes", o->choice.runtimes, "Only these, separated by commas; a name that doctor lists as described is a runtime too")->delimiter(',');
    add_runtime_file_option(*command, o->runtime_files);
    command->add_option("--workloads", o->choice.workloads, "Only these, separated by commas (default: all; of quick: all but json_transform, kv_service and memory_walk)")
        ->delimiter(',');
    command->add_option("--blocks", o->choice.blocks, "How often each row is run (default: 6, of full 8)")
        ->check(CLI::Range(1u, 100000u));
    add_design_options(*command, o->design);
    command->add_flag("--old-method", o->choice.old_method,
        "Also measure as the published study did, a curl per request (profile seed does so anyway)");
    command->add_flag("--density", o->choice.density,
        "Also look how many instances of a service the machine holds, and what each costs (profile seed does so anyway)");
    command
        ->add_option("--firewall", o->firewall,
            "Rows behind a firewall: none, pair (off, and a chain of 1000 rules) or sweep (chains and sets of 0 to "
            "10000); needs root (default: none of quick, a pair of seed)")
        ->check(CLI::IsMember({"none", "pair", "sweep"}));
    command
        ->add_option("--ready-within", o->choice.ready_within_seconds,
            "Seconds for the first correct answer (default 45)")
        ->check(CLI::PositiveNumber);
    command->add_option("--seed", o->seed, "Of the schedule; default: a new one, recorded in plan.json")
        ->check(CLI::NonNegativeNumber); // CLI11 alone takes -1 for the largest unsigned number
    command->add_option("--out", o->out, "Folder for the campaign's own folder")->capture_default_str();
    command->add_option(
        "--workloads-dir", o->workloads_dir, "Folder of the workloads (default: those that came with this program)");
    command->add_flag("--print-plan", o->print_plan, "Print the plan (for `wasmbench run`) and run nothing");
    command->add_option("--resume", o->resume, "The folder of a study that was interrupted: run what is left of it")
        ->excludes("--profile", "--runtimes", "--workloads", "--blocks", "--seed", "--out", "--print-plan");
    command->add_flag("--quiet", o->quiet, "No progress: only what failed, and the summary");
    command->callback([o, &run] {
        run = [o] {
            auto const workloads = workload_folder(o->workloads_dir);
            if (!o->resume.empty()) return resume_campaign(workloads, o->runtime_files, o->resume, o->quiet);
            o->choice.described = described_runtimes(o->runtime_files, o->choice.runtimes);
            auto const catalog = make_catalog(workloads, o->choice.described);
            if (!o->choice.runtimes.empty()) // a file is chosen by naming it
                for (auto const& d : o->choice.described) o->choice.runtimes.push_back(d.name);
            o->choice.seed = o->seed ? *o->seed : fresh_seed();
            o->choice.firewall = firewall_rows_from_string(o->firewall);
            auto plan = study_plan(o->choice, catalog);
            apply(o->design, plan);
            if (o->print_plan) {
                fmt::print("{}", plan::to_json_text(plan));
                return static_cast<int>(everything_measured);
            }
            return run_campaign(catalog, std::move(plan), workloads, o->out, o->quiet);
        };
    });
}

} // namespace wasmbench::tool
