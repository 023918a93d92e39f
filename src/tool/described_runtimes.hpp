#pragma once

#include <wasmbench/adapters/command/runtime_description.hpp>
#include <wasmbench/core/runtime.hpp>

#include <CLI/App.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::tool {

/// Runtimes that are described by files: those that come with wasmbench (the folder WASMBENCH_RUNTIMES, else
/// `runtimes` beside the workloads), and those that a person names on the command line. A plan names
/// runtimes, never files.
using DescribedRuntimes = std::vector<adapters::RuntimeDescription>;

/// The names of those that come with wasmbench, sorted.
std::vector<std::string> shipped_runtimes();

/// What `files` describe, and of those that come with wasmbench what `names` has and no file describes anew.
/// Other names are passed over: they are somebody else's, or nobody's. Throws Error for a file that cannot be
/// read or used.
DescribedRuntimes described_runtimes(
    std::vector<std::string> const& files, std::vector<std::string> const& names);

/// Declares --runtime-file on the subcommand; `files` must live as long.
void add_runtime_file_option(CLI::App& command, std::vector<std::string>& files);

/// The options under which a study runs a workload on such a runtime: one set for each mode that can, {} for
/// the first. Where none can, {}: its row is skipped with the reason.
std::vector<Options> options_of_modes(adapters::RuntimeDescription const& runtime, Workload const& workload);

/// The one of that name, or null.
adapters::RuntimeDescription const* find(DescribedRuntimes const& all, std::string_view name);

} // namespace wasmbench::tool
