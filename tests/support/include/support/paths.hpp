#pragma once

#include <filesystem>
#include <string>

namespace wasmbench::support {

// Functions and not macros, so that the path of the checkout is in one object file only and a compiler cache can serve
// every other one to a checkout elsewhere.

std::filesystem::path source_dir(); ///< the root of the checkout
std::filesystem::path binary_dir(); ///< the root of the build tree
std::string test_target();          ///< the program of target.cpp; with "-<mode>" appended, in that mode

} // namespace wasmbench::support
