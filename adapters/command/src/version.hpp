#pragma once

#include <string>
#include <string_view>

namespace wasmbench::adapters::command {

/// The version in what a program printed: from the first digit after the text `after` on, as far as letters,
/// digits and
/// ".-+_" go. Empty when there is none.
std::string version_in(std::string_view printed, std::string_view after);

/// Whether `version` is older than `minimum`: their numbers are compared one by one ("1.10" is newer than
/// "1.9"); what follows the numbers of a version ("2.0.0-rc1") does not count.
bool is_older(std::string_view version, std::string_view minimum);

} // namespace wasmbench::adapters::command
