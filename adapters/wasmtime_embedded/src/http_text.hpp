#pragma once

#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

namespace wasmbench::adapters::wasmtime_embedded {

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, section 5.6.7).
std::string http_date(std::time_t t);

/// A complete response of type text/plain with Content-Length and Date, on one buffer.
std::string response_text(
    std::uint16_t status, std::string_view date, std::string_view body, bool keep_alive);

} // namespace wasmbench::adapters::wasmtime_embedded
