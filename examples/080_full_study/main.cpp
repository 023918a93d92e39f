// A whole study with the public API alone: plan, session, raw data, summary, report. Usage: 080_full_study [FOLDER]
#include <wasmbench/adapters/native.hpp>
#include <wasmbench/adapters/wasmtime.hpp>
#include <wasmbench/core/core.hpp>
#include <wasmbench/plan/manifest_workload.hpp>
#include <wasmbench/plan/session.hpp>
#include <wasmbench/probe/environment.hpp>
#include <wasmbench/probe/smaps_probe.hpp>
#include <wasmbench/report/derived.hpp>
#include <wasmbench/report/terminal.hpp>
#include <wasmbench/results/raw_writer.hpp>
#include <wasmbench/results/text_file.hpp>

#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <iostream>

namespace fs = std::filesystem;
using namespace wasmbench;

// What machine this is: without it no campaign can be compared with another one.
static std::string environment() {
    nlohmann::ordered_json json{{"schema", results_schema}};
    for (auto const& fact : probe::collect_environment()) // "cpu/model" and many more
        if (auto const slash = fact.name.find('/'); fact.value)
            json[fact.name.substr(0, slash)][fact.name.substr(slash + 1)] = *fact.value;
    return json.dump(2) + '\n';
}

static int study(fs::path const& workloads, fs::path const& out) {
    Catalog catalog; // what may be named in the plan
    catalog.add(adapters::make_native());
    catalog.add(adapters::make_wasmtime());
    for (auto const* name : {"hello", "http_service"})
        for (auto& workload : plan::load_workloads(workloads / name / "manifest.json")) catalog.add(std::move(workload));
    auto& memory = catalog.add(std::make_unique<probe::SmapsProbe>());

    plan::Plan plan;
    plan.name = "full-study";
    plan.seed = 2026;
    plan.blocks = 6; // the fewest with which a median has a 95 % interval
    plan.rows = {{"native", {}, "hello", ""}, {"wasmtime", {}, "hello", ""}, {"native", {}, "http_service", "/"},
        {"wasmtime", {}, "http_service", "/"}};

    auto const clock = make_system_clock();
    auto const started_at = std::chrono::system_clock::now();
    auto const folder = results::CampaignFolder::create(out, plan.name, started_at).value();
    results::write_text_file(folder.plan_file(), plan::to_json_text(plan)).value();
    results::write_text_file(folder.environment_file(), environment()).value();
    results::RawWriter raw(folder.raw_file(), *clock, started_at); // every sample goes to disk as it is measured

    auto const launcher = make_posix_launcher();
    auto const connector = make_tcp_connector();
    plan::Session session(catalog, plan,
        {*launcher, *connector, *clock, fs::temp_directory_path(), folder.logs(), {&memory}}, raw);
    for (auto const& row : session.rows()) raw.describe_row(row.key, row.traits);
    boost::asio::io_context io;
    plan::SessionOutcome outcome;
    session.async_run(io.get_executor(), [&](error_code ec, plan::SessionOutcome result) {
        if (ec) std::cerr << to_line(session.failure()) << '\n';
        outcome = result;
    });
    io.run();
    auto const report = report::write_derived(folder).value(); // from the files alone, as anyone could later
    std::cout << report::to_terminal(report) << "\nReport: " << folder.report_html().string() << '\n';
    return outcome.completed > 0 && outcome.completed == outcome.scheduled ? 0 : 1;
}

int main(int argc, char** argv) {
    auto const* workloads = std::getenv("WASMBENCH_WORKLOADS"); // <build>/workloads
    try {
        return study(workloads ? workloads : "workloads", argc > 1 ? argv[1] : "results");
    } catch (std::exception const& e) { // an Error says in one line what, where, and what to do
        std::cerr << e.what() << '\n';
        return 2;
    }
}
