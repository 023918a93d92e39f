#pragma once

#include <wasmbench/core/runtime.hpp>

#include <memory>
#include <string>

namespace wasmbench::tool {

/// A runtime whose adapter this build has not: it stays in every list and table, as a row with its reason.
std::unique_ptr<Runtime> make_absent_runtime(std::string name, std::string reason, std::string fix);

} // namespace wasmbench::tool
