#pragma once

#include "load_choice.hpp"

#include <wasmbench/load/load_result.hpp>

#include <string>

namespace wasmbench::tool {

/// Refuses, before anything is measured, files that could not be written: Error(errc::invalid_option).
void check_load_files(LoadChoice const& choice);

/// Writes the files that were asked for. Throws Error when one cannot be written.
void write_load_files(LoadChoice const& choice, load::LoadPlan const& plan, load::LoadResult const& r);

/// Writes `text` to the file, or to standard output for "-".
void write_output(std::string const& path, std::string const& text);

} // namespace wasmbench::tool
