#include "study_claims.hpp"

namespace wasmbench::report {

std::vector<Claim> correction_claims() {
    using namespace study_rows;
    using enum Relation;
    using Q = Quantity;
    using O = OldQuantity;
    auto const service = "http_service";
    return {
        // Several times ours, much the same whoever answers, and a limit of throughput too.
        {"curl-is-the-latency", "One curl per request measures curl: its latency and throughput are its own.", "correction 1",
            {within_row(native(service, "/"), O::warm_p50, Q::warm_p50, above, 2),
                test(O::warm_p50, wasmtime(service, "/"), native(service, "/"), within, alike),
                within_row(native(service, "/"), Q::throughput, O::throughput, above, 2)}},
        {"polling-is-too-coarse",
            "Polling every 10 ms by curl resolves less than native's whole cold start.", "correction 2",
            {within_row(native(service, "/"), O::bracket, Q::cold_start, above, 1)}},
        // By medians over interleaved trials: one outlier of seconds made the study's mean of native.
        {"native-starts-first", "Native starts faster than Wasmtime, not slower.", "correction 3",
            {test(Q::cold_start, native(service, "/"), wasmtime_aot(service, "/"), below, 1),
                test(Q::cold_start, native(service, "/"), wasmtime(service, "/"), below, 1)}},
        {"wasmedge-interpreter", "WasmEdge was slow because it interpreted; compiled it is near native.", "correction 4",
            {test(Q::self_reported, wasmedge(ExecutionMode::interpreter, "cpu_hash"),
                 wasmedge(ExecutionMode::aot, "cpu_hash"), above, 10),
                test(Q::self_reported, wasmedge(ExecutionMode::aot, "cpu_hash"), native("cpu_hash"), within, alike)}},
        {"docker-run-is-the-cpu", "Docker's higher CPU figure is the start of docker run, not the program.", "correction 5",
            {within_row(docker("cpu_hash"), O::run_time, Q::self_reported, above, alike),
                test(Q::self_reported, docker("cpu_hash"), native("cpu_hash"), within, alike)}},
        {"compilation-cache", "With Wasmtime's compilation cache full, a start does not compile.", "correction 6",
            {test(Q::run_time, wasmtime("hello"), wasmtime("hello", "", "full"), above, alike)}},
        {"state-is-lost", "wasmtime serve makes an instance per request, so its counter stays at 1.", "correction 7",
            {StateTest{wasmtime(service, "/state"), Statefulness::stateless}}},
        {"firewall-in-path", "A firewall that is in the path changes the warm latency.", "correction 8",
            {test(Q::warm_p50,
                {.runtime = "native", .workload = service, .endpoint = "/", .path = RowPath::rules},
                {.runtime = "native", .workload = service, .endpoint = "/", .path = RowPath::own_network}, beyond, 1)}},
        {"rss-snapshot", "One look at the resident set is not the memory of the instance.", "correction 9",
            {within_row(native(service, "/"), O::memory, Q::memory_steady, beyond, alike),
                within_row(wasmtime(service, "/"), O::memory, Q::memory_steady, beyond, alike),
                within_row(wasmcloud(service, "/"), O::memory, Q::memory_steady, beyond, alike)}},
        {"serial-native", "The native server was serial and the others were not.", "correction 10", {},
            "the study has no row of a native server with one thread; its own is multi-threaded, as the others are"},
        {"endpoints-pooled", "/ and /state differ by more than 5 %, so that pooling them hides something.",
            "correction 11",
            {test(Q::warm_p50, native(service, "/state"), native(service, "/"), beyond, 1.05),
                test(Q::warm_p50, wasmtime(service, "/state"), wasmtime(service, "/"), beyond, 1.05)}},
    };
}

std::vector<Claim> study_claims() {
    auto all = slide_claims();
    for (auto& claim : correction_claims()) all.push_back(std::move(claim));
    return all;
}

} // namespace wasmbench::report
