#include "campaign.hpp"
#include "catalog.hpp"
#include "commands.hpp"
#include "workload_folder.hpp"

#include <wasmbench/core/error.hpp>
#include <wasmbench/results/text_file.hpp>

#include <CLI/Error.hpp>

#include <memory>
#include <string>

namespace wasmbench::tool {
namespace {

struct RunOptions {
    std::string plan;
    std::string resume;
    std::string out = "results";
    std::string workloads_dir;
    bool quiet = false;
};

} // namespace

void add_run_command(CLI::App& app, Run& run) {
    auto o = std::make_shared<RunOptions>();
    auto* command = app.add_subcommand("run", "Run a plan from a JSON file, or go on with a campaign that was interrupted");
    auto* plan = command->add_option("plan", o->plan, "The plan's file; docs/results-format.md and docs/plan.schema.json "
                                                      "describe it, study --print-plan writes one");
    auto* resume = command->add_option("--resume", o->resume, "The folder of a campaign: run what is left of it");
    plan->excludes(resume);
    command->add_option("--out", o->out, "Folder for the campaign's own folder")->capture_default_str()->excludes(resume);
    command->add_option("--workloads-dir", o->workloads_dir, "Folder of the workloads (default: those that came with this program)");
    command->add_flag("--quiet", o->quiet, "No progress: only what failed, and the summary");
    command->callback([o, &run] {
        if (o->plan.empty() && o->resume.empty())
            throw CLI::RequiredError("run: a plan's file, or --resume with a campaign's folder,");
        run = [o] {
            auto const workloads = workload_folder(o->workloads_dir);
            if (!o->resume.empty()) return resume_campaign(make_catalog(workloads), workloads, o->resume, o->quiet);
            auto const text = results::read_text_file(o->plan);
            if (!text) {
                auto f = text.error();
                f.code = errc::invalid_option; // a file of the person's, not a result
                throw Error(std::move(f));
            }
            auto chosen = plan::plan_from_json(*text, o->plan).value();
            return run_campaign(make_catalog(workloads), std::move(chosen), workloads, o->out, o->quiet);
        };
    });
}

} // namespace wasmbench::tool
