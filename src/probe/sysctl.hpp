#pragma once

#include <optional>
#include <string>

namespace wasmbench::probe::detail {

/// The text that macOS's sysctl(3) has under `name` ("machdep.cpu.brand_string"); nullopt when there is no such name, and on
/// every other system.
std::optional<std::string> sysctl_text(char const* name);

} // namespace wasmbench::probe::detail
