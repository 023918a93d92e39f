#include "plot_images.hpp"

#include <wasmbench/adapters/common/program.hpp>

#include <fmt/format.h>

#include <chrono>
#include <filesystem>

namespace wasmbench::tool {

namespace fs = std::filesystem;

std::string write_plot_images(results::CampaignFolder const& folder) {
    constexpr std::chrono::seconds limit_for_one(30);
    auto const converter = adapters::find_program("rsvg-convert");
    if (!converter)
        return "Plots: SVG and CSV files in " + folder.plots().string() +
               "; no PNG, since rsvg-convert is not installed (scripts/deps --with report)";
    std::size_t made = 0;
    std::string problem;
    for (auto const& entry : fs::directory_iterator(folder.plots())) {
        if (entry.path().extension() != ".svg") continue;
        auto image = entry.path();
        image.replace_extension(".png");
        auto const done = adapters::run_tool(
            *converter, {"--zoom", "2", "--output", image.string(), entry.path().string()}, limit_for_one);
        if (done && done->exit_code == 0)
            ++made;
        else if (problem.empty())
            problem = fmt::format("; {} could not be made: {}", image.filename().string(),
                done ? done->text.substr(0, done->text.find('\n'))
                     : std::string("rsvg-convert did not run to its end"));
    }
    return fmt::format(
        "Plots: {} PNG files beside the SVG and CSV files in {}{}", made, folder.plots().string(), problem);
}

} // namespace wasmbench::tool
