#pragma once

#include <wasmbench/core/run_key.hpp>

namespace wasmbench::testing {

/// A key in which no field has its default.
inline RunKey example_key() {
    RunKey k;
    k.runtime = "wasmtime";
    k.version = "46.0.1";
    k.mode = ExecutionMode::aot;
    k.cache = "off";
    k.instance = InstancePolicy::new_per_request;
    k.workload = "http_service";
    k.endpoint = "/state";
    k.firewall = "on";
    k.concurrency = 10;
    k.block = 3;
    k.trial = 17;
    return k;
}

} // namespace wasmbench::testing
