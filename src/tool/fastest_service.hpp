#pragma once

#include <wasmbench/core/runtime.hpp>

#include <string_view>

namespace wasmbench::tool {

/// The options under which the study's service answers fastest on a runtime: what rows with a firewall, of density and with a
/// store use.
inline Options fastest_service(std::string_view runtime) {
    if (runtime == "wasmtime") return {{"mode", "aot"}, {"reuse", "unlimited"}};
    if (runtime == "wasmtime-embedded") return {{"allocator", "pooling"}};
    if (runtime == "wasmedge") return {{"mode", "aot"}};
    if (runtime == "wasmcloud") return {{"cold", "application"}};
    return {};
}

} // namespace wasmbench::tool
