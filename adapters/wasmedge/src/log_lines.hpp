#pragma once

#include <string>
#include <string_view>

namespace wasmbench::adapters::wasmedge {

/// Without the lines that WasmEdge's compiler logs on standard output ("[2026-11-24 00:52:13.193] [info] compile
/// start"): with --enable-jit they come before the program's own, and the command line has no way to turn them
/// off.
std::string without_log_lines(std::string_view output);

} // namespace wasmbench::adapters::wasmedge
