#include "commands.hpp"
#include "exit_status.hpp"
#include "plot_images.hpp"
#include "terminal.hpp"

#include <wasmbench/report/derived.hpp>
#include <wasmbench/report/terminal.hpp>

#include <fmt/format.h>

#include <memory>

namespace wasmbench::tool {

void add_report_command(CLI::App& app, Run& run) {
    auto folder_name = std::make_shared<std::string>();
    auto* command =
        app.add_subcommand("report", "Rebuild every derived file of a campaign from its raw data");
    command->add_option("folder", *folder_name, "The campaign's folder")->required();
    command->callback([folder_name, &run] {
        run = [folder_name] {
            auto const folder = results::CampaignFolder::open(*folder_name).value();
            auto const report = report::write_derived(folder).value();
            fmt::print("{}\nReport: {}, {}\n{}\n", report::to_terminal(report, terminal_width()),
                folder.report_html().string(), folder.summary_markdown().string(), write_plot_images(folder));
            return static_cast<int>(everything_measured);
        };
    });
}

} // namespace wasmbench::tool
