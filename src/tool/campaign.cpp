#include "campaign.hpp"

#include "catalog.hpp"
#include "environment_json.hpp"
#include "exit_status.hpp"
#include "interrupt.hpp"
#include "leftovers.hpp"
#include "plot_images.hpp"
#include "progress.hpp"
#include "resume.hpp"
#include "run_record.hpp"
#include "state_folder.hpp"
#include "store_program.hpp"
#include "temporary_folder.hpp"
#include "terminal.hpp"

#include <wasmbench/adapters/common/program.hpp>
#include <wasmbench/core/observer_list.hpp>
#include <wasmbench/core/system.hpp>
#include <wasmbench/net/system.hpp>
#include <wasmbench/plan/manifest_workload.hpp>
#include <wasmbench/plan/session.hpp>
#include <wasmbench/probe/disturbance.hpp>
#include <wasmbench/report/derived.hpp>
#include <wasmbench/report/terminal.hpp>
#include <wasmbench/results/campaign_folder.hpp>
#include <wasmbench/results/raw_reader.hpp>
#include <wasmbench/results/raw_writer.hpp>
#include <wasmbench/results/resume_point.hpp>
#include <wasmbench/results/text_file.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>

#include <fmt/format.h>

namespace wasmbench::tool {
namespace {

// What a campaign is run with, from its folder on.
struct Campaign {
    Catalog const& catalog;
    std::filesystem::path workloads;
    results::CampaignFolder folder;
    Clock& clock;
    Progress& progress;
};

int exit_status(plan::SessionOutcome const& outcome) {
    if (outcome.interrupted) return interrupted;
    return outcome.failed + outcome.discarded != 0 ? some_trials_failed : everything_measured;
}

int report_on(results::CampaignFolder const& folder) {
    auto const report = report::write_derived(folder).value();
    fmt::print("{}\nReport: {}, {}\n{}\n", report::to_terminal(report, terminal_width()), folder.report_html().string(),
        folder.summary_markdown().string(), write_plot_images(folder));
    return everything_measured;
}

// What killed runs of any campaign have left in the machine.
void clear_away_leftovers(Progress& progress) {
    auto const outcome = remove_all_leftovers();
    if (!outcome.removed.empty())
        progress.say("removed what a killed run had left: " + count_by_kind(outcome.removed));
    for (auto const& failure : outcome.failures) progress.insist("what a killed run had left is still there: " + failure);
}

int run(Campaign const& c, plan::Plan plan, results::RawWriter& writer, std::vector<plan::FinishedTrial> finished) {
    c.progress.show(plan.name, c.folder.path());
    writer.set_children_mark(children_mark());
    auto const launcher = make_posix_launcher();
    auto const connector = make_tcp_connector();
    clear_away_leftovers(c.progress);
    KeptRunRecord const record(run_records(), record_of_this_run(c.folder.path())); // before anything is made
    auto const cells = net::make_network_cells(*launcher, *connector, {cells_journal()});
    TemporaryFolder const scratch;
    ObserverList observers{writer, c.progress};
    probe::DisturbanceWatch disturbances;
    plan::Session session(c.catalog, std::move(plan),
        {*launcher, *connector, c.clock, scratch.path(), c.folder.logs(), all_probes(c.catalog), &disturbances,
            cells.get(), adapters::find_program("curl"), find_store()},
        observers);
    for (auto const& row : session.rows()) {
        auto traits = row.traits;
        for (auto& sentence : plan::workload_fairness(c.workloads / row.workload->name() / "manifest.json"))
            traits.fairness.push_back(std::string(row.workload->name()) + ": " + sentence);
        writer.describe_row(row.key, traits);
    }
    session.resume(std::move(finished));

    boost::asio::io_context context(1);
    Interrupt interrupt(context, [&](std::string const& line) { c.progress.insist(line); });
    error_code ec;
    plan::SessionOutcome outcome;
    session.async_run(context.get_executor(),
        boost::asio::bind_cancellation_slot(interrupt.slot(), [&](error_code e, plan::SessionOutcome o) {
            ec = e;
            outcome = o;
            interrupt.disarm();
        }));
    context.run();

    if (ec && ec != boost::asio::error::operation_aborted) {
        // No reports: they would meet the same fault, and they would be of less than is said to have been run.
        fmt::print(stderr, "wasmbench: {}; every trial before is in {}, go on with: wasmbench run --resume {}\n",
            to_line(session.failure()), c.folder.raw_file().string(), c.folder.path().string());
        return results_not_written;
    }
    report_on(c.folder);
    if (outcome.interrupted)
        fmt::print(stderr, "wasmbench: {} trials are left; go on with: wasmbench run --resume {}\n",
            outcome.not_reached + outcome.skipped, c.folder.path().string());
    return exit_status(outcome);
}

// The plan is the first file: with it in its place the campaign can be gone on with, whenever its harness is killed.
int begin_campaign(Catalog const& catalog, plan::Plan plan, std::filesystem::path const& workloads,
    std::string const& environment, results::CampaignFolder const& folder, Clock& clock, Progress& progress) {
    results::write_text_file(folder.environment_file(), environment).value();
    results::RawWriter writer(folder.raw_file(), clock, std::chrono::system_clock::now());
    return run({catalog, workloads, folder, clock, progress}, std::move(plan), writer, {});
}

} // namespace

int run_campaign(Catalog const& catalog, plan::Plan plan, std::filesystem::path const& workloads,
    std::filesystem::path const& out, bool quiet) {
    auto const clock = make_system_clock();
    Progress progress(*clock, progress_style(quiet));

    plan::resolve(catalog, plan); // refuses a wrong plan before a folder is made
    auto const environment = environment_json(catalog); // takes a while: a kill meanwhile leaves no folder
    auto const folder = results::CampaignFolder::create(out, plan.name, std::chrono::system_clock::now()).value();
    results::write_text_file(folder.plan_file(), plan::to_json_text(plan)).value();
    return begin_campaign(catalog, std::move(plan), workloads, environment, folder, *clock, progress);
}

int resume_campaign(std::filesystem::path const& workloads, std::vector<std::string> const& runtime_files,
    std::filesystem::path const& path, bool quiet) {
    auto const clock = make_system_clock();
    Progress progress(*clock, progress_style(quiet));

    auto const folder = results::CampaignFolder::open_planned(path).value();
    auto const plan_text = results::read_untrusted_file(folder.plan_file(), results::most_document_bytes).value();
    auto plan = plan::plan_from_json(plan_text, folder.plan_file().string()).value();
    auto const catalog = make_catalog(workloads, runtime_files, plan);
    if (!results::has_begun(folder.raw_file()).value()) {
        plan::resolve(catalog, plan);
        progress.say("this campaign was ended before its first trial: it begins now");
        std::filesystem::create_directories(folder.logs());
        return begin_campaign(catalog, std::move(plan), workloads, environment_json(catalog), folder, *clock, progress);
    }
    auto const records = results::read_raw(folder.raw_file()).value();
    auto const point = results::resume_point(records);
    if (point.over) {
        progress.say("this campaign is over; its reports are made anew");
        clear_away_leftovers(progress); // it may have been killed as it made them
        return report_on(folder);
    }
    refuse_changes(point.rows, plan::resolve(catalog, plan));
    refuse_other_environment(results::read_untrusted_file(folder.environment_file(), results::most_document_bytes).value(), environment_json(catalog),
        folder.environment_file());

    // From here on nobody else writes to it, and whoever did has gone.
    results::RawWriter writer(folder.raw_file(), *clock, std::chrono::system_clock::now(), records.header, point);
    if (auto const ended = end_leftovers(point.children); ended != 0)
        progress.say(fmt::format("ended {} processes that the harness before has left", ended));
    if (auto const aside = results::set_unfinished_aside(folder.raw_file(), point.settled_lines).value())
        progress.say(fmt::format("what the unfinished trial had written is in {}", aside->string()));
    return run({catalog, workloads, folder, *clock, progress}, std::move(plan), writer, finished_trials(point));
}

} // namespace wasmbench::tool
