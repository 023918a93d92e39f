#pragma once

#include <wasmbench/core/result.hpp>
#include <wasmbench/core/workload.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace wasmbench::adapters {

/// What the first bytes of a file say.
enum class FileKind { missing, unreadable, wasm_module, wasm_component, other };
/// Reads no more than those.
FileKind file_kind(std::filesystem::path const& file);

/// The workload's artifact for `target`, checked to exist and, for a Wasm target, to be of the right kind: an
/// engine's own message about a wrong file comes late and differs from engine to engine. Errors: unsupported
/// (not made for this target), artifact_missing.
Result<std::filesystem::path> checked_artifact(Workload const& workload, std::string_view target);

/// "http_service /state", for messages.
std::string label(Workload const& workload);

} // namespace wasmbench::adapters
