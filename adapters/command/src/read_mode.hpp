#pragma once

#include "json/json_reader.hpp"

#include <wasmbench/adapters/command/runtime_description.hpp>

#include <vector>

namespace wasmbench::adapters::command {

/// The modes of a description: a list that is not empty, none like another. Throws json::Problem.
std::vector<DescribedMode> modes_in(json::Value const&);

} // namespace wasmbench::adapters::command
