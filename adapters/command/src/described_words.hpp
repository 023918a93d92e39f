#pragma once

#include "json/json_reader.hpp"

#include <wasmbench/adapters/command/runtime_description.hpp>

#include <string>
#include <string_view>
#include <vector>

// What the parts of a description are made of. Everything that reads throws json::Problem.
namespace wasmbench::adapters::command {

using Names = std::vector<std::string_view>;

/// A name as plans, options and files have it.
std::string name_in(json::Value const&);

/// A list of texts that are not empty.
std::vector<std::string> texts_in(json::Value const&);

/// The field `fairness` of `v`; empty when there is none.
std::vector<std::string> fairness_in(json::Value const& v);

/// The fields program, arguments and environment of `v`. Words may hold the placeholders `allowed`; the
/// arguments and the environment together must use each of `needed`.
DescribedCommand command_in(json::Value const& v, Names const& allowed, Names const& needed);

/// Whether an argument or a variable of it has that placeholder.
bool uses(DescribedCommand const&, std::string_view placeholder);

} // namespace wasmbench::adapters::command
