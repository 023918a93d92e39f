#pragma once

#include <wasmbench/core/catalog.hpp>

#include <string>

namespace wasmbench::tool {

/// The text of environment.json: the machine's fingerprint by group, what is unknown with its reason, what
/// disturbs, and every runtime with its version.
std::string environment_json(Catalog const& catalog);

} // namespace wasmbench::tool
