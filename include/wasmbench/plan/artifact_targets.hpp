#pragma once

#include <array>
#include <string_view>

namespace wasmbench::plan {

/// The targets for which a workload may have a file: Workload::artifact() says what each is.
inline constexpr std::array<std::string_view, 6> artifact_targets = {
    "native", "native-static", "wasm32-wasi", "wasi-sockets", "wasi-http", "handler-component"};

} // namespace wasmbench::plan
