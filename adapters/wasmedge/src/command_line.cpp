#include "command_line.hpp"

#include <wasmbench/adapters/common/option_reader.hpp>

namespace wasmbench::adapters::wasmedge {

std::string_view target_of(Workload const& workload) {
    return workload.needs().has(Capability::http) ? "wasi-sockets" : "wasm32-wasi";
}

Settings read_options(Workload const& workload, Options const& options) {
    OptionReader reader("wasmedge", options);
    Settings s;
    s.mode = *execution_mode_from_string(reader.choice("mode", {"interpreter", "jit", "aot"}));
    if (workload.needs().has(Capability::http))
        if (auto const p = reader.number("port", 1, 65535)) s.port = static_cast<std::uint16_t>(*p);
    reader.finish();
    return s;
}

RowTraits traits(Workload const& workload, Settings const& s) {
    RowTraits t;
    t.mode = s.mode;
    bool const service = workload.needs().has(Capability::http);
    t.instance = service ? InstancePolicy::long_lived : InstancePolicy::one_shot;
    switch (s.mode) {
    case ExecutionMode::aot:
        t.fairness.push_back("WasmEdge AOT: compiled by \"wasmedge compile\" in the prepare phase; its time is "
                             "not part of the cold start.");
        break;
    case ExecutionMode::jit:
        t.fairness.push_back(
            "WasmEdge JIT: LLVM compiles the whole module in every cold start; nothing is cached.");
        break;
    default:
        t.fairness.push_back("WasmEdge's interpreter is what its command line uses unless told otherwise, and "
                             "what the published study measured without saying so.");
    }
    if (service)
        t.fairness.push_back(
            "WasmEdge has no HTTP server of its own: the module makes its sockets by WasmEdge's extension of "
            "WASI and parses HTTP itself, in one thread; the native server and the other runtimes' have "
            "several.");
    return t;
}

std::vector<std::string> compile_arguments(
    std::filesystem::path const& wasm, std::filesystem::path const& out) {
    return {"compile", wasm.string(), out.string()};
}

std::vector<std::string> run_arguments(Settings const& s, std::filesystem::path const& file,
    std::vector<std::string> const& program_arguments) {
    std::vector<std::string> a{"run"};
    // Said in both directions: what the default is has changed between versions.
    if (s.mode == ExecutionMode::interpreter) a.push_back("--force-interpreter");
    if (s.mode == ExecutionMode::jit) a.push_back("--enable-jit");
    a.push_back(file.string());
    a.insert(a.end(), program_arguments.begin(), program_arguments.end());
    return a;
}

std::vector<std::string> service_arguments(HttpEndpoint const& at, std::string const& store) {
    std::vector<std::string> a{"--address", at.host, "--port", std::to_string(at.port)};
    if (!store.empty()) a.insert(a.end(), {"--store", store});
    return a;
}

} // namespace wasmbench::adapters::wasmedge
