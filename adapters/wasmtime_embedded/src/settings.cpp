#include "settings.hpp"

#include <wasmbench/adapters/common/option_reader.hpp>

#include <string>

namespace wasmbench::adapters::wasmtime_embedded {
namespace {

std::string variant(Settings const& s) {
    std::string out;
    auto add = [&out](std::string const& word) { out += (out.empty() ? "" : ", ") + word; };
    if (s.compiler == Compiler::winch) add("winch");
    if (s.pooling) add("pooling");
    if (s.threads) add("threads " + std::to_string(*s.threads));
    return out;
}

} // namespace

bool is_service(Workload const& workload) {
    return workload.needs().has(Capability::http);
}

Settings read_options(Workload const& workload, Options const& options) {
    OptionReader reader("wasmtime-embedded", options);
    Settings s;
    s.compiler =
        reader.choice("compiler", {"cranelift", "winch"}) == "winch" ? Compiler::winch : Compiler::cranelift;
    s.pooling = reader.choice("allocator", {"on-demand", "pooling"}) == "pooling";
    s.deserialise = reader.choice("start", {"compile", "deserialise"}) == "deserialise";
    if (is_service(workload)) {
        s.reuse = reader.choice("instances", {"new", "reused"}) == "reused";
        if (auto const n = reader.number("threads", 1, 1024)) s.threads = static_cast<unsigned>(*n);
        if (auto const p = reader.number("port", 1, 65535)) s.port = static_cast<std::uint16_t>(*p);
    }
    reader.finish();
    return s;
}

RowTraits traits(Workload const& workload, Settings const& s) {
    RowTraits t;
    bool const service = is_service(workload);
    std::string const compiler = s.compiler == Compiler::winch ? "Winch" : "Cranelift";
    t.mode = s.deserialise ? ExecutionMode::aot : ExecutionMode::jit;
    t.cache = s.deserialise ? "none" : "off";
    t.instance = !service  ? InstancePolicy::one_shot
                 : s.reuse ? InstancePolicy::reused
                           : InstancePolicy::new_per_request;
    t.variant = variant(s);

    t.fairness.push_back("Wasmtime in process: a start makes an engine, not a process, in a harness that has "
                         "loaded the library before; "
                         "memory is the harness's own, so none is reported.");
    t.fairness.push_back(s.deserialise
                             ? "Wasmtime in process, deserialised: " + compiler +
                                   " compiled in the prepare phase; the start maps the file."
                             : "Wasmtime in process, JIT: " + compiler +
                                   " compiles in every start, on all cores; there is no compilation cache.");
    t.fairness.push_back("Wasmtime in process: the code has epoch checks, so that it can be interrupted; the "
                         "wasmtime command compiles "
                         "without them.");
    if (!service) {
        t.fairness.push_back(
            "Wasmtime in process: CPU time is that of the program's thread; while compiling it is that "
            "of the whole harness.");
        return t;
    }
    t.fairness.push_back(
        "Wasmtime in process: the handler is a component with one function, target in, status and "
        "body out; HTTP around it is Asio and Beast in the harness, whose load generator shares the "
        "process.");
    t.fairness.push_back(
        s.reuse ? "Wasmtime in process: each thread keeps one instance for all its requests, so "
                  "connections that meet different threads see different state."
                : "Wasmtime in process: each request has a store and an instance of its own, made in "
                  "the thread that serves it; no state survives a request.");
    return t;
}

} // namespace wasmbench::adapters::wasmtime_embedded
