#include "study_claims.hpp"

namespace wasmbench::report {

std::vector<Claim> slide_claims() {
    using namespace study_rows;
    using enum Relation;
    using Q = Quantity;
    auto const service = "http_service";
    return {
        {"warm-latency-similar", "Warm latency is similar across runtimes.", "slide \"HTTP Results\"",
            {test(Q::warm_p50, docker(service, "/"), native(service, "/"), within, alike),
                test(Q::warm_p50, wasmcloud(service, "/"), native(service, "/"), within, alike),
                test(Q::warm_p50, wasmtime(service, "/"), native(service, "/"), within, alike)}},
        {"throughput-modest", "Throughput differences are modest.", "slide \"HTTP Results\"",
            {test(Q::throughput, docker(service, "/"), native(service, "/"), within, alike),
                test(Q::throughput, wasmcloud(service, "/"), native(service, "/"), within, alike),
                test(Q::throughput, wasmtime(service, "/"), native(service, "/"), within, alike)}},
        {"memory-order", "Of memory native needs least, Wasmtime more, wasmCloud most.", "slide \"HTTP Memory Footprint\"",
            {test(Q::memory_steady, native(service, "/"), wasmtime(service, "/"), below, 1),
                test(Q::memory_steady, wasmtime(service, "/"), wasmcloud(service, "/"), below, 1)}},
        {"wasmtime-cpu-near-native", "Wasmtime is close to native on CPU-bound work.", "slide \"CPU-Bound Results\"",
            {test(Q::run_time, wasmtime("cpu_hash"), native("cpu_hash"), within, alike)}},
        // The work itself, by the program's own clock: what starting a container costs is another claim.
        {"docker-cpu-slower", "Docker is slower on CPU-bound work.", "slides \"CPU-Bound Results\" and \"Summary\"",
            {test(Q::self_reported, docker("cpu_hash"), native("cpu_hash"), above, alike)}},
        // Of its three modes the one in which it is meant to be fast: the claim is about the runtime.
        {"wasmedge-much-slower", "WasmEdge is much slower (by more than twice) on CPU-bound work.",
            "slide \"CPU-Bound Results\"",
            {test(Q::run_time, wasmedge(ExecutionMode::aot, "cpu_hash"), native("cpu_hash"), above, 2)}},
        // As the study ran both, and then both compiled ahead of time.
        {"wasmtime-lower-fixed-cost", "Wasmtime has a lower fixed cost than WasmEdge.", "slide \"Minimal WASI\"",
            {test(Q::run_time, wasmtime("hello", "", "full"), wasmedge(ExecutionMode::interpreter, "hello"), below, 1),
                test(Q::run_time, wasmtime_aot("hello"), wasmedge(ExecutionMode::aot, "hello"), below, 1)}},
        {"full-cold-is-build", "A full cold start is dominated by the build.", "slide \"Cold-Start Comparison\"",
            {test(Q::cold_start, docker(service, "/", "image built"), docker(service, "/"), above, 2),
                within_row(wasmtime_aot(service, "/"), Preparation{}, Q::cold_start, above, 1)}},
        // Wasmtime at its slowest: it compiles at the start.
        {"wasmtime-before-docker", "Wasmtime starts faster than Docker.", "slide \"Cold-Start Comparison\"",
            {test(Q::cold_start, wasmtime(service, "/"), docker(service, "/"), below, 1)}},
        // Wasmtime at its fastest: its code is compiled already.
        {"wasmtime-fastest-cold", "Wasmtime delivers the fastest runtime cold starts.", "slide \"Summary\"",
            {test(Q::cold_start, wasmtime_aot(service, "/"), native(service, "/"), below, 1),
                test(Q::cold_start, wasmtime_aot(service, "/"), docker(service, "/"), below, 1),
                test(Q::cold_start, wasmtime_aot(service, "/"), wasmcloud(service, "/"), below, 1)}},
        {"wasmcloud-costs", "wasmCloud has a higher cost of start and memory than Wasmtime.", "slide \"Summary\"",
            {test(Q::cold_start, wasmcloud(service, "/", "lattice cold"), wasmtime(service, "/"), above, 1),
                test(Q::memory_steady, wasmcloud(service, "/"), wasmtime(service, "/"), above, 1)}},
        {"docker-start-overhead", "Docker has a higher start-up overhead than native.", "slide \"Summary\"",
            {test(Q::cold_start, docker(service, "/"), native(service, "/"), above, 1)}},
        {"firewall-measured", "Host constraints were measured with the firewall on and off.", "slide \"Developments\"", {},
            "the rules that the study loaded (pf of macOS) left the loopback out, and all of its traffic was there; what "
            "a firewall in the path costs is the claim firewall-in-path"},
    };
}

} // namespace wasmbench::report
