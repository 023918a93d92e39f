#pragma once

#include <string>
#include <string_view>

namespace wasmbench::adapters::wasmcloud {

/// The part of a daemon's log that tells most, on one line: its last error, else its last warning, else its
/// last line; without the time, and with the innermost of the causes that stand below it. Errors are "[FTL]" and "[ERR]" of nats-server, " ERROR " and "Error:" of the
/// Rust programs.
std::string telling_line(std::string_view log);

} // namespace wasmbench::adapters::wasmcloud
