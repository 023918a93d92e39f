#pragma once

#include <filesystem>
#include <optional>

namespace wasmbench::tool {

/// The program of the store that runs beside workloads which need one: redis-server, else valkey-server, each looked for
/// as the programs of runtimes are (adapters::find_program).
std::optional<std::filesystem::path> find_store();

} // namespace wasmbench::tool
