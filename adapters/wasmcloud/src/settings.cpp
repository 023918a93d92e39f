#include "settings.hpp"

#include <wasmbench/adapters/common/option_reader.hpp>

namespace wasmbench::adapters::wasmcloud {

Settings read_options(Workload const& workload, Options const& options) {
    OptionReader reader("wasmcloud", options);
    Settings s;
    s.service = workload.needs().has(Capability::http);
    s.cold = reader.choice("cold", {"application", "lattice"}) == "lattice" ? Cold::lattice : Cold::application;
    s.provider =
        reader.choice("provider", {"process", "builtin"}) == "builtin" ? Provider::builtin : Provider::process;
    if (auto const p = reader.number("port", 1, 65535)) s.port = static_cast<std::uint16_t>(*p);
    reader.finish();
    return s;
}

RowTraits traits(Settings const& s) {
    RowTraits t;
    t.mode = ExecutionMode::jit;
    t.instance = s.service ? InstancePolicy::new_per_request : InstancePolicy::one_shot;
    t.cache = s.cold == Cold::lattice ? "lattice cold" : "lattice up";
    t.variant = s.provider == Provider::builtin ? "built-in server" : "";
    if (s.cold == Cold::lattice)
        t.fairness.push_back("wasmCloud, lattice cold: the start is everything from nothing, nats-server, wadm, host, "
                             "provider and component one after the other as each needs the one before.");
    else
        t.fairness.push_back("wasmCloud, lattice up: nats-server, wadm and host run before the start, which is from "
                             "handing wadm the application to the first correct answer.");
    t.fairness.push_back("wasmCloud's host compiles the component with Cranelift in every deployment and keeps no "
                         "compilation cache on disk.");
    if (s.provider == Provider::process)
        t.fairness.push_back("wasmCloud's HTTP provider is a process of its own: each request and each answer goes "
                             "through NATS, and the provider closes the connection after each answer.");
    else
        t.fairness.push_back("wasmCloud's built-in HTTP server calls the component in the host's own process; it is an "
                             "experimental feature of the host.");
    if (s.service) {
        t.fairness.push_back("wasmCloud makes a new instance for each request, from a component that is linked once, "
                             "in pooled memory: no state survives a request.");
        t.fairness.push_back("Each instance on wasmCloud is a lattice of its own: density counts lattices with their nats-server, wadm, "
                             "host and provider, not components in one host.");
    } else {
        t.fairness.push_back("wasmCloud runs no programs: the same source is an HTTP handler that is requested once "
                             "and answers with what the program prints; deployment and HTTP are part of its time.");
    }
    return t;
}

} // namespace wasmbench::adapters::wasmcloud
