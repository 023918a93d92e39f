#include "commands.hpp"
#include "exit_status.hpp"

#include <wasmbench/core/error.hpp>
#include <wasmbench/report/export.hpp>
#include <wasmbench/results/text_file.hpp>

#include <CLI/Validators.hpp>
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

namespace wasmbench::tool {
namespace {

struct ExportChoice {
    std::string folder;
    std::string format;
    std::string out = "-";
    std::vector<std::string> metrics;
};

std::vector<std::string> format_names() {
    std::vector<std::string> out;
    for (auto const f : report::all_export_formats) out.emplace_back(to_string(f));
    return out;
}

report::Exported exported(ExportChoice const& c) {
    auto const campaign = report::read_campaign(results::CampaignFolder::open(c.folder).value()).value();
    return report::export_campaign(campaign, *report::export_format_from_string(c.format), c.metrics).value();
}

int run_export(ExportChoice const& c) {
    report::Exported what;
    try {
        what = exported(c);
    } catch (Error const& e) { // what cannot be read is unusable too
        fmt::print(stderr, "wasmbench: {}\n", e.what());
        return unusable_input;
    }
    if (c.out == "-")
        fmt::print("{}", what.text);
    else
        results::write_text_file(c.out, what.text).value();
    for (auto const& sentence : what.left_out) fmt::print(stderr, "left out: {}\n", sentence);
    return everything_measured;
}

} // namespace

void add_export_command(CLI::App& app, Run& run) {
    auto c = std::make_shared<ExportChoice>();
    auto* command = app.add_subcommand("export", "Write a campaign in the format of another tool");
    command->footer("Exit status: 0 written, 2 unusable input, 3 could not be written.");
    command->add_option("folder", c->folder, "The campaign's folder")->required();
    command->add_option("--format", c->format, "Of which tool")
        ->required()
        ->check(CLI::IsMember(format_names()));
    command->add_option("--out", c->out, "A file, or - for stdout")->capture_default_str();
    command
        ->add_option("--metric", c->metrics, "Only this (cold_start, service_time, memory_peak); repeatable")
        ->allow_extra_args(false);
    command->callback([c, &run] { run = [c] { return run_export(*c); }; });
}

} // namespace wasmbench::tool
