#include "campaign.hpp"

#include "catalog.hpp"
#include "environment_json.hpp"
#include "exit_status.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "temporary_folder.hpp"
#include "terminal.hpp"

#include <wasmbench/core/observer_list.hpp>
#include <wasmbench/core/system.hpp>
#include <wasmbench/plan/manifest_workload.hpp>
#include <wasmbench/plan/session.hpp>
#include <wasmbench/probe/disturbance.hpp>
#include <wasmbench/report/derived.hpp>
#include <wasmbench/report/terminal.hpp>
#include <wasmbench/results/campaign_folder.hpp>
#include <wasmbench/results/raw_writer.hpp>
#include <wasmbench/results/text_file.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>

#include <fmt/format.h>

namespace wasmbench::tool {
namespace {

int exit_status(error_code ec, plan::SessionOutcome const& outcome) {
    if (outcome.interrupted) return interrupted;
    if (ec) return results_not_written;
    return outcome.failed + outcome.discarded != 0 ? some_trials_failed : everything_measured;
}

} // namespace

int run_campaign(Catalog const& catalog, plan::Plan plan, std::filesystem::path const& workloads,
    std::filesystem::path const& out) {
    auto const clock = make_system_clock();
    auto const launcher = make_posix_launcher();
    auto const connector = make_tcp_connector();
    Progress progress(*clock, stderr_is_terminal());

    plan::resolve(catalog, plan); // refuses a wrong plan before a folder is made
    auto const started_at = std::chrono::system_clock::now();
    auto const folder = results::CampaignFolder::create(out, plan.name, started_at).value();
    results::write_text_file(folder.plan_file(), plan::to_json_text(plan)).value();
    results::write_text_file(folder.environment_file(), environment_json(catalog)).value();
    results::RawWriter writer(folder.raw_file(), *clock, started_at);

    TemporaryFolder const scratch;
    ObserverList observers{writer, progress};
    probe::DisturbanceWatch disturbances;
    plan::Session session(catalog, std::move(plan),
        {*launcher, *connector, *clock, scratch.path(), folder.logs(), all_probes(catalog), &disturbances},
        observers);
    for (auto const& row : session.rows()) {
        auto traits = row.traits;
        for (auto& sentence : plan::workload_fairness(workloads / row.workload->name() / "manifest.json"))
            traits.fairness.push_back(std::string(row.workload->name()) + ": " + sentence);
        writer.describe_row(row.key, traits);
    }

    boost::asio::io_context context(1);
    Interrupt interrupt(context, [&](std::string const& line) { progress.say(line); });
    error_code ec;
    plan::SessionOutcome outcome;
    session.async_run(context.get_executor(),
        boost::asio::bind_cancellation_slot(interrupt.slot(), [&](error_code e, plan::SessionOutcome o) {
            ec = e;
            outcome = o;
            interrupt.disarm();
        }));
    context.run();

    if (ec && ec != boost::asio::error::operation_aborted)
        fmt::print(stderr, "wasmbench: {}\n", to_line(session.failure()));
    auto const report = report::write_derived(folder).value();
    fmt::print("{}\nReport: {}\n", report::to_terminal(report, terminal_width()),
        folder.summary_markdown().string());
    return exit_status(ec, outcome);
}

} // namespace wasmbench::tool
