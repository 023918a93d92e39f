#pragma once

#include <wasmbench/core/result.hpp>
#include <wasmbench/core/run_key.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wasmbench::report {

/// "wasmtime/jit/http_service/state (cache off, reused)": a row in the form in which a person types it.
std::string row_name(RunKey const& key);

/// The columns that name a row, each with its value as text: those of RunKey::row().
std::vector<std::pair<std::string, std::string>> key_columns(RunKey const& key);

/// The place of the row that `text` names: as row_name() writes it or without what is in its brackets, or as
/// the reports do, "http_service /state: wasmtime 46.0.1 (jit, reused)" and with " on " instead of ": ". A
/// beginning is enough where only one row has it; a whole name goes before a beginning.
///
/// errc::invalid_option, naming the rows there are or those between which `text` cannot choose.
Result<std::size_t> find_row(std::span<RunKey const> rows, std::string_view text);

} // namespace wasmbench::report
