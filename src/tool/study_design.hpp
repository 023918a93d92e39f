#pragma once

#include <wasmbench/plan/plan.hpp>

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::tool {

/// What the person chose of a study's design: when it ends, when a service is warm, where files are before a start.
struct StudyDesign {
    std::string precision; ///< as written: "5%", "http/throughput=3%"; empty: a fixed number of blocks
    std::string precision_of = "row";
    std::optional<std::uint32_t> most_blocks;
    std::optional<double> most_seconds;
    bool scaling = false; ///< also where the profile has none
    std::string warm_up; ///< as written: a number of requests, or "until-stable"; empty: as the profile says
    std::vector<std::string> page_cache;
};

/// Declares the options on the subcommand; they are written into `design`, which must live as long.
void add_design_options(CLI::App& command, StudyDesign& design);

/// Changes `plan` accordingly: with several page cache conditions each row becomes one per condition. Throws
/// Error(invalid_option) for text that cannot be read.
void apply(StudyDesign const& design, plan::Plan& plan);

} // namespace wasmbench::tool
