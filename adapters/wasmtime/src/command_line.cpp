#include "command_line.hpp"

#include <wasmbench/adapters/common/option_reader.hpp>

namespace wasmbench::adapters::wasmtime {
namespace {

void add_engine_flags(
    std::vector<std::string>& a, Settings const& s, std::filesystem::path const& cache_file) {
    if (s.mode == ExecutionMode::aot) a.push_back("--allow-precompiled");
    // The cache is on by default and lives in the user's home: always said, never left to the default.
    if (s.cache == Cache::off) {
        a.insert(a.end(), {"-C", "cache=n"});
    } else {
        a.insert(a.end(), {"-C", "cache=y", "-C", "cache-config=" + cache_file.string()});
    }
    if (s.pooling) a.insert(a.end(), {"-O", *s.pooling ? "pooling-allocator=y" : "pooling-allocator=n"});
}

std::string reuse_text(std::uint32_t reuse) {
    return reuse == unlimited ? "unlimited" : std::to_string(reuse);
}

// Only what differs from what the command does by itself: `serve` pools, `run` does not.
std::string variant(bool service, Settings const& s) {
    std::string out = s.reuse > 1 ? "reuse " + reuse_text(s.reuse) : "";
    if (s.pooling && *s.pooling != service)
        out += (out.empty() ? "" : ", ") + std::string(*s.pooling ? "pooling" : "no pooling");
    return out;
}

} // namespace

Settings read_options(Workload const& workload, Options const& options) {
    OptionReader reader("wasmtime", options);
    Settings s;
    s.mode = reader.choice("mode", {"jit", "aot"}) == "aot" ? ExecutionMode::aot : ExecutionMode::jit;
    if (s.mode == ExecutionMode::jit) {
        auto const cache = reader.choice("cache", {"off", "empty", "full"});
        s.cache = cache == "off" ? Cache::off : cache == "empty" ? Cache::empty : Cache::full;
    } else {
        reader.choice("cache", {"off"}); // nothing is compiled at the start, so no other value means anything
    }
    auto const pooling = reader.choice("pooling", {"default", "on", "off"});
    if (pooling != "default") s.pooling = pooling == "on";
    if (workload.needs().has(Capability::http)) {
        auto const reuse = options.find("reuse");
        if (reuse != options.end() && reuse->second == "unlimited") {
            reader.text("reuse");
            s.reuse = unlimited;
        } else if (auto const n = reader.number("reuse", 1, unlimited)) {
            s.reuse = static_cast<std::uint32_t>(*n);
        }
        if (auto const p = reader.number("port", 1, 65535)) s.port = static_cast<std::uint16_t>(*p);
    }
    reader.finish();
    return s;
}

RowTraits traits(Workload const& workload, Settings const& s) {
    RowTraits t;
    t.mode = s.mode;
    bool const service = workload.needs().has(Capability::http);
    t.instance = !service       ? InstancePolicy::one_shot
                 : s.reuse == 1 ? InstancePolicy::new_per_request
                                : InstancePolicy::reused;
    t.variant = variant(service, s);
    if (s.mode == ExecutionMode::aot) {
        t.cache = "none";
        t.fairness.push_back(
            "Wasmtime AOT: compiled by \"wasmtime compile\" in the prepare phase; its time is "
            "not part of the cold start.");
    } else {
        t.cache = s.cache == Cache::off ? "off" : s.cache == Cache::empty ? "empty" : "full";
        if (s.cache == Cache::full)
            t.fairness.push_back(
                "Wasmtime with a full compilation cache: no compilation happens in the cold start; this is "
                "what the command line does by default from the second run on.");
        else
            t.fairness.push_back("Wasmtime JIT: Cranelift compiles the module in every cold start.");
    }
    if (t.instance == InstancePolicy::new_per_request)
        t.fairness.push_back(
            "\"wasmtime serve\" makes a new instance for each request (its default): no state "
            "survives a request.");
    if (t.instance == InstancePolicy::reused)
        t.fairness.push_back("\"wasmtime serve\" reuses each instance for " +
                             (s.reuse == unlimited ? "any number of" : "up to " + std::to_string(s.reuse)) +
                             " requests (--max-instance-reuse-count); an instance serves one request at a "
                             "time, so concurrent requests see different instances and different state.");
    if (s.pooling)
        t.fairness.push_back(*s.pooling
                                 ? "Wasmtime with its pooling allocator (-O pooling-allocator=y): room for "
                                   "instances is reserved when it starts and used again."
                                 : "Wasmtime without its pooling allocator (-O pooling-allocator=n): memory "
                                   "of each instance is mapped and unmapped.");
    return t;
}

std::string cache_config(std::filesystem::path const& directory) {
    return "[cache]\ndirectory = \"" + directory.string() + "\"\n";
}

std::vector<std::string> compile_arguments(
    std::filesystem::path const& wasm, std::filesystem::path const& out) {
    return {"compile", "-o", out.string(), wasm.string()};
}

std::vector<std::string> run_arguments(Settings const& s, std::filesystem::path const& file,
    std::filesystem::path const& cache_file, std::vector<std::string> const& program_arguments) {
    std::vector<std::string> a{"run"};
    add_engine_flags(a, s, cache_file);
    a.push_back(file.string());
    a.insert(a.end(), program_arguments.begin(), program_arguments.end());
    return a;
}

std::vector<std::string> serve_arguments(Settings const& s, std::filesystem::path const& file,
    std::filesystem::path const& cache_file, HttpEndpoint const& at, std::string const& store) {
    std::vector<std::string> a{"serve"};
    add_engine_flags(a, s, cache_file);
    a.insert(a.end(), {"--addr", at.host_and_port(), "--max-instance-reuse-count",
                          std::to_string(s.reuse)});
    // Without it an instance that was idle for a second is replaced, and its state with it.
    if (s.reuse > 1) a.insert(a.end(), {"--idle-instance-timeout", "86400s"});
    // wasi:sockets come with the interfaces of wasi:cli, and reach nothing unless they are given the host's network.
    if (!store.empty()) a.insert(a.end(), {"-S", "cli=y", "-S", "inherit-network=y", "--env", "STORE=" + store});
    a.push_back(file.string());
    return a;
}

} // namespace wasmbench::adapters::wasmtime
