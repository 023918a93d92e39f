#pragma once

#include <CLI/App.hpp>

#include <functional>
#include <string>

namespace wasmbench::tool {

/// Each adds a subcommand to `app`. When the person has called it, `run` is set to what does the work and
/// returns the exit status.
using Run = std::function<int()>;
void add_clean_command(CLI::App& app, Run& run);
void add_compare_command(CLI::App& app, Run& run);
void add_doctor_command(CLI::App& app, Run& run);
void add_export_command(CLI::App& app, Run& run);
void add_study_command(CLI::App& app, Run& run);
void add_load_command(CLI::App& app, Run& run);
void add_report_command(CLI::App& app, Run& run);
void add_run_command(CLI::App& app, Run& run);
void add_selfcheck_command(CLI::App& app, Run& run);

} // namespace wasmbench::tool
