#include "campaign.hpp"
#include "catalog.hpp"
#include "commands.hpp"
#include "exit_status.hpp"
#include "workload_folder.hpp"

#include <wasmbench/core/error.hpp>
#include <wasmbench/plan/resolve.hpp>
#include <wasmbench/plan/schedule.hpp>
#include <wasmbench/results/text_file.hpp>

#include <CLI/Error.hpp>
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

namespace wasmbench::tool {
namespace {

struct RunOptions {
    std::string plan;
    std::string resume;
    std::string out = "results";
    std::string workloads_dir;
    std::vector<std::string> runtime_files;
    bool quiet = false;
    bool check = false;
};

// Rows that cannot be run here are no fault of the plan: it may be for another machine.
int check_plan(Catalog const& catalog, plan::Plan const& plan) {
    std::size_t here = 0;
    for (auto const& row : plan::resolve(catalog, plan)) {
        if (row.skip_reason)
            fmt::print("{} {}{}: not on this machine: {}\n", row.row.runtime, row.row.workload, row.row.endpoint, *row.skip_reason);
        else
            ++here;
    }
    fmt::print("{} rows, {} of which can be run here; {} trials in all\n", plan.rows.size(), here, plan::schedule(plan).size());
    return everything_measured;
}

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
    add_runtime_file_option(*command, o->runtime_files);
    command->add_flag("--check", o->check, "Only look whether the plan is right: nothing is run or written")->excludes(resume);
    command->add_flag("--quiet", o->quiet, "No progress: only what failed, and the summary");
    command->callback([o, &run] {
        if (o->plan.empty() && o->resume.empty())
            throw CLI::RequiredError("run: a plan's file, or --resume with a campaign's folder,");
        run = [o] {
            auto const workloads = workload_folder(o->workloads_dir);
            if (!o->resume.empty()) return resume_campaign(workloads, o->runtime_files, o->resume, o->quiet);
            auto const text = results::read_text_file(o->plan);
            if (!text) {
                auto f = text.error();
                f.code = errc::invalid_option; // a file of the person's, not a result
                throw Error(std::move(f));
            }
            auto chosen = plan::plan_from_json(*text, o->plan).value();
            auto const catalog = make_catalog(workloads, o->runtime_files, chosen);
            if (o->check) return check_plan(catalog, chosen);
            return run_campaign(catalog, std::move(chosen), workloads, o->out, o->quiet);
        };
    });
}

} // namespace wasmbench::tool
